"""Marks by hand: how far places have got, what is pinned, who has booked travel."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.planned import ReviewStates, State
from models.schedule import Schedule
from scheduler.cli import main
from scheduler.storage import dumps
from scheduler.storage.schedules import read_schedule
from tests import tiny
from tests.in_process import in_this_process

INSTANCE = tiny.instance(
    tiny.school("A", pupils=200),
    tiny.school("B", km=20, pupils=200),
    tiny.school("C", km=60, pupils=200),
    *(tiny.review(host) for host in "ABC"),
    tiny.lead("L1"),
    tiny.reviewer("R2", "B"),
    tiny.reviewer("R3", "C"),
)
PLAN = tiny.schedule(tiny.held("A", "L1", "R2", "R3", on=tiny.day(3)), tiny.held("B", "L1", on=tiny.day(5)))
ALL_OF_A = "VA/slot", "VA/lead", "VA/R2", "VA/R3"


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    in_this_process(monkeypatch)
    Path("instance.json").write_text(dumps(INSTANCE))
    Path("plan.json").write_text(dumps(PLAN))


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def mark(*words: str) -> dict[str, ReviewStates]:
    """The states after a mark that is made."""
    done = run("mark", "instance.json", "plan.json", *words)
    assert done.exit_code == 0, done.output
    return {states.review: states for states in plan().states}


def plan() -> Schedule:
    return read_schedule(Path("plan.json"))


def test_a_single_place_and_a_whole_review() -> None:
    assert mark("VA/lead", "--as", "accepted") == {"VA": ReviewStates(review="VA", lead=State.ACCEPTED)}
    drafts = dict.fromkeys(("R2", "R3"), State.DRAFT)
    every = ReviewStates(review="VA", slot=State.DRAFT, lead=State.DRAFT, reviewers=drafts)
    assert mark("School A", "--as", "draft") == mark(*ALL_OF_A, "--as", "draft") == {"VA": every}
    assert mark("VA", "--as", "published") == {}, "what is usual is not said"


def test_what_begins_up_to_a_day_and_all() -> None:
    assert set(mark("--until", str(tiny.day(3, 4)), "--as", "done")) == {"VA"}
    assert set(mark("--all", "--as", "done")) == {"VA", "VB"}
    assert plan().reviews == PLAN.reviews


def test_pins_and_booked_travel_beside_a_state() -> None:
    states = mark("VA", "--pin", "--booked", "--as", "accepted")["VA"]
    assert states.pins == ("slot", "lead", "R2", "R3")
    assert states.booked == ("R2", "R3", "L1"), "nobody books a date"
    states = mark("VA/R2", "VA/L1", "--unpin", "--not-booked")["VA"]
    assert (states.pins, states.booked) == (("slot", "R3"), ("R3",))


def test_it_is_a_step_that_can_be_taken_back() -> None:
    mark("VA", "--pin", "--why", "agreed by phone")
    mark("--all", "--as", "accepted")
    steps = json.loads(run("history", "plan.json", "--json").stdout)["history"]
    assert [(one["notice"], one["what"], one["why"]) for one in steps] == [
        (None, "marked pinned: VA", "agreed by phone"),
        (None, "marked accepted: 2 reviews", ""),
    ]
    assert run("undo", "plan.json").exit_code == run("undo", "plan.json").exit_code == 0
    assert Path("plan.json").read_text() == dumps(PLAN)


def test_what_is_so_already_is_no_step() -> None:
    mark("VA", "--pin")
    again = run("mark", "instance.json", "plan.json", "VA/slot", "--pin")
    assert "Nothing is written" in again.stdout
    assert len(json.loads(run("history", "plan.json", "--json").stdout)["history"]) == 1


def test_without_marks_it_lists_them() -> None:
    mark("VA/R3", "--as", "offered", "--pin")
    listed = json.loads(run("mark", "instance.json", "plan.json", "--json").stdout)["states"]
    assert [(one["review"], one["date"], one["lead"], one["team"], one["pinned"]) for one in listed] == [
        ("VA", "published", "L1", ["R2", "R3 offered"], ["R3"]),
        ("VB", "published", "L1", [], []),
    ]


def test_who_is_pinned_stays_through_a_repair_and_is_pinned_still() -> None:
    ill = '{"kind": "drop-out", "notice": "2018-09-05", "person": "R2", "review": "VA"}'
    mark("VA/R3", "--pin")
    assert run("reschedule", "instance.json", "plan.json", ill, "--deterministic").exit_code == 0
    assert run("reschedule", "instance.json", "plan.json", "--apply", "1").exit_code == 0
    after = plan()
    assert after.reviews[0] == tiny.held("A", "L1", "R3", on=tiny.day(3))
    assert next(one for one in after.states if one.review == "VA").pins == ("R3",)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("VX", "--pin"), "Maybe VC or VB or VA is meant"),
        (("VA/R9", "VX", "--pin"), "2 problems"),
        (("VC", "--pin"), "VC: found is not held"),
        (("VC/slot", "--pin"), "VC/slot: found is not held"),
        (("--pin",), "Say which places to mark"),
        (("VA", "--all", "--pin"), "in one way"),
        (("VA", "--as", "told"), "'told' is not one of"),
        (("--until", "soon", "--pin"), "does not match"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_mistakes_are_refused_in_words(words: tuple[str, ...], said: str) -> None:
    refused = run("mark", "instance.json", "plan.json", *words)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert said in " ".join(refused.stderr.split())
    assert Path("plan.json").read_text() == dumps(PLAN)
    assert not Path("plan.json.history.jsonl").exists()


def test_solve_never_writes_over_a_schedule_with_a_history() -> None:
    """What is published moves only by repairs. Filled, it has one version more."""
    solve = "solve", "instance.json", "-o", "plan.json", "--deterministic"
    assert run("solve", "instance.json", "-o", "other.json", "--deterministic").exit_code == 0
    mark("VB", "--as", "draft")
    before = Path("plan.json").read_text()
    refused = run(*solve)
    assert (refused.exit_code, Path("plan.json").read_text()) == (2, before)
    assert "moves only through reschedule" in " ".join(refused.stderr.split())
    filled = run(*solve, "--keep", "plan.json")
    assert filled.exit_code == 0, filled.output
    assert plan().reviews[0] == PLAN.reviews[0]
    assert run("undo", "plan.json").exit_code == 0
    assert Path("plan.json").read_text() == before
