"""The price of one more call: the front of a repair is what looking at every repair shows."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given, reject

from models.change import DropOut
from models.instance import Instance
from models.policy import CHANGE_GOAL, QUALITY_GOAL, Goal
from models.schedule import Schedule, Status
from scheduler import solving
from scheduler.checking import certify, check
from scheduler.goals import ONLY_LOSSES
from scheduler.goals.change_kept_small import recount
from scheduler.model import Model
from scheduler.plan import Plan
from scheduler.repairs.front import front
from scheduler.repairs.in_child import front_in_child, seek_front
from scheduler.repairs.levels import End, Front, Level
from scheduler.repairs.rescheduling import reschedule
from scheduler.showing.changed.calls import price_of_calls
from scheduler.showing.changed.repairs import proof
from scheduler.showing.table import Table
from tests import brute_force, tiny
from tests.brute_force import TooMany
from tests.drawing import draw_instance, effort, seeds
from tests.drawing_changes import draw_changes, draw_states
from tests.faulty import after_findings
from tests.solving import PLAIN, outcome, with_policy
from tests.tiny import FIRST_MONDAY

MORE = 5


def counted(instance: Instance, schedule: Schedule) -> int:
    return sum(finding.amount for finding in recount(Plan(instance, schedule)))


def assert_right(instance: Instance, first: Schedule, found: Front) -> None:
    """Every level is the best there is, every repair of the front is what it says, and none is dominated."""
    assert tuple(level.quality for level in found.levels) == brute_force.front(
        instance, [level.most for level in found.levels]
    )
    before = None
    for level in found.levels:
        assert level.is_proven
        assert (level.schedule is None) == (before is not None and level.quality == before)
        if level.schedule is not None:
            certify(instance, level.schedule)
            assert check(instance, level.schedule).values["quality"] == level.quality
            if before is not None:
                assert counted(instance, level.schedule) == level.most
        before = level.quality
    assert found.levels[0].schedule == first
    assert not found.notices


def by_hand() -> tuple[Instance, Schedule]:
    """Nothing needs a repair, and both could come from nearer: R4 from 20 km for R2's 90, R3 from 30 for R1's 50.

    Each swap tells two people, both in time. What schools owe is no goal.
    """
    goals = [{"goal": goal} for goal in ("reviews-held", "seats-filled", "quality")]
    instance = tiny.instance(
        *(tiny.school("A", pupils=200), tiny.school("B", 50), tiny.school("C", 90), tiny.school("D", 30)),
        *(tiny.school("E", 20), tiny.school("F", 70), tiny.review("A", tiny.day(8)), tiny.lead("L1")),
        *(tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C"), tiny.reviewer("R3", "D"), tiny.reviewer("R4", "E")),
        *(tiny.reviewer("R9", "F"), tiny.policy(goals=goals)),
    )
    changes = [DropOut(notice=FIRST_MONDAY, person="R9")]
    made = tiny.schedule(tiny.held("A", "L1", "R1", "R2", on=tiny.day(8)))
    done = reschedule(instance, made, changes, PLAIN, other_kinds=False)
    first = done.repairs[0].schedule
    assert first is not None
    return done.instance, first


def test_two_calls_for_seventy_km_and_two_more_for_twenty() -> None:
    """140 km at 0 calls, 70 at 2 (R4 for R2), 50 at 4 (R3 for R1); an odd number would leave a seat empty."""
    instance, first = by_hand()
    found = front(Model(instance), first, MORE, PLAIN)
    assert [(level.most, level.quality) for level in found.levels] == [
        (0, 140),
        (1, 140),
        (2, 70),
        (3, 70),
        (4, 50),
        (5, 50),
    ]
    assert [level.most for level in found.levels if level.schedule is not None] == [0, 2, 4]
    assert_right(instance, first, found)
    table, *sentences = price_of_calls(instance, found, (1, 2, 3), MORE + 1)
    assert isinstance(table, Table)
    assert [row[:8] for row in table.rows] == [
        (1, 0, 0, 140, 140, None, (), ()),
        (2, 2, 2, 70, 70, 70, ("R2", "R4"), ()),
        (3, 4, 4, 50, 50, 20, ("R1", "R3"), ()),
    ]
    assert sentences == [
        "Counting 1 more: nothing better.",
        "Counting 2 more: 2 more calls save 70 km.",
        "Counting 3 more: nothing better.",
        "Counting 4 more: 2 more calls save 20 km.",
        "Counting 5 more: nothing better.",
        "Counting 6 more: not looked at before the limit of work.",
    ]


def open_again(schedule: Schedule, goal: str, bound: int, **more: Any) -> Schedule:
    """The same, with a goal of which no more than a bound is known."""
    certificate = schedule.certificate
    assert certificate is not None
    unknown = {"bound": bound, "proven": False, "closed_by": (), **more}
    goals = tuple(result.model_copy(update=unknown) if result.goal == goal else result for result in certificate.goals)
    known = certificate.model_copy(update={"goals": goals, "status": Status.FEASIBLE})
    return schedule.model_copy(update={"certificate": known})


def left_open(found: Front) -> Front:
    """The same front, with its point of 2 calls and the count of 5 not proven."""
    bounds, levels = {2: 60, 5: 45}, list(found.levels)
    for n, bound in bounds.items():
        point = levels[n].schedule
        again = None if point is None else open_again(point, QUALITY_GOAL, bound)
        levels[n] = replace(levels[n], bounds={"relaxation": bound}, schedule=again)
    return replace(found, levels=tuple(levels))


@pytest.mark.parametrize(
    ("end", "said"),
    [
        (None, "yet"),
        (End.LIMIT, "before the time limit"),
        (End.WORK, "before the limit of work"),
        (End.INTERRUPTION, "before the interruption"),
        (End.CRASH, "before its process ended"),
    ],
)
def test_what_is_not_proven_says_before_what(end: End | None, said: str) -> None:
    """It once was told from what is proven by its bound alone, whatever had ended the search."""
    instance, first = by_hand()
    found = replace(left_open(front(Model(instance), first, MORE, PLAIN)), end=end)
    table, *sentences = price_of_calls(instance, found, (1, 2, 3), MORE + 1)
    assert isinstance(table, Table)
    assert [row[8] for row in table.rows] == ["proven", f"not proven {said}; at least 60", "proven"]
    assert sentences[1] == (
        f"Counting 2 more: 2 more calls save 70 km. Not proven {said}: at most 10 km more could be saved."
    )
    assert sentences[4] == (
        f"Counting 5 more: nothing better was found. Not proven {said}: at most 5 km more could be saved."
    )
    assert sentences[5] == f"Counting 6 more: not looked at {said}."


def test_that_none_counts_less_than_the_first_is_said_to_be_open() -> None:
    instance, first = by_hand()
    doubted = open_again(first, CHANGE_GOAL, 2, value=4)
    found = front(Model(instance), first, MORE, PLAIN)
    levels = (replace(found.levels[0], schedule=doubted), *found.levels[1:])
    sentences = price_of_calls(instance, replace(found, levels=levels), (1, 2, 3), MORE)[1:]
    assert sentences[0] == "That no repair counts less than 0 is not proven: at least 2."


def test_interrupted_points_that_are_not_proven_are_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A point that was open when Ctrl-C came once looked as if its time had been over; the first keeps its word."""
    instance, first = by_hand()
    known = left_open(front(Model(instance), first, MORE, PLAIN))

    def interrupt(work: Any, task: Any, hear: Any, until: Any) -> Any:
        hear(known)
        raise KeyboardInterrupt

    monkeypatch.setattr(solving, "run_child", interrupt)
    ended = front_in_child(instance, first, MORE, PLAIN)
    assert ended.interrupted and ended.front is not None
    assert ended.front.end == End.INTERRUPTION
    marks = [one.certificate is not None and one.certificate.interrupted for one in ended.front.repairs]
    assert marks == [False, True, False]
    words = [proof(one) for one in ended.front.repairs]
    assert ["interrupted" in said for said in words] == [False, True, False]


def test_the_certificate_of_a_point_says_among_which_repairs_it_is_the_best() -> None:
    instance, first = by_hand()
    one = front(Model(instance), first, 2, PLAIN).levels[2].schedule
    assert one is not None and one.certificate is not None
    assert one.certificate.status == Status.OPTIMAL
    assert one.certificate.among == "repairs that count 2 more than the one that disturbs least"
    assert (one.changes, one.before) == (first.changes, first.before)


@pytest.mark.parametrize(
    ("bounds", "bound"),
    [
        ({"relaxation": 9}, 9),
        ({"relaxation": 7, "CP-SAT": 9}, 7),
        ({"relaxation": 7, "CP-SAT": 9, "HiGHS": 8}, 8),
        ({"relaxation": 9, "CP-SAT": 9, "HiGHS": 8}, 9),
    ],
)
def test_what_one_solver_alone_says_is_not_proven(bounds: dict[str, int], bound: int) -> None:
    level = Level(3, 9, bounds, None)
    assert (level.bound, level.is_proven) == (bound, bound == 9)


def test_what_is_known_already_is_not_looked_for_again() -> None:
    """As after a crash: the levels that were proven are taken over, and the others are found from there."""
    instance, first = by_hand()
    whole, heard = front(Model(instance), first, MORE, PLAIN), list[Front]()
    known = Front(whole.levels[:3])
    again = front(Model(instance), first, MORE, PLAIN, found=heard.append, known=known)
    assert [(level.quality, level.bound) for level in again.levels] == [
        (level.quality, level.bound) for level in whole.levels
    ]
    assert heard[0].levels[:3] == known.levels


def test_who_has_closed_a_point_stands_in_the_same_order_each_time() -> None:
    """It once was that of a set, which differs from one process to the next."""
    instance, first = by_hand()
    for level in front(Model(instance), first, MORE, PLAIN).levels:
        assert list(level.bounds) == [name for name in ("relaxation", "CP-SAT", "HiGHS") if name in level.bounds]


@pytest.mark.soak
def test_after_a_crash_the_front_is_found_from_what_was_known() -> None:
    instance, first = by_hand()
    work = after_findings("SIGKILL", 4, work=seek_front)
    ended = front_in_child(instance, first, MORE, PLAIN, work=work)
    assert ended.front is not None and "signal SIGKILL" in ended.notices[0]
    assert [level.quality for level in ended.front.levels] == [140, 140, 70, 70, 50, 50]


@pytest.mark.soak
@pytest.mark.parametrize("fault", ["SIGSEGV", "exit code 1", "half a message"])
@pytest.mark.parametrize("findings", range(1, 7))
def test_after_two_crashes_the_points_found_are_kept(fault: str, findings: int) -> None:
    instance, first = by_hand()
    work = after_findings(fault, findings, again=True, work=seek_front)
    ended = front_in_child(instance, first, MORE, PLAIN, work=work)
    assert ended.front is not None and ended.front.levels
    for repair in ended.front.repairs:
        certify(instance, repair)


def draw_front(seed: int) -> tuple[Instance, Schedule, Front] | None:
    """A repair and its front; None where nothing was drawn that can happen, or no repair is possible.

    The schedule was made without a thought for quality, so that more calls have something to save.
    """
    rng = Random(seed)
    drawn = draw_instance(rng)
    before = tuple(Goal(goal=goal) for goal in ONLY_LOSSES)
    made = outcome(with_policy(drawn, goals=before)).schedule
    if made is None or not any(planned.slot for planned in made.reviews):
        return None
    instance = with_policy(drawn, goals=(*before, Goal(goal=QUALITY_GOAL)))
    schedule = draw_states(rng, made.model_copy(update={"certificate": None}))
    changes = draw_changes(rng, instance, schedule)
    if not changes:
        return None
    done = reschedule(instance, schedule, changes, PLAIN, other_kinds=False)
    first = done.repairs[0].schedule
    return None if first is None else (done.instance, first, front(Model(done.instance), first, MORE, PLAIN))


def assert_drawn(seed: int) -> None:
    drawn = draw_front(seed)
    if drawn is not None:
        try:
            assert_right(*drawn)
        except TooMany:
            reject()


@effort(8)
@given(seeds)
def test_the_front_equals_brute_force(seed: int) -> None:
    assert_drawn(seed)


@pytest.mark.soak
@effort(1_000, soak=True)
@given(seeds)
def test_the_front_equals_brute_force_at_length(seed: int) -> None:
    assert_drawn(seed)
