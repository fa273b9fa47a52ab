"""The best schedule of a tiny instance by looking at every schedule. Knows nothing of columns, rows and the search.

The judge alone decides: every rule's `check`, every goal's `recount`. What is added here only saves time. A breach of
any rule but `fixed`, and of `commitment` but for `strict`, never disappears when more reviews are held, so that

- a review's way of being held that breaks a rule on its own is left out,
- two decisions about two reviews that break a rule together are never combined.

Whole schedules are judged only where they would decide a goal, and the one that decides the last goal by all rules.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import chain, combinations, takewhile
from typing import TypeVar

from models.instance import Instance, Review
from models.policy import CHANGE_GOAL, QUALITY_GOAL
from models.schedule import Certificate, PlannedReview, Schedule, Status
from scheduler.checking import check
from scheduler.goals import GOALS
from scheduler.goals.fairness import fair_visit_m
from scheduler.plan import Plan
from scheduler.rule import Rule
from scheduler.rules import RULES

Planned = tuple[PlannedReview, ...]
Item = TypeVar("Item")

MOST_SCHEDULES = 200_000

BETWEEN_REVIEWS = frozenset(
    {
        "one-place",
        "lead-load",
        "reviewer-load",
        "school-release",
        "host-week",
        "no-return-visit",
        "commitment",
    }
)
"""Rules that may be broken by several reviews of which each keeps all rules."""

SUMS = frozenset({"reviews-held", "seats-filled", "quality"})
"""Goals whose value is that of the dates alone, and what the people of each review add for themselves."""


class TooMany(Exception):
    """The instance has more schedules than can be looked at."""


@dataclass(frozen=True)
class Optimum:
    """What every search must find.

    decided: each goal's best value, in the policy's order, given the goals before and their tolerance.
    schedule: one that keeps every rule and stays, goal by goal, within what is allowed.
    fair_visits_m: the fair distances a visit of all schedules in which quality may have been decided.
    looked_at: schedules that no two decisions made impossible. clashes: pairs of decisions that exclude each other.
    """

    decided: dict[str, int]
    schedule: Schedule
    fair_visits_m: frozenset[int]
    looked_at: int
    clashes: int


def optimum(
    instance: Instance, fair_m: int | None = None, among: Callable[[Schedule], bool] | None = None
) -> Optimum | None:
    """The best of all schedules, goal by goal; None where no schedule keeps the rules in force.

    fair_m: metres a visit against which goal fairness is counted. Without it, fairness is not decided.
    among: only these schedules count; None for all.
    """
    search = _Search(instance, fair_m)
    kept = [planned for planned in search.schedules() if among is None or among(search.schedule(planned))]
    looked_at = len(kept)
    decided: dict[str, int] = {}
    fair_visits_m: frozenset[int] = frozenset()
    best: Planned | None = next((planned for planned in kept if search.is_valid(planned)), None)
    for goal in instance.policy.goals:
        if goal.goal == "fairness" and fair_m is None:
            continue
        values = search.values(goal.goal, kept)
        order = sorted(range(len(kept)), key=values.__getitem__)
        first = next((k for k in order if search.is_valid(kept[k])), None)
        if first is None:
            return None
        best, decided[goal.goal] = kept[first], values[first]
        if goal.goal == "quality":
            ties = [kept[k] for k in order if values[k] == values[first] and search.is_valid(kept[k])]
            fair_visits_m = frozenset(fair_visit_m(search.plan(planned)) for planned in ties)
        most = goal.highest(values[first])
        kept = [planned for planned, value in zip(kept, values, strict=True) if value <= most]
    if best is None:
        return None
    search.judge(best)
    return Optimum(decided, search.schedule(best), fair_visits_m, looked_at, search.clashes)


def front(instance: Instance, levels: Iterable[int]) -> tuple[int, ...]:
    """The best quality of all repairs that count at most so much in goal change-kept-small, level by level.

    Of those only that are as good as can be in the goals before it. A repair that counts so little must be there.
    """
    search = _Search(instance, None)
    kept = list(search.schedules())
    for goal in takewhile(lambda goal: goal.goal != CHANGE_GOAL, instance.policy.goals):
        values = search.values(goal.goal, kept)
        most = goal.highest(next(value for value, one in _by_value(values, kept) if search.is_valid(one)))
        kept = [planned for planned, value in zip(kept, values, strict=True) if value <= most]
    counts, best = search.values(CHANGE_GOAL, kept), _by_value(search.values(QUALITY_GOAL, kept), range(len(kept)))
    return tuple(
        next(quality for quality, k in best if counts[k] <= most and search.is_valid(kept[k])) for most in levels
    )


def _by_value(values: Sequence[int], items: Iterable[Item]) -> list[tuple[int, Item]]:
    """The items with their values, the best first."""
    return sorted(zip(values, items, strict=True), key=lambda pair: pair[0])


def has_schedule(instance: Instance) -> bool:
    """Whether any schedule keeps the rules in force; the first that is found says so."""
    search = _Search(instance, None)
    return any(search.is_valid(planned) for planned in search.schedules())


class _Search:
    def __init__(self, instance: Instance, fair_m: int | None) -> None:
        self.instance = instance
        self.certificate = None
        if fair_m is not None:
            self.certificate = Certificate(status=Status.FEASIBLE, fair_visit_m=fair_m, instance_sha256="")
        lenient = instance.policy.commitment.model_copy(update={"strict": False})
        self.growing = instance.model_copy(
            update={"policy": instance.policy.model_copy(update={"commitment": lenient})}
        )
        self.in_force = [rule for rule in RULES if instance.policy.is_on(rule.id)]
        self.between = [rule for rule in self.in_force if rule.id in BETWEEN_REVIEWS]
        self.goals = {goal.id: goal for goal in GOALS}
        self.clashes = 0
        self._valid: dict[Planned, bool] = {}

    def schedule(self, planned: Planned) -> Schedule:
        return Schedule.model_construct(instance=self.instance.name, reviews=planned, certificate=self.certificate)

    def plan(self, planned: Planned) -> Plan:
        return Plan(self.instance, self.schedule(planned))

    def is_valid(self, planned: Planned) -> bool:
        """Whether a whole schedule, of reviews of which each keeps all rules, keeps the rules between them."""
        valid = self._valid.get(planned)
        if valid is None:
            plan = self.plan(planned)
            valid = self._valid[planned] = not any(True for rule in self.between for _ in rule.check(plan))
        return valid

    def judge(self, planned: Planned) -> None:
        breaches = check(self.instance, self.schedule(planned)).breaches
        if breaches:
            raise AssertionError(f"brute force overlooked {breaches[0].message}")

    def _breaks(self, rules: Iterable[Rule], planned: Planned) -> bool:
        """Whether part of a schedule breaks a rule in a way that no other review can mend."""
        plan = Plan(self.growing, self.schedule(planned))
        return any(True for rule in rules for _ in rule.check(plan))

    def values(self, goal: str, schedules: list[Planned]) -> list[int]:
        """The goal's value of each schedule."""
        if goal not in SUMS:
            return [self._value(goal, planned) for planned in schedules]
        people = {}
        for way in {*chain.from_iterable(schedules)}:
            dated = PlannedReview(review=way.review, slot=way.slot)
            people[way] = self._value(goal, (way,)) - self._value(goal, (dated,))

        @cache
        def of_dates(*slots: date | None) -> int:
            reviews = zip(self.instance.reviews, slots, strict=True)
            return self._value(goal, tuple(PlannedReview(review=review.id, slot=slot) for review, slot in reviews))

        return [of_dates(*(way.slot for way in planned)) + sum(people[way] for way in planned) for planned in schedules]

    def _value(self, goal: str, planned: Planned) -> int:
        return sum(finding.amount for finding in self.goals[goal].recount(self.plan(planned)))

    def schedules(self) -> Iterator[Planned]:
        """Every schedule in which no review, and no two decisions, break a rule by themselves."""
        ways = [list(self._ways(review)) for review in self.instance.reviews]
        parts = sorted({part for review in ways for way in review for part in _parts(way)}, key=str)
        bit = {part: 1 << k for k, part in enumerate(parts)}
        clashes = self._clashes(parts, bit)
        options = [[(way, _mask(_parts(way), bit), _mask(_parts(way), clashes)) for way in one] for one in ways]
        found = 0
        stack: list[tuple[Planned, int]] = [((), 0)]
        while stack:
            planned, taken = stack.pop()
            if len(planned) < len(options):
                ways_left = [(way, own) for way, own, clash in options[len(planned)] if not taken & clash]
                stack += [((*planned, way), taken | own) for way, own in ways_left]
                continue
            found += 1
            if found > MOST_SCHEDULES:
                raise TooMany
            yield planned

    def _ways(self, review: Review) -> Iterator[PlannedReview]:
        """Not held, and every slot, lead and team that breaks no rule by itself."""
        by_itself = [rule for rule in self.in_force if rule.id != "fixed"]
        for way in _thinkable(self.instance, review):
            if not self._contradicts_fixed(way) and not self._breaks(by_itself, (way,)):
                yield way

    def _contradicts_fixed(self, way: PlannedReview) -> bool:
        fixed = next(rule for rule in RULES if rule.id == "fixed")
        return any(finding.about[0] == way.review for finding in fixed.check(self.plan((way,))))

    def _clashes(self, parts: list[PlannedReview], bit: dict[PlannedReview, int]) -> dict[PlannedReview, int]:
        """For every part, the parts of other reviews it can never be combined with, as a bit mask."""
        clashes = dict.fromkeys(parts, 0)
        for one, other in combinations(parts, 2):
            lead_and_team = (one.lead and other.reviewers) or (other.lead and one.reviewers)
            if one.review != other.review and not lead_and_team and self._breaks(self.between, (one, other)):
                self.clashes += 1
                clashes[one] |= bit[other]
                clashes[other] |= bit[one]
        return clashes


def _thinkable(instance: Instance, review: Review) -> Iterator[PlannedReview]:
    yield PlannedReview(review=review.id)
    fixed = instance.fixed_by_review.get(review.id)
    slots = dict.fromkeys((*review.possible_slots, *((fixed.slot,) if fixed and fixed.slot else ())))
    people = [reviewer.id for reviewer in instance.reviewers]
    fewest, left = instance.policy.team_size.fewest_reviewers, len(review.left_by)
    for slot in slots:
        for lead in instance.leads:
            for team in range(max(0, fewest - left), instance.size(review) - left + 1):
                for reviewers in combinations(people, team):
                    yield PlannedReview.model_construct(review=review.id, slot=slot, lead=lead.id, reviewers=reviewers)


def _parts(way: PlannedReview) -> list[PlannedReview]:
    """The single decisions of a held review: its date, its lead there, and each reviewer there."""
    if way.slot is None:
        return []
    alone = PlannedReview.model_construct(review=way.review, slot=way.slot, lead=None, reviewers=())
    lead = alone.model_copy(update={"lead": way.lead})
    return [alone, lead, *(alone.model_copy(update={"reviewers": (person,)}) for person in way.reviewers)]


def _mask(parts: Iterable[PlannedReview], bits: dict[PlannedReview, int]) -> int:
    mask = 0
    for part in parts:
        mask |= bits[part]
    return mask
