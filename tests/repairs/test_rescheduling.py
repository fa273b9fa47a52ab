"""The repair found is the best of all repairs, as looking at every one shows."""

from collections import Counter
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, reject

from models.change import ChangeTeamSizes, DropOut, WaiveRule
from models.instance import Instance, LedgerEntry
from models.policy import TeamSize
from models.schedule import PlannedReview, Schedule, Status
from scheduler.changes.effective_instance import effective
from scheduler.changes.replaying import replay
from scheduler.changes.situation import Situation
from scheduler.changes.who_is_told import news
from scheduler.checking import certify
from scheduler.model import Model
from scheduler.repairs import circles
from scheduler.repairs.kinds import Kind, kind_of
from scheduler.repairs.least_change import Nearness
from scheduler.repairs.rescheduling import Rescheduled, reschedule, situation_after
from scheduler.repairs.what_remains import what_remains
from scheduler.search.goal_by_goal import Search
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer
from tests import tiny
from tests.brute_force import TooMany, optimum
from tests.drawing import draw_instance, effort, seeds
from tests.drawing_changes import draw_changes, draw_states
from tests.shares import more, shares
from tests.solving import PLAIN, decided, outcome, with_policy, without_fairness

Drawn = tuple[Schedule, Rescheduled]


def draw_repair(seed: int, make: Callable[[Random], Instance] = draw_instance) -> Drawn | None:
    """A schedule and its repairs; None where nothing was drawn that can happen. make: draws the instance."""
    rng = Random(seed)
    instance = without_fairness(make(rng))
    found = outcome(instance).schedule
    if found is None or not any(planned.slot for planned in found.reviews):
        return None
    schedule = draw_states(rng, found.model_copy(update={"certificate": None}))
    changes = draw_changes(rng, instance, schedule)
    if not changes:
        return None
    done = reschedule(instance, schedule, changes, PLAIN)
    for repair in done.repairs:
        if repair.schedule is not None:
            assert effective(instance, repair.schedule) == done.instance
    return schedule, done


def assert_best(done: Rescheduled) -> None:
    best = done.repairs[0]
    assert not best.notices
    try:
        truth = optimum(done.instance)
    except TooMany:
        reject()
    if best.schedule is None:
        assert best.status == Status.INFEASIBLE
        assert truth is None
        return
    assert truth is not None
    certify(done.instance, best.schedule)
    assert decided(best.schedule) == truth.decided
    assert best.status == Status.OPTIMAL


@pytest.mark.parametrize("share", shares(4, in_suite=2))
@effort(24)
@given(seeds)
def test_the_first_repair_equals_brute_force(share: int, seed: int) -> None:
    drawn = draw_repair(4 * seed + share)
    if drawn is not None:
        assert_best(drawn[1])


@pytest.mark.soak
@effort(2_000, soak=True)
@given(seeds)
def test_the_first_repair_equals_brute_force_at_length(seed: int) -> None:
    drawn = draw_repair(seed)
    if drawn is not None:
        assert_best(drawn[1])


@pytest.mark.parametrize("share", shares(2))
def test_a_large_circle_is_searched_where_it_promises_most_first(share: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on large instances, where a circle is not searched whole if a few of its columns suffice."""
    monkeypatch.setattr(circles, "_WHOLE", 5)
    monkeypatch.setattr(circles, "_PER_DATE", 1)
    for seed in range(13 * share, 13 * share + 13):
        drawn = draw_repair(seed)
        if drawn is not None:
            assert_best(drawn[1])


@pytest.mark.parametrize("near", [(), (0,)])
def test_what_is_not_near_is_found_everywhere(near: tuple[int, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    """As after a snow week: no circle near by has what is asked for, or nobody has looked there."""
    monkeypatch.setattr(circles, "_NEAR", near)
    monkeypatch.setattr(circles, "_FEW", 3)
    for seed in range(104, 120):
        drawn = draw_repair(seed)
        if drawn is not None:
            assert_best(drawn[1])


def test_a_circle_loses_nothing_by_a_relaxation_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """What it leaves out of a circle may be in a wider one.

    It is made for ten reviews of the real term that are cancelled: that 66 is the least, HiGHS did not confirm in time.
    """
    monkeypatch.setattr(circles, "_NEAR", ())
    monkeypatch.setattr(circles, "_WHOLE", 0)
    narrow, left_out = circles._Repair._narrow, 0

    def watched(self: circles._Repair, most: int) -> None:
        nonlocal left_out
        left_out += int(self._within(most).sum())
        narrow(self, most)
        left_out -= int(self._within(most).sum())

    monkeypatch.setattr(circles._Repair, "_narrow", watched)
    for seed in (36, 61, 411, 413, 823, 833, 884):
        drawn = draw_repair(seed)
        assert drawn is not None
        assert_best(drawn[1])
    assert left_out


def test_part_of_a_circle_holds_what_is_known_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """A better repair leaves most of it alone: without its columns, part after part of the real term held none."""
    monkeypatch.setattr(circles, "_NEAR", ())
    monkeypatch.setattr(circles, "_FEW", 1)
    monkeypatch.setattr(circles, "_NEARLY", 1.0)
    minimise, parts = circles._Repair._minimise, list[int]()

    def watched(self: circles._Repair, model: Model, columns: Ints, most: int, seconds: float | None = None) -> Answer:
        assert self.best.values is not None
        known = np.flatnonzero((self.best.values > 0) & self._within(most))
        parts.append(int(self._within(most).sum()) - len(columns))
        assert np.isin(known, columns).all()
        return minimise(self, model, columns, most, seconds)

    monkeypatch.setattr(circles._Repair, "_minimise", watched)
    for seed in (136, 147, 177):
        draw_repair(seed)
    assert any(parts)


@effort(30)
@given(seeds)
def test_no_repair_disturbs_less_than_its_decisions_do_at_least(seed: int) -> None:
    """Of every repair found, of whatever kind, each column in it is as near as the repair is cheap.

    So it is beside any of its seats and leads, if that one is asked for.
    """
    drawn = draw_repair(seed)
    if drawn is None:
        return
    model = Model(drawn[1].instance)
    people = np.concatenate([model.columns.seats.columns, model.columns.leads.columns])
    for repair in drawn[1].repairs:
        if repair.schedule is None:
            continue
        values = model.values(repair.schedule)
        assert values is not None
        cost = int(model.costs["change-kept-small"] @ values)
        for asked in (None, *people[values[people] > 0].tolist()):
            near = Nearness(model, asked)
            assert near.unavoidable <= cost
            assert near.least[values > 0].max(initial=0) <= cost - near.unavoidable
            near.fill(int(model.costs["seats-filled"] @ values))
            assert near.least[values > 0].max(initial=0) <= cost - near.unavoidable


@pytest.mark.parametrize(("drawn", "enough", "enough_tight"), more((30, 10, 5), (60, 20, 10)))
def test_the_first_relaxations_prices_bound_whom_a_repair_tells(drawn: int, enough: int, enough_tight: int) -> None:
    """And no column in the best repair is said to cost more than that repair; once in a while they say all there is."""
    bounded = tight = 0
    for seed in range(drawn):
        repair = draw_repair(seed)
        if repair is None or repair[1].repairs[0].schedule is None:
            continue
        model = Model(repair[1].instance)
        values = model.values(repair[1].repairs[0].schedule)
        assert values is not None
        search = Search(model, PLAIN, lambda _: None)
        search.best.offer("start", values)
        search.first_schedule()
        at = [decision.name for decision in search.best.decisions].index("change-kept-small")
        change = search.best.decisions[at]
        for decision in search.best.decisions[:at]:
            search.best.decide(decision)
            search.hold(decision)
        point = search.bound(change)
        cost = change.of(values)
        assert change.bound <= cost
        if point is None:
            continue
        least = point.bound + model.in_company(point.reduced)
        assert least[(values > 0) & (model.group >= 0)].max(initial=0.0) <= cost + 1e-6
        bounded += 1
        tight += change.bound == cost > 0
    assert bounded >= enough, bounded
    assert tight >= enough_tight, tight


@pytest.mark.ci
def test_what_is_drawn_can_happen_and_differs() -> None:
    """Of a hundred seeds most give a repair, in many of which people must be told, and several kinds are found."""
    seen = Counter[str]()
    for seed in range(100):
        drawn = draw_repair(seed)
        if drawn is None:
            continue
        done = drawn[1]
        seen["drawn"] += 1
        for repair in done.repairs:
            if repair.schedule is None:
                continue
            certify(done.instance, repair.schedule)
            seen[repair.kind] += 1
            if repair is done.repairs[0]:
                seen["told"] += decided(repair.schedule)["change-kept-small"] > 0
                assert kind_of(done.instance, repair.schedule) == repair.kind
    assert seen["drawn"] >= 60, seen
    assert seen["told"] >= 40, seen
    assert min(seen[kind] for kind in Kind if kind not in (Kind.ANEW, Kind.END)) >= 3, seen


def schools(pupils: int = 200) -> Instance:
    """A and B, 30 km on, are reviewed, two seats each; B to E have a reviewer, C and D a reserve, too."""
    return tiny.instance(
        *(tiny.school(name, km=30 * k, pupils=pupils) for k, name in enumerate("ABCDE")),
        *(tiny.review("A"), tiny.review("B"), tiny.lead("L1"), tiny.lead("L2")),
        *(tiny.reviewer("RB", "B"), tiny.reviewer("RC", "C"), tiny.reviewer("RD", "D"), tiny.reviewer("RE", "E")),
        *(tiny.reviewer("RX", "C", reserve=True), tiny.reviewer("RY", "D", reserve=True)),
    )


def test_swapping_people_brings_nobody_to_a_review_that_is_over() -> None:
    """VA, with a vacant seat, was held in week 1; in week 4 RC, who does not come to VB in week 6, once joined it."""
    over, later = tiny.held("A", "L1", "RB"), tiny.held("B", "L2", "RC", "RD", on=tiny.day(6))
    ill = DropOut(notice=tiny.day(4), person="RC", review="VB")
    done = reschedule(schools(), tiny.schedule(over, later), [ill], PLAIN)
    assert Kind.SWAP in {repair.kind for repair in done.repairs}
    for repair in done.repairs:
        assert repair.schedule is None or repair.schedule.reviews[0] == over


def test_teams_one_smaller_let_one_go_from_each_that_has_not_begun() -> None:
    """The farther one goes; who is there already stays, and nobody else hears anything."""
    begun, later = tiny.held("A", "L1", "RB", "RE"), tiny.held("B", "L2", "RC", "RD", on=tiny.day(6))
    smaller = ChangeTeamSizes(notice=tiny.day(1), by=-1)
    done = reschedule(schools(), tiny.schedule(begun, later), [smaller], PLAIN)
    best = done.repairs[0]
    assert best.schedule is not None
    assert best.schedule.reviews == (begun, tiny.held("B", "L2", "RC", on=tiny.day(6)))
    assert (best.kind, best.status, decided(best.schedule)["change-kept-small"]) == (Kind.RELEASE, Status.OPTIMAL, 1)
    (change,) = best.schedule.changes
    assert change == smaller.model_copy(update={"but": ("VA",)})
    assert [(one.who, one.why) for one in news(done.instance, best.schedule)] == [("RD", "teams 1 smaller")]


def test_a_seat_that_was_empty_is_gone_first_where_teams_become_smaller() -> None:
    half, whole = tiny.held("A", "L1", "RB", on=tiny.day(5)), tiny.held("B", "L2", "RC", "RD", on=tiny.day(7))
    done = reschedule(schools(), tiny.schedule(half, whole), [ChangeTeamSizes(notice=tiny.day(1), by=-1)], PLAIN)
    assert done.instance.before is not None
    assert done.instance.before.empty_seats == {}
    assert done.repairs[0].schedule is not None
    assert [len(one.reviewers) for one in done.repairs[0].schedule.reviews] == [1, 1]


def test_a_repair_of_smaller_teams_begins_from_teams_that_fit() -> None:
    """RB is on their first review and cannot come alone, so they go first; RD is farther than RC."""
    new = tuple(
        one.model_copy(update={"completed_reviews": 0}) if one.id == "RB" else one for one in schools().reviewers
    )
    instance = schools().model_copy(update={"reviewers": new})
    plan = tiny.schedule(
        tiny.held("A", "L1", "RB", "RE", on=tiny.day(5)), tiny.held("B", "L2", "RC", "RD", on=tiny.day(7))
    )
    judged, _ = situation_after(instance, plan, [ChangeTeamSizes(notice=tiny.day(1), by=-1)])
    start = what_remains(Model(judged), plan)
    assert start is not None
    assert [one.reviewers for one in start.reviews] == [("RE",), ("RC",)]


def test_what_was_sent_before_teams_became_smaller_is_waived() -> None:
    """C, which hosts three this year, may send two by the end of autumn, and only one once it hosts two."""
    ledger = LedgerEntry(school="C", planned_size=3)
    instance = schools().model_copy(update={"ledger": (ledger,)})
    begun = tiny.held("A", "L1", "RC", "RE"), tiny.held("B", "L2", "RX", "RD", on=tiny.day(2))
    situation = Situation(instance, tiny.schedule(*begun))
    entailed = situation.entailed([ChangeTeamSizes(notice=tiny.day(3), by=-1)])
    assert [(one.waiver.person, one.waiver.rule) for one in entailed if isinstance(one, WaiveRule)] == [
        ("RX", "commitment")
    ]


def test_teams_one_larger_are_filled() -> None:
    full, other = tiny.held("A", "L1", "RB", "RC", on=tiny.day(5)), PlannedReview(review="VB")
    done = reschedule(schools(), tiny.schedule(full, other), [ChangeTeamSizes(notice=tiny.day(1), by=1)], PLAIN)
    assert done.repairs[0].schedule is not None
    assert len(done.repairs[0].schedule.reviews[0].reviewers) == 3


def test_teams_never_become_smaller_than_the_fewest_that_the_policy_wants() -> None:
    instance = with_policy(schools(pupils=2000), team_size=TeamSize(fewest_reviewers=2))
    smaller = replay(instance, [ChangeTeamSizes(notice=tiny.day(1), by=-9)])
    assert {smaller.size(review) for review in smaller.reviews} == {2}
    assert {band.seats for band in smaller.policy.team_size.bands} == {2}
