"""The planner's page under load: how soon it answers while a solve runs, what is refused, what is left behind."""

import json
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from shutil import copyfile
from urllib.parse import urlencode, urlsplit

from benchmarks.usage import usage
from scheduler.desk.folder import SETTINGS
from scheduler.storage.versions import text_sha256

TERM, SMALL = "noe-2018-autumn", "two-schools"
BROWSERS, POLLS_A_SECOND, SECONDS = 50, 2, 30.0
SUBMITS, SUBMIT_SECONDS = 500, 10.0
SOLVES, WARMED_UP = 200, 40
_SOLUTIONS = Path(__file__).parents[1] / "solutions"


@dataclass
class Asked:
    """How long answers took, in seconds, and what was no answer."""

    what: str
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)

    def __str__(self) -> str:
        ms = [1_000 * one for one in sorted(self.seconds)] or [0.0]
        p95 = ms[int(0.95 * (len(ms) - 1))]
        return (
            f"{self.what}: {len(ms)} answers, median {statistics.median(ms):.0f} ms, 95th percentile {p95:.0f} ms, "
            f"longest {ms[-1]:.0f} ms; {len(self.errors)} errors; {self.statuses}"
        )


class Browser:
    """One browser's connection, with a session."""

    def __init__(self, address: str, cookie: str = "") -> None:
        parts = urlsplit(address)
        self._at, self._cookie = parts.netloc, cookie
        self._line = HTTPConnection(self._at, timeout=30)

    def enter(self, path: str) -> str:
        """The session that a token opens."""
        self._line.request("GET", path)
        answer = self._line.getresponse()
        answer.read()
        self._cookie = (answer.getheader("set-cookie") or "").partition(";")[0]
        return self._cookie

    def ask(self, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """The status of an answer, where it leads, and what it says."""
        headers = {"Cookie": self._cookie, "Sec-Fetch-Site": "same-origin", "Origin": f"http://{self._at}"}
        if form is None:
            self._line.request("GET", path, headers=headers)
        else:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            self._line.request("POST", path, urlencode(form), headers)
        answer = self._line.getresponse()
        return answer.status, answer.getheader("location") or "", answer.read().decode()

    def timed(self, path: str, into: Asked, form: dict[str, str] | None = None) -> str:
        """The same, noted. Where it leads."""
        begun = time.perf_counter()
        try:
            status, to, _ = self.ask(path, form)
        except (OSError, HTTPException) as error:
            into.errors.append(repr(error))
            self._line.close()
            return ""
        into.seconds.append(time.perf_counter() - begun)
        into.statuses[status] = into.statuses.get(status, 0) + 1
        if status >= 500:
            into.errors.append(f"{status} {path}")
        return to


@dataclass(frozen=True)
class Page:
    """A page at work, in a process of its own. session: of that process and all that it began."""

    folder: Path
    address: str
    cookie: str
    session: int

    def browser(self) -> Browser:
        return Browser(self.address, self.cookie)

    def plan(self) -> str:
        """The address of the folder's plan."""
        found = re.search(r'href="(/plans/[0-9a-f]{12})"', self.browser().ask("/")[2])
        assert found is not None
        return found[1]

    def solve(self, once: str, seconds: float, workers: int) -> str:
        """Begin to solve the plan anew. The address of the job."""
        status, to, said = self.browser().ask(f"{self.plan()}/solve", self.form(once, seconds, workers))
        assert status == 303, said
        return to

    def form(self, once: str, seconds: float, workers: int) -> dict[str, str]:
        mark = text_sha256((self.folder / "plan.json").read_text("utf-8"))
        return {"once": once, "mark": mark, "seconds": f"{seconds}", "workers": f"{workers}", "seed": "0"}


@contextmanager
def served(name: str) -> Iterator[Page]:
    """The page of a folder with a stored plan, as the command serves it."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copyfile(_SOLUTIONS / f"{name}.json", folder / "plan.json")
        (folder / SETTINGS).write_text(f'instance = "{name}"\nby = "benchmark"\n', "utf-8")
        command = [sys.executable, "-m", "scheduler.cli", "page", str(folder), "--no-browser", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, start_new_session=True) as process:
            try:
                address = _address(process)
                entrance = urlsplit(address)
                cookie = Browser(address).enter(f"{entrance.path}?{entrance.query}")
                yield Page(folder, address, cookie, process.pid)
            finally:
                process.send_signal(signal.SIGINT)
                process.wait(30)


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    while not said.endswith("}\n"):
        said += process.stdout.readline()
    return str(json.loads(said)["address"])


def measured(solves: int) -> Iterator[str]:
    """Each figure as it comes."""
    with served(TERM) as page:
        yield from _while_a_solve_runs(page)
        yield from _flooded(page)
    yield from _in_a_row(solves)


def _while_a_solve_runs(page: Page) -> Iterator[str]:
    plan = page.plan()
    places = {name: _place(page, plan, name) for name in ("panel", "calendar", "map")}
    for path in places.values():
        page.browser().ask(path)  # what is warm then: the plan's version was looked at before
    job = page.solve("load", 4 * SECONDS, 2)
    time.sleep(3)
    yield str(_polled(page, job))
    browser = page.browser()
    for name, path in places.items():
        asked = Asked(f"{name} of {TERM} while a solve with 2 workers runs")
        for _ in range(100):
            browser.timed(path, asked)
        yield str(asked)
    running = page.browser().ask(job)[2]
    yield f"the solve still ran: {'Stop, and keep the best' in running}"
    page.browser().ask(f"{job}/stop", {})


def _place(page: Page, plan: str, name: str) -> str:
    if name != "panel":
        return f"{plan}/{name}"
    found = re.search(rf'href="({plan}/reviews/[^"?#]+)', page.browser().ask(f"{plan}/calendar")[2])
    assert found is not None
    return found[1]


def _polled(page: Page, job: str) -> Asked:
    """So many browsers that ask for the job so many times a second."""
    asked = Asked(f"{BROWSERS} browsers that look at the job {POLLS_A_SECOND} times a second")
    until = time.monotonic() + SECONDS

    def poll(number: int) -> None:
        browser, at = page.browser(), time.monotonic() + number / BROWSERS / POLLS_A_SECOND
        while at < until:
            time.sleep(max(0.0, at - time.monotonic()))
            browser.timed(job, asked)
            at += 1 / POLLS_A_SECOND

    _at_once(poll, BROWSERS)
    return asked


def _flooded(page: Page) -> Iterator[str]:
    """So many forms in so many seconds, from ten browsers."""
    asked, path = Asked(f"{SUBMITS} solves sent in {SUBMIT_SECONDS:.0f} s"), f"{page.plan()}/solve"
    forms = [page.form(f"flood-{n}", 60, 1) for n in range(SUBMITS)]
    begun = time.monotonic()

    def send(number: int) -> None:
        browser = page.browser()
        for n in range(number, SUBMITS, 10):
            time.sleep(max(0.0, begun + n * SUBMIT_SECONDS / SUBMITS - time.monotonic()))
            browser.timed(path, asked, forms[n])

    _at_once(send, 10)
    yield f"{asked} (303: accepted, 429: refused)"


def _in_a_row(solves: int) -> Iterator[str]:
    """One solve after the other on one server: what it holds, and what it leaves behind."""
    temporary = Path(tempfile.gettempdir())
    with served(SMALL) as page:
        before, first = {path.name for path in temporary.iterdir()}, 0
        for n in range(solves):
            job = page.solve(f"row-{n}", 20, 1)
            while "/stop" in page.browser().ask(job)[2]:
                time.sleep(0.05)
            if n == min(WARMED_UP, solves // 2):
                first = usage(page.session).mb
        time.sleep(1)
        last, left = usage(page.session).mb, {path.name for path in temporary.iterdir()} - before
        files = sorted(path.name for path in page.folder.iterdir())
    yield (
        f"{solves} solves of {SMALL} in a row: {first} MB after {min(WARMED_UP, solves // 2)}, {last} MB at the end "
        f"({100 * (last - first) / first:+.1f} %); in the folder: {', '.join(files)}; "
        f"of ours left in {temporary}: {sorted(name for name in left if 'qa-scheduler' in name) or 'nothing'}"
    )
    yield f"processes left when the page had ended: {'some' if usage(page.session).mb else 'none'}"


def _at_once(work: Callable[[int], None], count: int) -> None:
    threads = [threading.Thread(target=work, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
