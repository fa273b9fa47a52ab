"""Changes of an instance that might let somebody come: a waiver, another number, one more person, another slot."""

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.calendar import Days
from models.instance import Instance
from models.people import Lead, Reviewer
from scheduler.changes.places import Asked
from scheduler.explaining.obstacles import Answer, with_waivers
from scheduler.rule import Breach
from scheduler.rules import RULE_BY_ID

if TYPE_CHECKING:
    from models.policy import Policy

Differences = dict[str, Any]
"""By field of an instance, what stands there in another one."""

NEW_REVIEWER, NEW_LEAD = "one-more-reviewer", "one-more-lead"


@dataclass(frozen=True)
class Remedy:
    """A change in words, and the instance with it."""

    words: str
    instance: Instance


def waiver(instance: Instance, answer: Answer) -> Remedy:
    """Everything that forbids somebody, waived for them at this review."""
    rules = " and ".join(answer.rules)
    words = f"waive {rules} for {answer.person} at {answer.opening.review}"
    return Remedy(words, with_waivers(instance, answer.rules, answer.person, answer.opening.review))


def another_number(instance: Instance, answer: Answer) -> Remedy | None:
    """The number of the one rule that forbids somebody, changed just as far as needed; None where it has none."""
    (name,) = answer.rules
    rule = RULE_BY_ID[name]
    amount = max(obstacle.finding.amount for obstacle in answer.obstacles)
    breach = Breach(instance, answer.person, answer.opening.review, amount)
    for limit in rule.limits:
        before, after = limit.value(rule.field, instance.policy), limit.after(rule.field, breach)
        if after is not None and after >= 0:
            words = f"{rule.id} {limit.name} {after} instead of {before:g}"
            return Remedy(words, with_number(instance, rule.field, limit.name, after))
    return None


def fewer_reviewers(instance: Instance, fewest: int) -> Remedy:
    """A review is held with so few."""
    before = instance.policy.team_size.fewest_reviewers
    words = f"team-size fewest_reviewers {fewest} instead of {before}"
    return Remedy(words, with_number(instance, "team_size", "fewest_reviewers", fewest))


def with_number(instance: Instance, field: str, number: str, value: float) -> Instance:
    rule = getattr(instance.policy, field).model_copy(update={number: value})
    policy: Policy = instance.policy.model_copy(update={field: rule})
    return instance.model_copy(update={"policy": policy})


def one_more_reviewer(instance: Instance, school: str) -> Remedy:
    """An experienced reviewer more from a school, who is always free and travels as far as the policy lets them."""
    new = Reviewer(id=f"{NEW_REVIEWER}-{school}", school=school, completed_reviews=1)
    words = f"one more experienced reviewer from {instance.school_by_id[school].name}"
    return Remedy(words, instance.model_copy(update={"reviewers": (*instance.reviewers, new)}))


def one_more_lead(instance: Instance, about: Asked) -> Remedy:
    """A lead more, who lives at the host and is always free."""
    host = instance.school_by_id[about.review.host]
    new = Lead(id=NEW_LEAD, latitude=host.latitude, longitude=host.longitude)
    words = f"one more Lead Reviewer, who is free (here living at {host.name})"
    return Remedy(words, instance.model_copy(update={"leads": (*instance.leads, new)}))


def more_slots(instance: Instance, about: Asked) -> Remedy | None:
    """Every slot of the term for which the host is open, behind those it offered; None where there is none more."""
    review, host = about.review, instance.school_by_id[about.review.host]
    term, length = instance.term_by_id[review.term], instance.policy.slot
    last = term.last_day - timedelta(days=length.days - 1)
    more = tuple(
        day
        for day in (Days(first=term.first_day, last=last) if last >= term.first_day else ())
        if length.begins_on(day)
        and day not in review.slots
        and all(day in term and instance.is_school_day(host, day) for day in length.days_of(day))
    )
    if not more:
        return None
    changed = review.model_copy(update={"possible": (*review.possible_slots, *more)})
    reviews = tuple(changed if one.id == review.id else one for one in instance.reviews)
    return Remedy("a slot that the host has not offered", instance.model_copy(update={"reviews": reviews}))


def differences(instance: Instance, other: Instance) -> Differences:
    """What another instance has that is not as in this one: all that a process needs to be sent that knows this one."""
    return {name: there for name in Instance.model_fields if (there := getattr(other, name)) != getattr(instance, name)}


def with_differences(instance: Instance, found: Differences) -> Instance:
    """The other instance."""
    return instance.model_copy(update=found) if found else instance
