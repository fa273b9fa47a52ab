"""lead-joins: a Lead Reviewer joins."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.change import LeadJoins
from models.instance import Instance
from models.problem import Problem
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import of_references

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: LeadJoins) -> Instance:
    return instance.model_copy(update={"leads": (*instance.leads, change.lead)})


def refused(world: Instance, _: "Situation", change: LeadJoins, where: str) -> Iterator[Problem]:
    yield from of_references(replayed(world, change), f"{where}.lead")


KIND = ChangeKind(
    of=LeadJoins,
    words=lambda change: f"lead joins {change.lead.id}",
    to_anybody="a Lead Reviewer has joined",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.lead.id,),
    joins=lambda change: change.lead,
)
