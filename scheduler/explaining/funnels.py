"""Why a seat is vacant, or a review not held: from everybody to nobody, rule by rule, with numbers that add up."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.changes.places import Asked, Opening, openings
from scheduler.explaining.obstacles import Answer, answers_at
from scheduler.plan import Plan
from scheduler.rules import RULES


@dataclass(frozen=True)
class Step:
    """A rule in force, how many it keeps away of those whom no rule before it did, and how many are left then."""

    rule: str
    out: int
    left: int


@dataclass(frozen=True)
class Funnel:
    """One opening: all people of the kind that is missing, those there already, the steps, and who is left."""

    opening: Opening
    everybody: int
    there: int
    steps: tuple[Step, ...]
    answers: tuple[Answer, ...]

    @property
    def free(self) -> tuple[str, ...]:
        """Those whom no rule forbids it."""
        return tuple(answer.person for answer in self.answers if answer.is_free)


def funnels(plan: Plan, about: Asked) -> tuple[Funnel, ...]:
    """For the vacant seat of a held review one funnel; for one not held, of leads and reviewers at each slot."""
    lead = Asked(about.review, is_lead=True)
    if plan.planned(about.review.id).slot is not None:
        return tuple(_funnel(plan, opening) for opening in openings(plan, about))
    both = zip(openings(plan, lead), openings(plan, about), strict=True)
    return tuple(_funnel(plan, opening) for pair in both for opening in pair)


@dataclass(frozen=True)
class Lack:
    """What a review that is not held wants in every slot: so many of a kind. left: the most that are, in any slot."""

    rule: str
    needed: int
    left: int


def lacking(plan: Plan, found: tuple[Funnel, ...]) -> tuple[Lack, ...]:
    """The rules by which a review needs more people than are left in any slot: nothing, if it is held."""
    leads = [len(funnel.free) for funnel in found if funnel.opening.is_lead]
    if not leads:
        return ()
    reviewers = max(len(funnel.free) for funnel in found if not funnel.opening.is_lead)
    wants = Lack("one-lead", 1, max(leads)), Lack("team-size", plan.policy.team_size.fewest_reviewers, reviewers)
    return tuple(lack for lack in wants if lack.left < lack.needed)


def closest(plan: Plan, found: tuple[Funnel, ...]) -> tuple[Funnel, ...]:
    """The funnels at which only people of their kind are missing, and the others are there; all, if there is none."""
    fewest = plan.policy.team_size.fewest_reviewers
    enough = {
        (funnel.opening.slot, funnel.opening.is_lead)
        for funnel in found
        if len(funnel.free) >= (1 if funnel.opening.is_lead else fewest)
    }
    return tuple(one for one in found if (one.opening.slot, not one.opening.is_lead) in enough) or found


def _funnel(plan: Plan, opening: Opening) -> Funnel:
    people = plan.instance.lead_by_id if opening.is_lead else plan.instance.reviewer_by_id
    answers = answers_at(plan, opening, people)
    there = len(people) - len(answers)
    return Funnel(opening, len(people), there, tuple(_steps(plan, answers)), answers)


def _steps(plan: Plan, answers: tuple[Answer, ...]) -> Iterator[Step]:
    first, left = Counter(answer.rules[0] for answer in answers if answer.rules), len(answers)
    for rule in RULES:
        if plan.policy.is_on(rule.id) and first[rule.id]:
            left -= first[rule.id]
            yield Step(rule.id, first[rule.id], left)
