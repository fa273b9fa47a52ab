"""Why not this person here: what the rules' own checks find once the person is put in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from models.finding import Finding
from models.instance import Instance, Waiver
from models.schedule import Schedule
from scheduler.changes.places import Asked, Opening, altered, openings
from scheduler.checking import breaches
from scheduler.explaining.around import Surroundings
from scheduler.plan import Plan
from scheduler.rules import RULES

ALWAYS_ON = frozenset(rule.id for rule in RULES if rule.always_on)
_OF_THE_TEAM = frozenset(rule.id for rule in RULES if rule.of_the_team)
_WAITS_FOR_OTHERS = frozenset(rule.id for rule in RULES if rule.waits_for_others)


@dataclass(frozen=True)
class Obstacle:
    """A breach of a rule in force that somebody would cause. waivable: a waiver for them here was seen to lift it."""

    finding: Finding
    waivable: bool


@dataclass(frozen=True)
class Answer:
    """What stands in one person's way at one opening; nothing, if no rule forbids it."""

    person: str
    opening: Opening
    obstacles: tuple[Obstacle, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that forbid it, in their order."""
        return tuple(dict.fromkeys(obstacle.finding.rule for obstacle in self.obstacles))

    @property
    def is_free(self) -> bool:
        """Whether no rule in force forbids it."""
        return not self.obstacles

    @property
    def needs_only_waivers(self) -> bool:
        """Whether something forbids it, and waivers for this person at this review would lift all of it."""
        return bool(self.obstacles) and all(obstacle.waivable for obstacle in self.obstacles)


def why_not(plan: Plan, about: Asked, person: str) -> tuple[Answer, ...]:
    """The answer at each opening of what was asked about."""
    trials = _Trials(plan)
    return tuple(trials.tried(opening, person).answer() for opening in openings(plan, about))


def answers_at(plan: Plan, opening: Opening, people: Iterable[str]) -> tuple[Answer, ...]:
    """For each person who is not there yet, the answer at this opening.

    Where all who could come to a review that is not held are on their first, none of them can: that is said of each.
    """
    there = plan.planned(opening.review)
    taken = {there.lead} if opening.is_lead else set(there.reviewers)
    asked_of = [person for person in people if person not in taken]
    trials = _Trials(plan)
    answers = tuple(trials.tried(opening, person).answer() for person in asked_of)
    free = [answer.person for answer in answers if answer.is_free]
    if opening.is_lead or there.slot is not None or not all(_is_new(plan, opening, person) for person in free):
        return answers
    alone = _Trials(plan, alone=True)
    return tuple(alone.tried(opening, person).answer() for person in asked_of)


def _is_new(plan: Plan, opening: Opening, person: str) -> bool:
    reviewer = plan.instance.reviewer_by_id[person]
    return reviewer.is_first_timer and not plan.waived("experience", person, opening.review)


def why_nobody(plan: Plan, about: Asked, people: Iterable[str]) -> Iterator[Answer]:
    """For each person who is not there yet, the answer at the opening where the fewest rules forbid it."""
    trials, there = _Trials(plan), plan.planned(about.review.id)
    open_to = openings(plan, about)
    taken = {there.lead} if about.is_lead else set(there.reviewers)
    for person in people:
        if person not in taken:
            yield _least_forbidden(trials, open_to, person).answer()


def _least_forbidden(trials: "_Trials", open_to: tuple[Opening, ...], person: str) -> "_Trial":
    """The trial that breaks the fewest rules.

    Who leaves matters to what the team breaks, and to a colleague of theirs; all else is broken whoever leaves.
    """
    best = trials.tried(open_to[0], person)
    for opening in open_to[1:]:
        elsewhen = opening.slot != best.opening.slot
        if best.rules and (elsewhen or best.rules & _OF_THE_TEAM or trials.are_colleagues(opening, person)):
            best = min(best, trials.tried(opening, person), key=lambda trial: len(trial.rules))
    return best


def with_waivers(instance: Instance, rules: Iterable[str], person: str, review: str) -> Instance:
    """The instance in which these rules are waived for the person at the review."""
    new = tuple(
        Waiver.model_validate(
            {"rule": rule, "person": person, "review": review, "allowed_by": "nobody yet", "reason": "asked what if"}
        )
        for rule in rules
    )
    return instance.model_copy(update={"waivers": (*instance.waivers, *new)})


@dataclass(frozen=True)
class _Trial:
    """Somebody put in at an opening: the part of the instance that matters, the schedule, and what is newly broken."""

    person: str
    opening: Opening
    instance: Instance
    schedule: Schedule
    found: tuple[Finding, ...]

    @property
    def rules(self) -> frozenset[str]:
        """The rules newly broken."""
        return frozenset(breach.rule for breach in self.found)

    def answer(self) -> Answer:
        """The breaches, each with whether a waiver lifts it: seen by checking once more with the waivers."""
        lifting = sorted({breach.rule for breach in self.found} - ALWAYS_ON)
        waived = with_waivers(self.instance, lifting, self.person, self.opening.review)
        left = set(breaches(waived, self.schedule)) if lifting else set()
        obstacles = (Obstacle(breach, breach.rule in lifting and breach not in left) for breach in self.found)
        return Answer(self.person, self.opening, tuple(obstacles))


class _Trials:
    """Puts people in, and remembers for each school what is broken there anyway.

    alone: nobody else could come to a review that is not held yet.
    """

    def __init__(self, plan: Plan, *, alone: bool = False) -> None:
        self._alone = alone
        self._plan, self._surroundings = plan, Surroundings(plan)
        self._known: dict[tuple[Opening, str], tuple[Instance, Schedule, frozenset[Finding]]] = {}

    def tried(self, opening: Opening, person: str) -> _Trial:
        instance, schedule, known = self._before(opening, person)
        there = altered(schedule, opening.taken(self._plan.planned(opening.review), person))
        curable = self._curable(opening)
        found = tuple(
            breach
            for breach in breaches(instance, there)
            if breach not in known and not (breach.rule in curable and breach.about[0] == opening.review)
        )
        return _Trial(person, opening, instance, there, found)

    def are_colleagues(self, opening: Opening, person: str) -> bool:
        """Whether who leaves is of the person's school."""
        home = self._plan.instance.reviewer_by_id
        return opening.leaves in home and person in home and home[opening.leaves].school == home[person].school

    def _curable(self, opening: Opening) -> frozenset[str]:
        """Rules that a review which is not held yet breaks only because the others who would come are missing."""
        if self._plan.planned(opening.review).slot is not None:
            return frozenset()
        first_timers = 0 if self._alone else self._plan.policy.experience.first_timers
        return _WAITS_FOR_OTHERS if first_timers else _WAITS_FOR_OTHERS - {"experience"}

    def _before(self, opening: Opening, person: str) -> tuple[Instance, Schedule, frozenset[Finding]]:
        """The surroundings, with everybody of the person's school: who asks next may be their colleague."""
        whole = self._plan.instance
        reviewer = whole.reviewer_by_id.get(person)
        key = opening, person if reviewer is None else reviewer.school
        if key not in self._known:
            school = [] if reviewer is None else [one.id for one in whole.reviewers if one.school == reviewer.school]
            leaves = [] if opening.leaves is None else [opening.leaves]
            instance, schedule = self._surroundings.of([opening.review], [person, *school, *leaves])
            self._known[key] = instance, schedule, frozenset(breaches(instance, schedule))
        return self._known[key]
