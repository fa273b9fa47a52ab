"""Repairs proposed and applied by functions: what is refused, and how it is said."""

from pathlib import Path

import pytest

from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler import checking
from scheduler.checking import NotTrue
from scheduler.desk.doing.ends import Exit, Unfit, Untrue
from scheduler.desk.doing.repairing import apply, propose
from scheduler.desk.folder import Settings
from scheduler.solvers.options import repair_options
from scheduler.storage import dumps
from tests.desk.doing.small import CANCEL, INSTANCE, PLAN, plan_in
from tests.in_process import in_this_process

OPTIONS = repair_options(None, deterministic=True)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    return plan_in(tmp_path)


def untrue(*_: object) -> None:
    raise NotTrue(("it is not",))


def test_what_may_be_done_next_is_said_as_the_folder_has_it(path: Path) -> None:
    proposed = propose(INSTANCE, path, [CANCEL], OPTIONS)
    assert "qa-scheduler reschedule term.xlsx" in proposed.following("term.xlsx", None)
    here = Settings(plan=str(path))
    assert "Next: qa-scheduler reschedule --apply 1  (" in proposed.following("term.xlsx", here)
    applied = apply(INSTANCE, path, 1)
    assert applied.following(here).endswith("To take it back: qa-scheduler undo")


@pytest.mark.parametrize("number", [0, 2, 9])
def test_a_repair_that_is_not_there_is_not_applied(number: int, path: Path) -> None:
    """The second kind has none."""
    propose(INSTANCE, path, [CANCEL], OPTIONS)
    with pytest.raises(Unfit, match=rf"There is no repair {number} to apply\. There are: 1, 3, 4\."):
        apply(INSTANCE, path, number)
    assert path.read_text() == dumps(PLAN)


def test_what_does_not_pass_the_checks_is_neither_shown_nor_made(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    propose(INSTANCE, path, [CANCEL], OPTIONS)
    monkeypatch.setattr(checking, "certify", untrue)
    with pytest.raises(Untrue, match="The repair does not pass the checks") as refused:
        apply(INSTANCE, path, 1)
    assert (refused.value.reasons, refused.value.exit) == (("it is not",), Exit.BREACHES)
    with pytest.raises(Untrue, match="so none is shown"):
        propose(INSTANCE, path, [CANCEL], OPTIONS)
    assert path.read_text() == dumps(PLAN)
    with pytest.raises(InvalidInput, match="no such file"):  # of the repairs of the run before
        apply(INSTANCE, path, 1)


def test_a_change_that_does_not_fit_leaves_the_repairs_of_the_run_before(path: Path) -> None:
    propose(INSTANCE, path, [CANCEL], OPTIONS)
    with pytest.raises(InvalidInput, match="VX"):
        propose(INSTANCE, path, [CANCEL.model_copy(update={"review": "VX"})], OPTIONS)
    assert isinstance(apply(INSTANCE, path, 1).schedule, Schedule)
