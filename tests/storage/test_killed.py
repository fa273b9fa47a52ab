"""Kills at a random moment of save, commit, undo, apply and a command that writes a schedule (F1).

Nothing is unreadable after them, and whatever was done before, and said to be done, is there. The whole count:
`pytest -m soak tests/storage/test_killed.py`.
"""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from random import Random

import pytest

from models.instance import Instance
from scheduler.storage import dumps, load_instance, load_plan, parse_schedule, save
from scheduler.storage.histories import history_path
from scheduler.storage.proposals import load_proposals, proposals_path
from scheduler.storage.versions import commit, history, troubles, undo
from tests.cli.test_repairs import CANCEL, PLAN, run, small
from tests.folders import content_of
from tests.forking import forked
from tests.in_process import in_this_process

INSTANCE, SCHEDULE = Path("instance.json"), Path("plan.json")
FIRST = dumps(PLAN)
OTHERS = tuple(dumps(PLAN).replace("}", "}" + " " * n, 1) for n in range(1, 4))
"""Texts of the same schedule that can be told apart."""

Steps = Iterator[None]


def saving() -> Steps:
    for number in count():
        save(SCHEDULE, OTHERS[number % 3])
        yield


def committing() -> Steps:
    for number in count():
        commit(SCHEDULE, SCHEDULE.read_text(), OTHERS[number % 3], f"step {number}")
        yield


def undoing() -> Steps:
    for number in count():
        if number % 2:
            undo(SCHEDULE)
        else:
            commit(SCHEDULE, SCHEDULE.read_text(), OTHERS[number % 3], f"step {number}")
        yield


def applying() -> Steps:
    """Once taken back, a repair can be made again."""
    while True:
        assert run("reschedule", str(INSTANCE), str(SCHEDULE), "--apply", "1").exit_code == 0
        yield
        undo(SCHEDULE)
        yield


def solving() -> Steps:
    """It has no history, so it is replaced."""
    while True:
        assert run("solve", str(INSTANCE), "-o", str(SCHEDULE), "--deterministic").exit_code == 0
        yield


WORK: dict[str, Callable[[], Steps]] = {
    "save": saving,
    "commit": committing,
    "undo": undoing,
    "apply": applying,
    "solve": solving,
}
"""What is done again and again until a kill."""


@dataclass
class Found:
    """What the kills came to."""

    kills: int = 0
    within: int = 0

    def __str__(self) -> str:
        return f"{self.kills} kills, {self.within} seen to be within the writing of a step; 0 unreadable, no step lost"


def steps_before_a_kill(work: Callable[[], Steps], steps: int, share: float) -> int:
    """How many steps a child said it had made before it was killed: within the one after so many, at such a share of
    the time that the last one took."""
    reading, writing = os.pipe()

    def go_on() -> None:
        for _ in work():
            os.write(writing, b".")

    child = forked(go_on)
    os.close(writing)
    begun = time.monotonic()
    for _ in range(steps):
        begun = time.monotonic()
        assert os.read(reading, 1)
    time.sleep(share * (time.monotonic() - begun))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    said = steps + len(os.read(reading, 1000))  # to the end, for nobody writes any more
    os.close(reading)
    return said


def kill(name: str, times: int) -> Found:
    rng, found, instance = Random(name), Found(), small()
    save(INSTANCE, dumps(instance))
    save(SCHEDULE, FIRST)
    assert run("reschedule", str(INSTANCE), str(SCHEDULE), CANCEL, "--deterministic").exit_code == 0
    there = content_of(Path())
    for _ in range(times):
        for path in Path().iterdir():
            path.unlink()
        for file, content in there.items():
            Path(file).write_bytes(content or b"")
        said = steps_before_a_kill(WORK[name], rng.randint(0, 4), rng.uniform(0, 1.5))
        found.kills += 1
        found.within += assert_nothing_is_lost(name, said, instance)
    return found


def assert_nothing_is_lost(name: str, said: int, instance: Instance) -> bool:
    """Whether one sees that the kill came within the writing of a step."""
    text, steps = SCHEDULE.read_text(), history(SCHEDULE)
    is_half = any(path.name.endswith(".tmp") for path in Path().iterdir())
    assert load_instance(INSTANCE) == instance
    load_plan(SCHEDULE, instance)
    assert load_proposals(proposals_path(SCHEDULE)).repairs
    if name in ("save", "solve"):
        assert not history_path(SCHEDULE).exists()
        last = OTHERS[(said - 1) % 3] if said else FIRST
        assert name == "solve" or text in {last, OTHERS[said % 3]}
        return is_half
    assert said <= len(steps) <= said + 1
    assert text == (steps[-1].after if steps else FIRST)
    assert [entry.number for entry in steps] == list(range(1, len(steps) + 1))
    assert all(parse_schedule(entry.before, instance).reviews for entry in steps)
    entered = history_path(SCHEDULE).read_bytes() if history_path(SCHEDULE).exists() else b""
    is_half = is_half or entered.count(b"\n") > len(steps) or entered[-1:] not in (b"", b"\n")
    assert all("as a crash leaves it" in trouble for trouble in troubles(SCHEDULE))
    assert_goes_on(len(steps))
    return is_half


def assert_goes_on(steps: int) -> None:
    """Another step can be made and taken back, whatever the kill has left."""
    before = SCHEDULE.read_text()
    commit(SCHEDULE, before, FIRST.replace("\n", "\n\n", 1), "after the kill")
    assert len(history(SCHEDULE)) == steps + 1
    undo(SCHEDULE)
    assert SCHEDULE.read_text() == before


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize("name", WORK)
def test_a_kill_loses_nothing_that_was_done(name: str) -> None:
    kill(name, 4 if name in ("apply", "solve") else 20)


@pytest.mark.soak
@pytest.mark.parametrize("name", WORK)
def test_a_kill_loses_nothing_that_was_done_at_length(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    found = kill(name, 200)
    with capsys.disabled():
        sys.stdout.write(f"\n{name}: {found}\n")
    assert found.within, "no kill came within a step"
