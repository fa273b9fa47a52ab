"""Real processes, stopped by Ctrl-C or by SIGTERM in each phase: the best is kept whole or no file is there.

Ctrl-C reaches every process of the terminal's group, a SIGTERM the one it is sent to. How long stopping takes is not
measured; that everything has stopped is.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from models.instance import Instance
from scheduler.checking import certify
from scheduler.generating import Recipe, generate
from scheduler.storage import dumps, load_instance, load_schedule

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes with names")

PATIENCE_SECONDS = 60
DONE, INTERRUPTED = 0, 130
SIGNALS = (signal.SIGINT, signal.SIGTERM)
SAVES_SLOWLY = """
import os, sys, time
from scheduler.cli import main
def flush_slowly(_):
    print("writing", file=sys.stderr, flush=True)
    time.sleep(1)
os.fsync = flush_slowly
main()
"""
SIGNS = {
    "relaxation": "  relaxation",
    "dive": "  first schedule",
    "exact search": "  exact search over",
    "callback": "  exact search  fairness",
    "writing": "writing",
}
"""The line on the error stream with which a phase begins."""


@pytest.fixture(scope="module")
def instance() -> Instance:
    """One that keeps the exact search busy for minutes."""
    return generate(Recipe("medium", 60, hubs=6, terms=(1,), seed=3))


class Solving:
    """A `solve` in a process group of its own, that reads its instance from a pipe with a name."""

    def __init__(self, folder: Path, *program: str) -> None:
        self.folder = folder
        self.output = folder / "schedule.json"
        self._pipe, self._said = folder / "instance.json", folder / "stderr"
        os.mkfifo(self._pipe)
        words = ["solve", str(self._pipe), "-o", str(self.output), "--time-limit-seconds", "300"]
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


def assert_stops(
    phase: str, number: signal.Signals, instance: Instance, folder: Path, later_seconds: float = 0
) -> None:
    """Stopped in this phase, or a little later, it leaves nothing but a whole schedule, if there was one."""
    if phase == "writing":
        instance = load_instance("three-hubs")  # soon there
        solving = Solving(folder, "-c", SAVES_SLOWLY)
    else:
        solving = Solving(folder, "-m", "scheduler.cli")
    try:
        _interrupt(solving, phase, number, instance, later_seconds)
        wait_until(solving.ended)
    finally:
        if solving.process.poll() is None:
            os.killpg(solving.process.pid, signal.SIGKILL)
    assert "Traceback" not in solving.said(), solving.said()
    assert solving.process.returncode in ((DONE, INTERRUPTED) if phase == "writing" else (INTERRUPTED,))
    assert {path.name for path in folder.iterdir()} <= {"instance.json", "stderr", "schedule.json"}
    if solving.output.exists():
        schedule = load_schedule(solving.output, instance)
        certify(instance, schedule)
        assert schedule.certificate is not None
        assert schedule.certificate.interrupted or phase == "writing"
    if phase in ("exact search", "callback"):
        assert solving.output.exists()


def _interrupt(solving: Solving, phase: str, number: signal.Signals, instance: Instance, later_seconds: float) -> None:
    if phase == "read":
        with solving.reading():
            time.sleep(later_seconds)
            solving.send(number)
        return
    solving.feed(dumps(instance))
    if phase in SIGNS:
        solving.wait_for(SIGNS[phase])
    time.sleep(later_seconds)
    solving.send(number)


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
    assert_stops(phase, SAMPLE[phase], instance, tmp_path, later_seconds=0.3 if phase == "build" else 0)


@pytest.mark.soak
@pytest.mark.parametrize("number", SIGNALS)
@pytest.mark.parametrize("phase", PHASES)
def test_stopped_at_any_moment_of_any_phase(
    phase: str, number: signal.Signals, instance: Instance, tmp_path: Path
) -> None:
    for moment in range(20):
        folder = tmp_path / str(moment)
        folder.mkdir()
        assert_stops(phase, number, instance, folder, later_seconds=moment / 20)
