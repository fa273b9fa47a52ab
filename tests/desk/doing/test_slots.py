"""Where a review could move: asked by functions, as the page and the command ask."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.problem import InvalidInput
from scheduler.cli import main
from scheduler.desk.doing import slots
from scheduler.desk.doing.repairing import apply
from scheduler.repairs import slot_strip
from scheduler.showing.changed.slots import BOUNDED, EXACT, NOT_THERE, REFUSED, state
from scheduler.showing.table import as_data
from scheduler.solvers.options import repair_options
from scheduler.storage import dumps
from tests import tiny
from tests.desk.doing.small import INSTANCE, PLAN, plan_in
from tests.in_process import in_turn

OPTIONS = repair_options(None, deterministic=True)
NOTICE = tiny.day(2)


def test_all_slots_are_bounded_at_once() -> None:
    known = slots.bounds(INSTANCE, PLAN, "A", NOTICE)
    assert known.now == tiny.day(3)
    assert {state(at) for at in known.known} <= {REFUSED, BOUNDED, NOT_THERE}
    assert known.askable == sum(state(at) != REFUSED for at in known.known)
    said, table = known.parts()
    assert "at least 3 people must be told" in str(said)
    assert [row["at_least"] for row in as_data([table])["slots"] if row["known"] == BOUNDED]


def test_one_slot_is_exact_and_can_be_applied(tmp_path: Path) -> None:
    path = plan_in(tmp_path)
    free = next(at.slot for at in slots.bounds(INSTANCE, PLAN, "VA", NOTICE).known if state(at) == BOUNDED)
    at = slots.exact(INSTANCE, PLAN, "VA", free, OPTIONS, NOTICE)
    assert state(at) == EXACT
    proposed = slots.propose(INSTANCE, path, "VA", free, OPTIONS, NOTICE)
    assert path.read_text() == dumps(PLAN)
    assert at.exact is not None and at.exact.told is not None
    assert proposed.parts(listed=True)[0].as_data()[0]["people_told"] == at.exact.told.people
    assert next(one.slot for one in apply(INSTANCE, path, 1).schedule.reviews if one.review == "VA") == free


def test_a_slot_that_cannot_be_asked_for_is_refused() -> None:
    with pytest.raises(InvalidInput, match="a day after the notice"):
        slots.exact(INSTANCE, PLAN, "VA", tiny.day(1), OPTIONS, NOTICE)
    with pytest.raises(InvalidInput, match="another slot of the review's term"):
        slots.exact(INSTANCE, PLAN, "VA", tiny.day(3), OPTIONS, NOTICE)


def test_the_command_says_what_the_function_says(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slot_strip, "fan_out", in_turn)
    path = plan_in(tmp_path)
    (tmp_path / "instance.json").write_text(dumps(INSTANCE))
    _, answer = slots.all_exact(INSTANCE, PLAN, "VA", None, 1, NOTICE, deterministic=True)
    words = [
        "explain",
        str(tmp_path / "instance.json"),
        str(path),
        "--slots",
        "VA",
        "--on",
        str(NOTICE),
        "--json",
        "--exactly",
    ]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == as_data(answer.parts)
