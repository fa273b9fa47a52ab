"""What follows from a change has that change as its reason, along the chain of what a repair makes different."""

from random import Random

import pytest
from hypothesis import given

from models.calendar import Days
from models.change import CancelReview, Change, ChangeNumber, CloseSchools, DropOut, OtherSlot
from models.instance import Instance
from models.schedule import Schedule
from scheduler.changes.kinds import reason
from scheduler.changes.reasons import NOTHING_NEARER
from scheduler.changes.who_is_told import news
from scheduler.repairs.rescheduling import Rescheduled, reschedule, situation_after
from scheduler.storage import load_instance
from tests import tiny
from tests.drawing import draw_instance, effort, seeds
from tests.drawing_changes import draw_changes, draw_states
from tests.solving import PLAIN, outcome, without_fairness

NOTICE = tiny.day(1)
ILL = DropOut(notice=NOTICE, person="L1", why="ill")


def world() -> Instance:
    return tiny.instance(
        *(tiny.school(name, km=20 * k) for k, name in enumerate("ABCDE")),
        *(tiny.review("A", size=1), tiny.review("B", size=1), tiny.review("C", size=1)),
        *(tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer("R1", "D"), tiny.reviewer("R2", "E"), tiny.reviewer("R3", "A")),
    )


BEFORE = tiny.schedule(
    tiny.held("A", "L1", "R1", on=tiny.day(4)), tiny.held("B", "L2", "R2", on=tiny.day(5)), tiny.held("C", "L2", "R3")
)


def told(changes: list[Change], after: Schedule) -> dict[str, tuple[str, str]]:
    """What everybody is told, and why."""
    judged, entailed = situation_after(world(), BEFORE, changes)
    made = after.model_copy(update={"changes": entailed, "before": judged.before})
    return {one.who: (one.what, one.why) for one in news(judged, made)}


def test_the_chain_goes_from_a_lead_over_a_review_that_is_not_held_to_whoever_makes_room() -> None:
    """L1 led A; R1, who was in its team, joins B; R2 leaves B for R1. C has nothing to do with it, and is the same."""
    after = tiny.schedule(tiny.held("B", "L2", "R1", on=tiny.day(5)), tiny.held("C", "L2", "R3"))
    said = told([ILL], after)
    assert said == {
        "R1": ("no longer VA on 2018-09-24; new: VB on 2018-10-01", "L1 dropped out (ill)"),
        "R2": ("no longer VB on 2018-10-01", "L1 dropped out (ill)"),
        "A": ("VA is not held, no longer on 2018-09-24", "L1 dropped out (ill)"),
    }


def test_of_two_changes_the_nearer_is_the_reason() -> None:
    other = OtherSlot(notice=NOTICE, review="VB", slots=(tiny.day(6),))
    after = tiny.schedule(
        tiny.held("A", "L2", "R1", on=tiny.day(4)),
        tiny.held("B", "L2", "R2", on=tiny.day(6)),
        tiny.held("C", "L2", "R3"),
    )
    said = told([ILL, other], after)
    assert said["R2"][1] == said["B"][1] == "VB asked for another slot"
    assert said["L2"][1] == "VB asked for another slot", "a review of theirs is named"
    assert "A" not in said and "R1" not in said


def test_where_no_chain_leads_to_it_the_policys_change_is_the_reason() -> None:
    farther = ChangeNumber(notice=NOTICE, rule="locality", number="furthest_km", value=50)
    other = OtherSlot(notice=NOTICE, review="VB", slots=(tiny.day(6),))
    after = tiny.schedule(
        tiny.held("A", "L1", "R1", on=tiny.day(4)),
        tiny.held("B", "L2", "R2", on=tiny.day(6)),
        tiny.held("C", "L2", "R1"),
    )
    assert told([farther, other], after)["R3"][1] == "locality furthest_km 50"


def test_lead_drops_out_and_all_three_reviews_say_so() -> None:
    """In three-hubs L01 leads every review: three people and three hosts are told, and all know why."""
    instance = load_instance("three-hubs")
    schedule = outcome(instance).schedule
    assert schedule is not None
    done = reschedule(instance, schedule, [DropOut(notice=tiny.FIRST_MONDAY, person="L01", why="ill")], PLAIN)
    made = done.repairs[0].schedule
    assert made is not None
    rows = news(done.instance, made)
    assert len(rows) == 6
    assert {one.why for one in rows} == {"L01 dropped out (ill)"}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (DropOut(notice=NOTICE, person="R1", why="ill"), "R1 dropped out (ill)"),
        (CancelReview(notice=NOTICE, review="VA", reason="ofsted", why="phoned"), "VA cancelled (ofsted): phoned"),
        (
            CloseSchools(notice=NOTICE, schools=("A",), days=Days(first=NOTICE, last=NOTICE), why="snow"),
            "schools closed 2018-09-03 (snow)",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_a_reason_says_what_happened_and_why(change: Change, said: str) -> None:
    assert reason(change) == said


def component(done: Rescheduled, after: Schedule, start: set[str]) -> set[str]:
    """All people and reviews that a chain of what is different joins to these, found by growing them."""
    before = done.instance.before
    assert before is not None
    old, new = ({one.review: one for one in each} for each in (before.reviews, after.reviews))
    groups = []
    for review in old.keys() & new.keys():
        was, now = old[review], new[review]
        others = set(was.people) ^ set(now.people) if was.slot == now.slot else {*was.people, *now.people}
        host = {done.instance.review_by_id[review].host} if was.slot != now.slot else set()
        groups += [{review, *others, *host}] if others | host else []
    grown = set(start)
    while any(group & grown and not group <= grown for group in groups):
        grown |= set().union(*(group for group in groups if group & grown))
    return grown


@effort(25)
@given(seeds)
def test_every_row_names_a_change_that_touches_it_where_one_does(seed: int) -> None:
    rng = Random(seed)
    instance = without_fairness(draw_instance(rng))
    found = outcome(instance).schedule
    if found is None:
        return
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    changes = draw_changes(rng, instance, schedule)
    if not changes:
        return
    done = reschedule(instance, schedule, changes, PLAIN, other_kinds=False)
    made = done.repairs[0].schedule
    if made is None:
        return
    touched = [(reason(each), component(done, made, named(instance, each))) for each in done.changes]
    for row in news(done.instance, made):
        near = {why for why, ids in touched if row.who in ids}
        if len(changes) == 1 or near:
            assert row.why != NOTHING_NEARER
        if near:
            assert set(row.why.split("; ")) <= near


def named(instance: Instance, change: Change) -> set[str]:
    """Whom and what a change is about, by its own words."""
    said = {getattr(change, field) for field in ("person", "review", "school") if hasattr(change, field)} - {None}
    closed = set(getattr(change, "schools", ()))
    closed |= {one.id for one in instance.schools if one.hub in getattr(change, "hubs", ())}
    closed |= {change.school} if change.kind == "school-leaves" else set()
    return said | closed | {one.id for one in instance.reviewers if one.school in closed}
