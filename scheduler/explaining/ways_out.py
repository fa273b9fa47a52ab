"""The cheapest ways to fill a vacant seat or to hold a review, each shown to work, ranked by price.

A way is a change (none, a waiver, another number, one more person, another slot) with a schedule that fills the seat or
holds the review under it and passes the checks. Its price is by how much each goal changes. All dates, leads and teams
of other reviews stay, but for chains of up to three moves: a way that turns over more of the schedule may cost less.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from models.instance import Instance
from models.schedule import PlannedReview, Schedule
from scheduler.changes.places import Asked, altered
from scheduler.checking import check
from scheduler.explaining.funnels import Funnel, closest, lacking
from scheduler.explaining.measuring import values
from scheduler.explaining.obstacles import Answer, answers_at
from scheduler.explaining.remedies import (
    Differences,
    Remedy,
    another_number,
    differences,
    fewer_reviewers,
    more_slots,
    one_more_lead,
    one_more_reviewer,
    waiver,
    with_differences,
)
from scheduler.explaining.suggestions import suggestions
from scheduler.plan import Plan, distance_km
from scheduler.processes.crew import Heard, fan_out
from scheduler.solvers.options import Options

_NOTHING = "nothing"
_CHAINS = 3
_NEAREST = 2  # of those whom one rule alone keeps away, so many are tried


@dataclass(frozen=True)
class Way:
    """What to change, who then goes where, by how much each goal changes, the schedule, and the instance it needs."""

    change: str
    then: str
    goals: dict[str, int]
    schedule: Schedule
    instance: Instance

    @property
    def order(self) -> tuple[int, ...]:
        """What ways are ranked by: the goals, in the policy's order."""
        return tuple(self.goals.values())


def ways_out(
    plan: Plan,
    about: Asked,
    found: tuple[Funnel, ...],
    options: Options,
    heard: Heard | None = None,
    tell: Callable[[tuple[Way, ...]], None] = lambda _: None,
) -> tuple[Way, ...]:
    """The ways found, cheapest first; of several with one kind of change the cheapest, and no change for nothing.

    A change is left out where a way without one is as cheap. options: the time limit is that of the whole. tell: hears
    of all ways known whenever there is another. An interrupt keeps what was found.
    """
    heard = heard or Heard()
    judge, ways = _Judge(plan, about, options, heard), list[Way]()
    with heard.until_interrupted():
        for way in _ways(judge, found):
            ways.append(way)
            tell(_in_order(ways))
    return _in_order(ways)


def _in_order(ways: list[Way]) -> tuple[Way, ...]:
    ways.sort(key=lambda way: (*way.goals.values(), way.change != _NOTHING, way.change))
    least = next((way.order for way in ways if way.change == _NOTHING), None)
    return tuple(way for way in ways if way.change == _NOTHING or least is None or way.order < least)


def _ways(judge: "_Judge", found: tuple[Funnel, ...]) -> Iterator[Way]:
    plan, about = judge.plan, judge.about
    others, needs_a_change = more_slots(plan.instance, about), True
    anew = [Remedy(_NOTHING, plan.instance), *([] if others is None else [others])]
    is_held = plan.planned(about.review.id).slot is not None
    if is_held:
        yield from _for_a_seat(judge, found)  # first, for to plan the review anew takes most of the time
    for way in _solved(judge, anew):
        needs_a_change = needs_a_change and way.change != _NOTHING
        yield way
    if needs_a_change and not is_held:
        near = closest(plan, found)
        remedies = [one_more_lead(plan.instance, about), *_fewer_reviewers(plan, found)]
        remedies += {kind: remedy for kind, _, remedy in reversed(list(_for_one_person(plan, near)))}.values()
        yield from _solved(judge, remedies)
        more = list(islice(_one_more_reviewer(plan, near), _NEAREST))
        yield from sorted(_solved(judge, more), key=lambda way: way.order)[:1]


class _Judge:
    """Says what a remedy with a schedule is worth, beside the schedule as it is."""

    def __init__(self, plan: Plan, about: Asked, options: Options, heard: Heard) -> None:
        self.plan, self.about, self.options, self.heard = plan, about, options, heard
        self._known = set(check(plan.instance, plan.schedule).breaches)
        self._before = values(plan.instance, plan.schedule)

    def way(self, remedy: Remedy, then: str, there: Schedule) -> Way | None:
        """The way, if its schedule passes the checks as well as the one before does."""
        report = check(remedy.instance, there)
        if not set(report.breaches) <= self._known:
            return None
        goals = {goal: report.values[goal] - before for goal, before in self._before.items()}
        return Way(remedy.words, then, goals, there, remedy.instance)


def _for_a_seat(judge: _Judge, found: tuple[Funnel, ...]) -> Iterator[Way]:
    plan, opening = judge.plan, found[0].opening
    for one in suggestions(plan, judge.about, _CHAINS):
        moves = ", ".join(
            f"{move.person} {'joins' if move.leaves is None else f'leaves {move.leaves} for'} {move.to}"
            for move in one.moves
        )
        yield Way(_NOTHING, moves, one.effect.goals, one.schedule, plan.instance)
    best: dict[str, Way] = {}
    for kind, answer, remedy in _for_one_person(plan, found):
        there = altered(plan.schedule, opening.taken(plan.planned(opening.review), answer.person))
        way = judge.way(remedy, f"{answer.person} joins", there)
        if way is not None and (kind not in best or way.order < best[kind].order):
            best[kind] = way
    yield from best.values()
    for remedy in islice(_one_more_reviewer(plan, found), 1):
        new = remedy.instance.reviewers[-1].id
        there = altered(plan.schedule, opening.taken(plan.planned(opening.review), new))
        if (way := judge.way(remedy, "they join", there)) is not None:
            yield way


def _for_one_person(plan: Plan, found: tuple[Funnel, ...]) -> Iterator[tuple[str, Answer, Remedy]]:
    """Those nearest of whom one rule alone keeps away, let in by a waiver or by another number."""
    for funnel in found:
        tried, who = Counter[str](), "lead" if funnel.opening.is_lead else "reviewer"
        for answer in sorted(funnel.answers, key=lambda answer: _km(plan, answer)):
            if len(answer.rules) != 1 or tried[answer.rules[0]] == _NEAREST:
                continue
            tried[answer.rules[0]] += 1
            if answer.needs_only_waivers:
                yield f"waiver {answer.rules[0]} {who}", answer, waiver(plan.instance, answer)
            if (remedy := another_number(plan.instance, answer)) is not None:
                yield f"number {answer.rules[0]} {who}", answer, remedy


def _km(plan: Plan, answer: Answer) -> float:
    instance = plan.instance
    person = instance.reviewer_by_id.get(answer.person)
    home = instance.lead_by_id[answer.person] if person is None else instance.school_by_id[person.school]
    return distance_km(home, instance.school_by_id[instance.review_by_id[answer.opening.review].host])


def _one_more_reviewer(plan: Plan, found: tuple[Funnel, ...]) -> Iterator[Remedy]:
    """From schools from which nothing forbids one, the nearest first; none where reviewers are not what is missing."""
    opening = next((funnel.opening for funnel in found if not funnel.opening.is_lead), None)
    if opening is None:
        return
    host = plan.instance.school_by_id[plan.instance.review_by_id[opening.review].host]
    for school in sorted(plan.instance.schools, key=lambda school: distance_km(school, host)):
        remedy = one_more_reviewer(plan.instance, school.id)
        new = remedy.instance.reviewers[-1].id
        (answer,) = answers_at(Plan(remedy.instance, plan.schedule), opening, [new])
        if answer.is_free:
            yield remedy


def _fewer_reviewers(plan: Plan, found: tuple[Funnel, ...]) -> Iterator[Remedy]:
    """As few as are left in the best slot, where the policy asks for more."""
    for lack in lacking(plan, found):
        if lack.rule == "team-size" and lack.left > 0:
            yield fewer_reviewers(plan.instance, lack.left)


def _solved(judge: _Judge, remedies: list[Remedy]) -> Iterator[Way]:
    """The review planned anew under each remedy, by solving; kept where it has more than now."""
    review = judge.about.review.id
    filled = len(judge.plan.planned(review).reviewers)
    now = judge.plan.instance
    shared, tasks = (now, judge.plan.schedule, review), [differences(now, remedy.instance) for remedy in remedies]
    workers, seconds = min(judge.options.workers, len(tasks)), judge.options.left()
    if seconds == 0.0:
        return
    for position, made in fan_out(
        plan_review_anew,
        shared,
        tasks,
        workers,
        limit_seconds=seconds,
        tell=judge.heard.tell,
        means=judge.options.means,
    ):
        if isinstance(made, Schedule) and len(_of(made, review).reviewers) > filled:
            way = judge.way(remedies[position], _planned_as(made, review), made)
            if way is not None:
                yield way


def plan_review_anew(shared: tuple[Instance, Schedule, str], world: Differences) -> Schedule | None:
    """The work of a process: one review planned anew in another instance."""
    from scheduler.explaining.replanning import replanned

    instance, schedule, review = shared
    return replanned(with_differences(instance, world), schedule, [review])


def _planned_as(made: Schedule, review: str) -> str:
    one = _of(made, review)
    return f"it begins on {one.slot}, led by {one.lead}, joined by {', '.join(one.reviewers) or 'nobody'}"


def _of(schedule: Schedule, review: str) -> PlannedReview:
    return next((one for one in schedule.reviews if one.review == review), PlannedReview(review=review))
