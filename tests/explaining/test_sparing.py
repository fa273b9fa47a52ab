"""What it costs others to spare the furthest journeys: counted by hand, and said in words."""

from datetime import date

import pytest

from models.instance import Instance
from models.planned import PlannedReview
from models.schedule import Schedule
from scheduler.changes.situation import asked_on
from scheduler.explaining.sparing import Sparing, furthest, sparing
from scheduler.plan import Plan
from scheduler.showing.answers.spared import furthest_journeys, in_words
from scheduler.solvers.options import Options
from tests import tiny
from tests.in_process import in_this_process

PLAIN = Options(time_limit_seconds=None, workers=1, deterministic=True)
HELD = tiny.held("A", "L1", "R2", "R3", on=tiny.day(3))


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


def network(*more: tiny.Entry) -> Instance:
    """A hosts two reviewers: R2 comes 20 km from B, R3 60 km from C."""
    return tiny.instance(
        *(tiny.school(id, km=km, pupils=200) for id, km in (("A", 0), ("B", 20), ("C", 60), ("D", 45))),
        tiny.review("A"),
        tiny.lead("L1"),
        *(tiny.reviewer(id, home) for id, home in (("R2", "B"), ("R3", "C"))),
        *more,
    )


def spare(instance: Instance, most: int = 1, *reviews: PlannedReview) -> Sparing:
    return sparing(instance, tiny.schedule(*(reviews or (HELD,))), most, PLAIN, 1)


def test_the_furthest_journeys_come_first() -> None:
    plan = tiny.plan(network(), HELD)
    assert [seat.reviewer.id for seat in furthest(plan, 5)] == ["R3", "R2"]
    assert [seat.reviewer.id for seat in furthest(plan, 1)] == ["R3"]


def test_somebody_else_goes() -> None:
    """R4 goes 45 km from D, so all others travel 45 km more, and R4 alone is told."""
    (one,) = spare(network(tiny.reviewer("R4", "D"))).found
    assert (one.seat.reviewer.id, one.others_km, one.told) == ("R3", 45, 1)
    assert in_words(one) == (
        "The cheapest way to spare R3: others travel 45 km more and 1 other person is told something new "
        "(proven: every goal)."
    )


def test_a_seat_that_nobody_else_can_take_stays_empty() -> None:
    (one,) = spare(network()).found
    assert (one.others_km, one.told) == (0, 0)
    assert "and 1 more seat stays empty" in in_words(one)


def test_what_has_begun_is_not_asked_about() -> None:
    schedule = tiny.schedule(HELD)
    assert asked_on(network(), schedule) == date(2018, 9, 2)
    begun = tiny.instance(*network().schools, *network().leads, *network().reviewers, tiny.review("A"))
    changed = _after(schedule, tiny.day(3, 1))
    assert sparing(begun, changed, 3, PLAIN, 1).found == ()


def _after(schedule: Schedule, notice: date) -> Schedule:
    """The schedule when something else has become known."""
    from models.change import DropOut

    return schedule.model_copy(update={"changes": (DropOut(notice=notice, person="R2", review="VA"),)})


def test_too_many_reviews_are_not_solved_once_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("scheduler.changes.refusals.LARGE", 1)
    ended = spare(network())
    assert ended.found == () and "fewer than 1" in ended.notices[0]


def test_the_table_says_what_was_asked_alone() -> None:
    instance = network(tiny.reviewer("R4", "D"))
    plan = tiny.plan(instance, HELD)
    assert "To spare them" not in furthest_journeys(plan, 5).columns
    rows = furthest_journeys(plan, 5, spare(instance).found).rows
    assert str(rows[0][-1]).startswith("The cheapest way to spare R3") and rows[1][-1] is None
    assert Plan(instance, tiny.schedule(HELD)).km == sum(int(str(row[4])) for row in rows)
