"""Runs one method in a process of its own, and judges afterwards what it reported."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.machine import ROOT
from benchmarks.memory import session_mb
from benchmarks.runs import GOOD_ENOUGH, Moment
from models.instance import Instance
from models.schedule import Schedule
from scheduler.checking import check
from scheduler.plan import Plan, whole_km

_LOOK_SECONDS = 0.5


def grace(seconds: float) -> float:
    """How long a method may take to stop before it is killed. What it finds meanwhile does not count."""
    return 6 + 0.05 * seconds


@dataclass(frozen=True)
class Told:
    """Lines that a method wrote, with the seconds at which each was there. Judged only when nothing is timed."""

    lines: tuple[tuple[float, bytes], ...]
    end_seconds: float
    ending: str
    peak_mb: int


def listen(method: str, instance: Path, seconds: float, seed: int = 0, enough: float | None = None) -> Told:
    """Run a method on an instance's file.

    enough: once the method says that quality's gap is no larger, it is ended.
    """
    started = time.monotonic()
    words = [sys.executable, "-m", "benchmarks.peers", method, str(instance), str(seconds), str(seed), repr(started)]
    lines: list[tuple[float, bytes]] = []
    ended_early = False
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, start_new_session=True)
        watch = _Watch(process, started + seconds + grace(seconds))
        try:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append((time.monotonic() - started, line))
                if enough is not None and not ended_early and _is_enough(line, enough):
                    ended_early = True
                    _kill(process)
            code = process.wait()
        except BaseException:
            _kill(process)
            process.wait()
            raise
        end_seconds = time.monotonic() - started
        watch.join()
        errors.seek(0)
        last_words = errors.read().decode(errors="replace").strip().splitlines()[-1:]
    said = next((json.loads(line)["said"] for _, line in lines[-1:] if b'"said"' in line[:8]), None)
    if said is None:
        ways = {ended_early: GOOD_ENOUGH, watch.killed: "killed after its limit"}
        said = ways.get(True, f"crashed ({code}): {' '.join(last_words)}")
    return Told(tuple(lines), end_seconds, said, watch.peak_mb)


def _is_enough(line: bytes, share: float) -> bool:
    said = json.loads(line)
    return said.get("goal") == "quality" and said.get("gap") is not None and said["gap"] <= share


class _Watch(threading.Thread):
    """Looks at a process's memory, and kills it when its time is over."""

    def __init__(self, process: "subprocess.Popen[bytes]", last: float) -> None:
        super().__init__(daemon=True)
        self._process, self._last = process, last
        self.peak_mb = 0
        self.killed = False
        self.start()

    def run(self) -> None:
        while self._process.returncode is None:
            self.peak_mb = max(self.peak_mb, session_mb(self._process.pid))
            if time.monotonic() > self._last:
                self.killed = True
                _kill(self._process)
                return
            time.sleep(_LOOK_SECONDS)


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """The method and whatever it started: they are one session."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def judged(told: Told, instance: Instance) -> tuple[Moment, ...]:
    """What was told, every schedule checked and recounted. Lines that say nothing new are left out."""
    return tuple(_news(told, instance))


def _news(told: Told, instance: Instance) -> Iterator[Moment]:
    known: dict[str, int] = {}
    last_about: object = None
    last_found: object = None
    for seconds, line in told.lines:
        said = _read(line)
        if said is None:
            continue
        schedule = None if said["schedule"] is None else Schedule.model_validate(said["schedule"])
        bounds = {goal: bound for goal, bound in _bounds(said, schedule).items() if bound > known.get(goal, bound - 1)}
        about, found = (said["step"], said["goal"]), last_found if schedule is None else _identity(schedule)
        if about != last_about or found != last_found or bounds:
            figures = {} if schedule is None or found == last_found else _judged(schedule, instance)
            yield Moment(seconds=round(seconds, 3), step=said["step"], goal=said["goal"], bounds=bounds, **figures)
        known |= bounds
        last_about, last_found = about, found


def _identity(schedule: Schedule) -> object:
    """What the goals of a schedule depend on; the rest of its certificate changes more often."""
    return schedule.reviews, None if schedule.certificate is None else schedule.certificate.fair_visit_m


def _read(line: bytes) -> Any:
    """One line's content; None for the method's last word, and for a line it was killed in."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    return said if "step" in said else None


def _bounds(said: Any, schedule: Schedule | None) -> dict[str, int]:
    certificate = None if schedule is None else schedule.certificate
    bounds = {} if certificate is None else {result.goal: result.bound for result in certificate.goals}
    return bounds if said["bound"] is None else bounds | {said["goal"]: said["bound"]}


def _judged(schedule: Schedule, instance: Instance) -> dict[str, Any]:
    report, plan = check(instance, schedule), Plan(instance, schedule)
    values = report.values
    if schedule.certificate is None or schedule.certificate.fair_visit_m is None:
        values = {goal: value for goal, value in values.items() if goal != "fairness"}  # nothing to measure it by yet
    km = sum(whole_km(seat.home, seat.held.host) for seat in plan.seats)
    km += sum(whole_km(held.lead, held.host) for held in plan.held if held.lead is not None)
    return {"values": values, "km": km, "breach": report.breaches[0].message if report.breaches else ""}
