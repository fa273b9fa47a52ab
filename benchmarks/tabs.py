"""Tabs that stay open on the planner's page for an hour: what they see, and what the server holds at the end."""

import random
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.page import Page, served
from benchmarks.usage import usage

PLAN = "three-hubs"
TABS, TABS_OF_A_BROWSER = 20, 4
_JOB_SECONDS, _WARMED_UP_SECONDS = 30, 300
_RELOADS, _SLEEPS, _SLEEP_SECONDS = 0.3, 0.02, (70, 240)  # how likely at each event; a server waits 60 s for who sleeps


@dataclass
class Followed:
    """What the tabs saw. wrong: what was not as the page says it is."""

    job: str = ""
    streams: int = 0
    ends: int = 0
    reloads: int = 0
    sleeps: int = 0
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)


def measured(minutes: float) -> Iterator[str]:
    """Each figure as it comes: job after job is begun, every tab follows each, reloads at times and sleeps at times."""
    with served(PLAN) as page:
        seen = Followed()
        threads = [threading.Thread(target=_tab, args=(page, n, seen)) for n in range(TABS)]
        threads.append(threading.Thread(target=_jobs, args=(page, seen)))
        for thread in threads:
            thread.start()
        begun, first = time.monotonic(), 0
        while (passed := time.monotonic() - begun) < 60 * minutes:
            time.sleep(min(_WARMED_UP_SECONDS, 60 * minutes - passed))
            first = first or usage(page.session).mb
            yield f"{(time.monotonic() - begun) / 60:.0f} min: {_held(page)}; {_told(seen)}"
        seen.over.set()
        for thread in threads:
            thread.join()
        time.sleep(2)
        last = usage(page.session).mb
        more = f"{100 * (last - first) / first:+.1f} % since the first look"
        yield f"all tabs closed: {_held(page)}, {more}; {_told(seen)}"
        yield from seen.wrong[:20]


def _held(page: Page) -> str:
    process = Path("/proc") / str(page.session)
    files = len(list((process / "fd").iterdir()))
    return (
        f"{usage(page.session).mb} MB, {files} files and lines open, {len(list((process / 'task').iterdir()))} threads"
    )


def _told(seen: Followed) -> str:
    return (
        f"{seen.streams} times a tab began to follow, {seen.ends} ends seen, {seen.reloads} reloads, "
        f"{seen.sleeps} sleeps, {len(seen.wrong)} wrong"
    )


def _jobs(page: Page, seen: Followed) -> None:
    """A solve every half minute."""
    n = 0
    while not seen.over.wait(_JOB_SECONDS if n else 0):
        seen.job = page.solve(f"tabs-{n}", _JOB_SECONDS / 2, 1)
        n += 1


def _tab(page: Page, number: int, seen: Followed) -> None:
    """Follow each job to its end."""
    rng, done = random.Random(number), ""
    while not seen.over.is_set():
        job = seen.job
        if job == done:
            time.sleep(0.2)
            continue
        try:
            if _follow(page, number, job, rng, seen):
                done = job
        except (OSError, HTTPException) as error:
            seen.wrong.append(f"tab {number}: {error!r}")


def _follow(page: Page, number: int, job: str, rng: random.Random, seen: Followed) -> bool:
    """Whether the job's end was seen; it is not where the tab was reloaded or has slept too long."""
    line = HTTPConnection(urlsplit(page.address).netloc, timeout=120)
    try:
        line.request(
            "GET", f"{job}/events", headers={"Cookie": f"{page.cookie}; browser={number // TABS_OF_A_BROWSER}"}
        )
        answer = line.getresponse()
        if answer.status == 204:  # its browser has as many open as it may
            time.sleep(1)
            return False
        seen.streams += 1
        for event in _events(answer):
            if event == "end":
                seen.ends += 1
                if "/stop" in page.browser().ask(job)[2]:
                    seen.wrong.append(f"tab {number}: {job} was said to have ended, and runs")
                return True
            chance = rng.random()
            if chance < _SLEEPS:
                slept = True
                seen.sleeps += 1
                seen.over.wait(rng.uniform(*_SLEEP_SECONDS))
            elif chance < _RELOADS:
                seen.reloads += 1
                return False
            if seen.over.is_set():
                return False
        if not slept and "/stop" not in page.browser().ask(job)[2]:
            seen.wrong.append(f"tab {number}: {job} ended, and nobody said so")
        return False
    finally:
        line.close()


def _events(answer: HTTPResponse) -> Iterator[str]:
    for raw in answer:
        if raw.startswith(b"event: "):
            yield raw.decode().removeprefix("event: ").strip()
