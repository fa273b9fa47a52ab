"""Letters cannot be called back: what people were told stays in a schedule, whatever step is taken back or made."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from models.planned import State
from models.problem import InvalidInput
from models.schedule import Schedule
from models.told import Role, Told, ToldReview
from scheduler.changes.effective_instance import with_states_of
from scheduler.changes.marking import Marks, marked, places_until
from scheduler.plan import Plan
from scheduler.storage import dumps, parse_schedule
from scheduler.storage.versions import commit, history, undo
from tests import tiny
from tests.cli.test_repairs import CANCEL, PLAN, run, small

FIRST = (Told(who="R1", role=Role.REVIEWER, reviews=(ToldReview(review="VA", slot=date(2018, 9, 3)),)),)
SECOND = (Told(who="R1", role=Role.REVIEWER, reviews=(ToldReview(review="VA", sequence=1),)),)
OTHERWISE = tiny.schedule(tiny.held("A", "L1", "R2", on=tiny.day(3)))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "plan.json"
    path.write_text(dumps(PLAN))
    return path


def now(path: Path) -> Schedule:
    return parse_schedule(path.read_text(), small())


def step(path: Path, **fields: Any) -> None:
    old = path.read_text()
    commit(path, old, dumps(now(path).model_copy(update=fields)), str(sorted(fields)), letters="told" in fields)


def test_a_step_is_taken_back_and_what_was_told_since_stays(path: Path) -> None:
    step(path, reviews=OTHERWISE.reviews)
    step(path, told=FIRST)
    assert undo(path).undoes == 1
    assert now(path) == PLAN.model_copy(update={"told": FIRST})
    with pytest.raises(InvalidInput, match="no step"):
        undo(path)
    assert [(entry.number, entry.letters, entry.undoes) for entry in history(path)] == [
        (1, False, None),
        (2, True, None),
        (3, False, 1),
    ]


def test_without_letters_between_the_text_is_what_it_was(path: Path) -> None:
    """Byte for byte, also where it was laid out by hand."""
    step(path, told=FIRST)
    by_hand = json.dumps(json.loads(path.read_text()), indent=4)
    path.write_text(by_hand)
    step(path, reviews=OTHERWISE.reviews)
    step(path, reviews=())
    undo(path)
    undo(path)
    assert path.read_text() == by_hand


def test_letters_after_letters_stay_too(path: Path) -> None:
    step(path, told=FIRST)
    step(path, reviews=OTHERWISE.reviews)
    step(path, told=SECOND)
    step(path, reviews=())
    for reviews in (OTHERWISE.reviews, PLAN.reviews):
        undo(path)
        assert now(path) == PLAN.model_copy(update={"reviews": reviews, "told": SECOND})


def test_an_edit_by_hand_after_letters_is_not_written_over(path: Path) -> None:
    step(path, reviews=OTHERWISE.reviews)
    step(path, told=FIRST)
    path.write_text(path.read_text() + "\n")
    with pytest.raises(InvalidInput, match="another text"):
        undo(path)


def test_whoever_makes_a_new_version_takes_over_what_was_told(
    tmp_path: Path, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marks, solve --keep and repairs."""
    told = PLAN.model_copy(update={"told": FIRST})
    plan = Plan(small(), told)
    assert marked(told, places_until(plan, None), Marks(State.ACCEPTED))[0].told == FIRST
    assert with_states_of(told, PLAN).told == FIRST
    path.write_text(dumps(told))
    (tmp_path / "instance.json").write_text(dumps(small()))
    monkeypatch.chdir(tmp_path)
    assert run("reschedule", "instance.json", "plan.json", CANCEL, "--deterministic").exit_code == 0
    assert run("reschedule", "instance.json", "plan.json", "--apply", "1").exit_code == 0
    repaired = json.loads(path.read_text())
    assert repaired["before"] and repaired["told"] == json.loads(dumps(told))["told"]


@pytest.mark.parametrize(
    ("told", "where"),
    [
        ({"who": "R1", "role": "reviewer", "reviews": [{"review": "VA"}]}, None),
        ({"who": "gone", "role": "lead", "reviews": [{"review": "gone", "sequence": 1}]}, None),
        ({"who": "R1", "role": "guest", "reviews": [{"review": "VA"}]}, "$.told[0].role"),
        ({"who": "R1", "role": "reviewer", "reviews": []}, "$.told[0].reviews"),
        ({"who": "R1", "role": "reviewer", "reviews": [{"review": "VA", "sequence": -1}]}, ".sequence"),
        ({"who": "R1", "role": "reviewer", "reviews": [{"review": "VA"}, {"review": "VA"}]}, ".reviews[1].review"),
        ({"who": "R1", "role": "reviewer", "reviews": [{"review": "VA", "slot": "2018-09-07"}]}, ".slot"),
    ],
)
def test_what_was_told_is_read_or_refused(told: dict[str, Any], where: str | None) -> None:
    """Who was told of what was taken back since is not known any more, and is told of it still."""
    raw = json.loads(dumps(PLAN)) | {"told": [told]}
    if where is None:
        assert parse_schedule(json.dumps(raw), small()).told[0].who == told["who"]
        return
    with pytest.raises(InvalidInput) as refused:
        parse_schedule(json.dumps(raw), small())
    assert where in refused.value.problems[0].where


def test_nobody_is_told_twice_in_a_file() -> None:
    raw = json.loads(dumps(PLAN.model_copy(update={"told": FIRST * 2})))
    with pytest.raises(InvalidInput, match=r"\$\.told\[1\]\.who: found 'R1'; expected each recipient once"):
        parse_schedule(json.dumps(raw), small())


def test_a_schedule_of_which_nobody_was_told_says_nothing_of_it() -> None:
    assert "told" not in json.loads(dumps(PLAN))
