"""Two who make the next version of the same one: who comes second is refused, and nothing of the first is lost."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from models.problem import InvalidInput
from scheduler import solving as front
from scheduler.changes.marking import Marks
from scheduler.desk.doing import marking, repairing, solving, telling, undoing
from scheduler.solvers.options import repair_options
from scheduler.storage import versions
from tests import tiny
from tests.desk.doing.small import CANCEL, INSTANCE, plan_in
from tests.in_process import in_this_process, solve_here

OPTIONS = repair_options(None, deterministic=True)
Deed = Callable[[Path, str | None], Any]

DEEDS: dict[str, Deed] = {
    "apply": lambda path, sha256: repairing.apply(INSTANCE, path, 1, expected_sha256=sha256),
    "propose": lambda path, sha256: repairing.propose(INSTANCE, path, [CANCEL], OPTIONS, expected_sha256=sha256),
    "mark": lambda path, sha256: mark(path, sha256, "lead"),
    "publish": lambda path, sha256: telling.publish(INSTANCE, {}, path, None, tiny.day(4), expected_sha256=sha256),
    "undo": lambda path, sha256: undoing.undo(path, expected_sha256=sha256),
    "fill": lambda path, sha256: solving.solve(INSTANCE, path, OPTIONS, keep=path, expected_sha256=sha256),
    "solve": lambda path, sha256: solving.solve(INSTANCE, path, OPTIONS, expected_sha256=sha256),
}


def mark(path: Path, sha256: str | None, what: str) -> marking.Marked:
    return marking.mark(INSTANCE, path, Marks(is_pinned=True), [f"VA/{what}"], by=what, expected_sha256=sha256)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.setattr(front, "solve_in_child", solve_here)
    return plan_in(tmp_path)


@pytest.mark.parametrize("deed", DEEDS)
def test_who_comes_second_is_refused_and_the_first_stays(deed: str, path: Path) -> None:
    seen = versions.text_sha256(path.read_text())
    first = mark(path, seen, "slot")
    assert first.sha256 == versions.text_sha256(path.read_text()) != seen
    text, steps = path.read_text(), versions.history(path)
    with pytest.raises(InvalidInput, match="another text than the one this step begins from"):
        DEEDS[deed](path, seen)
    assert (path.read_text(), versions.history(path)) == (text, steps)


def test_who_names_the_version_that_is_there_is_not_refused(path: Path) -> None:
    proposed = repairing.propose(INSTANCE, path, [CANCEL], OPTIONS)
    applied = repairing.apply(INSTANCE, path, 1, "the lead", proposed.sha256)
    marked = mark(path, applied.sha256, "slot")
    undone = undoing.undo(path, expected_sha256=marked.sha256)
    back = undoing.undo(path, "the lead", undone.sha256)
    assert back.sha256 == proposed.sha256 == versions.text_sha256(path.read_text())
    assert [step.by for step in versions.history(path)] == ["the lead", "slot", "", "the lead"]


def test_of_many_at_the_same_moment_one_is_first(path: Path) -> None:
    """Each pins another place of the same version."""
    seen, ended = versions.text_sha256(path.read_text()), dict[str, Any]()
    ready = threading.Barrier(4)

    def write(what: str) -> None:
        ready.wait()
        try:
            ended[what] = mark(path, seen, what)
        except InvalidInput as refused:
            ended[what] = refused

    threads = [threading.Thread(target=write, args=[what]) for what in ("slot", "lead", "R2", "R3")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (won,) = (what for what, end in ended.items() if isinstance(end, marking.Marked))
    (step,) = versions.history(path)
    assert (step.by, step.after) == (won, path.read_text())
