"""Real processes, stopped by Ctrl-C or by SIGTERM in each phase: the best is kept whole or no file is there.

Ctrl-C reaches every process of the terminal's group, a SIGTERM the one it is sent to. How long stopping takes is
measured in the soak run alone, where it is printed (-rP) and must stay within the grace; the suite asks that everything
has stopped.

    pytest -m soak -rP tests/cli/test_interrupting.py
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import pytest

from models.instance import Instance
from models.schedule import Status
from scheduler.changes.effective_instance import effective
from scheduler.checking import certify
from scheduler.generating import Recipe, generate
from scheduler.storage import dumps, load_instance, load_schedule
from scheduler.storage.proposals import load_proposals, proposals_path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes with names")

PATIENCE_SECONDS = 60
GRACE_SECONDS = 10
TIMES = 20
DONE, INTERRUPTED = 0, 130
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SAVES_SLOWLY = """
import os, sys, time
from scheduler.cli import run
def flush_slowly(_):
    print("writing", file=sys.stderr, flush=True)
    time.sleep(1)
os.fsync = flush_slowly
run()
"""
SIGNS = {
    "relaxation": "  relaxation",
    "dive": "  first schedule",
    "exact search": "  exact search over",
    "callback": "  exact search  fairness",
    "writing": "writing",
}
"""The line on the error stream with which a phase of solve begins."""
REPAIR_SIGNS = {
    "circles": "  circle of",
    "found": "  decided  reviews-held",
    "branches": "  branches",
    "other kinds": "  repairs that",
    "writing": "writing",
}
"""The same of reschedule."""
TO_REPAIR = "noe-2018-autumn"
CANCEL = '{"kind": "cancel-review", "notice": "2018-11-15", "review": "review-143907", "reason": "ofsted"}'


@pytest.fixture(scope="module")
def instance() -> Instance:
    """One that keeps the exact search busy for minutes."""
    return generate(Recipe("medium", 60, hubs=6, terms=(1,), seed=3))


class Running:
    """A command in a process group of its own, that reads its instance from a pipe with a name."""

    def __init__(self, folder: Path, command: str, *words: str, slow: bool) -> None:
        self.folder = folder
        self._pipe, self._said = folder / "instance.json", folder / "stderr"
        os.mkfifo(self._pipe)
        program = ["-c", SAVES_SLOWLY] if slow else ["-m", "scheduler.cli"]
        words = (command, str(self._pipe), *words, "--time-limit-seconds", "300")
        with self._said.open("w") as said:
            self.process = subprocess.Popen(
                [sys.executable, *program, *words],
                cwd=Path(__file__).parents[2],
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
                # tests that run in the background ignore Ctrl-C, and so would their children
                preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
            )

    def feed(self, text: str) -> None:
        """Give it the instance; it waits for nothing else. Returns when it reads."""
        self._pipe.write_text(text)

    @contextmanager
    def reading(self) -> Iterator[None]:
        """While this lasts, it waits for the rest of the instance; then there is no more."""
        with self._pipe.open("w") as pipe:
            pipe.write("{")
            pipe.flush()
            yield

    def said(self) -> str:
        return self._said.read_text()

    def send(self, number: signal.Signals) -> None:
        if number == signal.SIGINT:
            os.killpg(self.process.pid, number)
        else:
            self.process.send_signal(number)

    def wait_for(self, sign: str) -> None:
        wait_until(lambda: sign in self.said() or self.process.poll() is not None)
        assert sign in self.said()

    def ended(self) -> bool:
        """Whether no process of the group is left."""
        if self.process.poll() is None:
            return False
        try:
            os.killpg(self.process.pid, 0)
        except ProcessLookupError:
            return True
        return False


def wait_until(condition: Callable[[], bool]) -> None:
    last = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < last, "waited in vain"
        time.sleep(0.02)


def stopped(running: Running, phase: str, sign: str | None, number: signal.Signals, text: str, later: float) -> float:
    """The seconds that stopping took, in this phase or so many seconds later. Nothing of the command is left."""
    try:
        begun = _interrupt(running, phase, sign, number, text, later)
        wait_until(lambda: running.process.poll() is not None)
        seconds = time.monotonic() - begun
        wait_until(running.ended)  # later, where the system is slow to bury a process whose parent is gone
    finally:
        if running.process.poll() is None:
            os.killpg(running.process.pid, signal.SIGKILL)
    assert "Traceback" not in running.said(), running.said()
    assert running.process.returncode in ((DONE, INTERRUPTED) if phase == "writing" else (INTERRUPTED,)), running.said()
    return seconds


def _interrupt(
    running: Running, phase: str, sign: str | None, number: signal.Signals, text: str, later: float
) -> float:
    if phase == "read":
        with running.reading():
            time.sleep(later)
            running.send(number)
            return time.monotonic()
    running.feed(text)
    if sign is not None:
        running.wait_for(sign)
    time.sleep(later)
    running.send(number)
    return time.monotonic()


def assert_stops(phase: str, number: signal.Signals, instance: Instance, folder: Path, later: float = 0) -> float:
    """Stopped in this phase, or a little later, solve leaves nothing but a whole schedule, if there was one."""
    if phase == "writing":
        instance = load_instance("three-hubs")  # soon there
    output = folder / "schedule.json"
    solving = Running(folder, "solve", "-o", str(output), slow=phase == "writing")
    seconds = stopped(solving, phase, SIGNS.get(phase), number, dumps(instance), later)
    assert {path.name for path in folder.iterdir()} <= {"instance.json", "stderr", "schedule.json"}
    if output.exists():
        schedule = load_schedule(output, instance)
        certify(instance, schedule)
        assert schedule.certificate is not None
        assert schedule.certificate.interrupted or phase == "writing"
    if phase in ("exact search", "callback"):
        assert output.exists()
    return seconds


def assert_repairing_stops(phase: str, number: signal.Signals, folder: Path, later: float = 0) -> float:
    """Stopped in this phase, or a little later, reschedule leaves the schedule as it was, and whole repairs or none."""
    instance, plan = load_instance(TO_REPAIR), folder / "plan.json"
    solved = (Path(__file__).parents[2] / "solutions" / f"{TO_REPAIR}.json").read_text()
    plan.write_text(solved)
    repairing = Running(folder, "reschedule", str(plan), CANCEL, slow=phase == "writing")
    seconds = stopped(repairing, phase, REPAIR_SIGNS.get(phase), number, dumps(instance), later)
    assert plan.read_text() == solved
    found = proposals_path(plan)
    assert {path.name for path in folder.iterdir()} <= {"instance.json", "stderr", "plan.json", found.name}
    if found.exists():
        for one in load_proposals(found).repairs:
            if one.schedule is not None and one.schedule.certificate is not None:
                certify(effective(instance, one.schedule), one.schedule)
                assert one.status == Status.OPTIMAL or one.schedule.certificate.interrupted or phase == "writing"
    if phase in ("found", "branches", "other kinds"):
        assert found.exists()
    return seconds


PHASES = ("read", "build", *SIGNS)
SAMPLE = {
    "read": signal.SIGTERM,
    "build": signal.SIGINT,
    "relaxation": signal.SIGTERM,
    "dive": signal.SIGINT,
    "exact search": signal.SIGINT,
    "writing": signal.SIGTERM,
}


@pytest.mark.parametrize("phase", SAMPLE)
def test_stopped_in_a_phase(phase: str, instance: Instance, tmp_path: Path) -> None:
    assert_stops(phase, SAMPLE[phase], instance, tmp_path, later=0.3 if phase == "build" else 0)


@pytest.mark.parametrize(("phase", "number"), [("found", signal.SIGTERM)])
def test_repairing_stopped_in_a_phase(phase: str, number: signal.Signals, tmp_path: Path) -> None:
    assert_repairing_stops(phase, number, tmp_path)


def stops(assert_one: Callable[[Path, float], float], folder: Path, share: float) -> None:
    """Stopped at many moments, each time within the grace. share: of a second, how much later at most."""
    seconds = []
    for moment in range(TIMES):
        (here := folder / str(moment)).mkdir()
        seconds.append(assert_one(here, share * moment / TIMES))
    print(f"{TIMES} stops: longest {max(seconds):.2f} s, median {median(seconds):.2f} s")  # noqa: T201
    assert max(seconds) < GRACE_SECONDS


@pytest.mark.soak
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("phase", PHASES)
def test_stopped_at_any_moment_of_any_phase(
    phase: str, number: signal.Signals, instance: Instance, tmp_path: Path
) -> None:
    stops(lambda folder, later: assert_stops(phase, number, instance, folder, later), tmp_path, 1.0)


@pytest.mark.soak
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("phase", ("read", "build", *REPAIR_SIGNS))
def test_repairing_stopped_at_any_moment_of_any_phase(phase: str, number: signal.Signals, tmp_path: Path) -> None:
    stops(lambda folder, later: assert_repairing_stops(phase, number, folder, later), tmp_path, 0.5)
