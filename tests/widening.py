"""An instance with a few of its numbers and texts at their edges: 0, 1, the least, the most, empty or missing.

Numbers are found in the models, so one that is added is drawn, too.
"""

from random import Random
from typing import Any

from pydantic import ValidationError
from pydantic.fields import FieldInfo

from models.base import Fact
from models.instance import Instance, LedgerEntry
from models.policy import Policy

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


def widened(rng: Random, instance: Instance) -> Instance:
    """One or two numbers of the rules and some facts of schools, leads and accounts are at an edge."""
    policy = instance.policy
    for _ in range(rng.choice((0, 1, 1, 2))):
        policy = _with_edge(rng, policy)
    schools = tuple(
        one.model_copy(update={"pupils": rng.choice((None, 0, 1, 100_000)), "trust": rng.choice(("", None, "Ash"))})
        if rng.random() < 0.3
        else one
        for one in instance.schools
    )
    leads = tuple(one.model_copy(update={"trust": ""}) if rng.random() < 0.3 else one for one in instance.leads)
    ledger = tuple(entry for entry in instance.ledger if rng.random() < 0.9)
    if rng.random() < 0.2:
        ledger = tuple(LedgerEntry(school=entry.school) for entry in ledger)
    return instance.model_copy(update={"policy": policy, "schools": schools, "leads": leads, "ledger": ledger})


def _with_edge(rng: Random, policy: Policy) -> Policy:
    section: Fact = getattr(policy, name := rng.choice(OF_RULES))
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
