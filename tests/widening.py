"""An instance with a few of its numbers and texts at their edges: 0, 1, the least, the most, empty or missing.

Numbers are found in the models, so one that is added is drawn, too.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from models.base import Fact
from models.instance import Instance, LedgerEntry, Review
from models.network import School
from models.people import Lead, Reviewer
from models.policy import Policy

Kind = TypeVar("Kind", bound=Fact)

OF_RULES = (
    "locality",
    "independence",
    "one_place",
    "team_size",
    "lead_load",
    "reviewer_load",
    "school_release",
    "team_mix",
    "experience",
    "phase",
    "commitment",
)


OF_GOALS = ("quality", "change_kept_small")


def widened(rng: Random, instance: Instance, sections: Sequence[str] = OF_RULES) -> Instance:
    """One or two numbers of the policy and some facts of schools, people, reviews and accounts are at an edge."""
    policy = instance.policy
    for _ in range(rng.choice((0, 1, 1, 2))):
        policy = _with_edge(rng, policy, sections)
    ledger = tuple(_account(rng, entry) for entry in instance.ledger if rng.random() < 0.9)
    return instance.model_copy(
        update={
            "policy": policy,
            "schools": _some(rng, instance.schools, _school),
            "reviewers": _some(rng, instance.reviewers, _reviewer),
            "leads": _some(rng, instance.leads, _lead),
            "reviews": _some(rng, instance.reviews, lambda rng, one: _review(rng, instance, one)),
            "ledger": ledger,
        }
    )


def _some(rng: Random, facts: tuple[Kind, ...], change: Callable[[Random, Kind], Kind]) -> tuple[Kind, ...]:
    """The same facts, each of them changed or not."""
    return tuple(change(rng, one) if rng.random() < 0.3 else one for one in facts)


def _school(rng: Random, one: School) -> School:
    facts: dict[str, Sequence[Any]] = {
        "pupils": (None, 0, 1, 100_000),
        "trust": ("", None, "Ash"),
        "local_authority": ("", None),
        "closed": ((), one.closed),
        "strong_in": ((), one.strong_in),
        "works_on": ((), one.works_on),
    }
    return one.model_copy(update=_drawn(rng, facts))


def _reviewer(rng: Random, one: Reviewer) -> Reviewer:
    facts: dict[str, Sequence[Any]] = {
        "completed_reviews": (0, 1, 1_000),
        "offers_two": (False, True),
        "furthest_km": (None, 0, 1, 20_100),
        "conflicts": ((), one.conflicts),
        "away": ((), one.away),
        "reserve": (False, False, True),
    }
    return one.model_copy(update=_drawn(rng, facts))


def _lead(rng: Random, one: Lead) -> Lead:
    return one.model_copy(update=_drawn(rng, {"trust": ("", None, "Ash"), "conflicts": ((), one.conflicts)}))


def _review(rng: Random, instance: Instance, one: Review) -> Review:
    """Its slots stay possible, for a schedule is there already; others can be, in any order, and nobody must come."""
    term = instance.term_by_id[one.term]
    others = [
        slot
        for slot in (one.slots[0] + timedelta(days=days) for days in range(-10, 11))
        if instance.policy.slot.begins_on(slot)
    ]
    others = [slot for slot in others if slot in term and slot not in one.slots]
    possible = rng.sample((*one.slots, *others), len(one.slots) + len(others))
    people = [*instance.reviewer_by_id, *instance.lead_by_id]
    facts: dict[str, Sequence[Any]] = {
        "size": (None, 1, one.size, 99),
        "possible": (None, one.slots, tuple(possible)),
        "declined_by": ((), (rng.choice(people),), tuple(people)),
        "first_claim": (False, True),
    }
    return one.model_copy(update=_drawn(rng, facts))


def _account(rng: Random, entry: LedgerEntry) -> LedgerEntry:
    """An account with some entries at an edge; it need not balance, for no rule asks that it does."""
    if rng.random() < 0.2:
        return LedgerEntry(school=entry.school)
    if rng.random() < 0.7:
        return entry
    facts: dict[str, Sequence[Any]] = {
        "planned_size": (None, 1, 99),
        "debt_brought_in": (-10_000, -1, 0, 1, 10_000),
        "sent": (0, 1, 1_000),
        "credited": (0, 1, 1_000),
    }
    return entry.model_copy(update=_drawn(rng, facts))


def _drawn(rng: Random, facts: dict[str, Sequence[Any]]) -> dict[str, Any]:
    """Each fact, as likely left out as not, with one of its values."""
    return {name: rng.choice(values) for name, values in facts.items() if rng.random() < 0.5}


def _with_edge(rng: Random, policy: Policy, sections: Sequence[str]) -> Policy:
    section: Fact = getattr(policy, name := rng.choice(sections))
    fields = type(section).model_fields
    number = rng.choice([each for each, field in fields.items() if field.annotation in (int, float, bool)])
    value = rng.choice(edges(fields[number]))
    try:
        new = type(section).model_validate({**section.model_dump(), number: value})
    except ValidationError:  # furthest_km below nearest_km
        return policy
    return policy.model_copy(update={name: new})


def edges(field: FieldInfo) -> list[Any]:
    """The values at which something may go wrong."""
    if field.annotation is bool:
        return [False, True]
    least = next(each.ge for each in field.metadata if hasattr(each, "ge"))
    most = next(each.le for each in field.metadata if hasattr(each, "le"))
    return sorted({least, max(least, 1), most})
