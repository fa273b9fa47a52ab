"""waive-rule: a rule is waived for one person and one review."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from models.change import WaiveRule
from models.instance import Instance
from models.problem import Problem
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import of_references

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def replayed(instance: Instance, change: WaiveRule) -> Instance:
    return instance.model_copy(update={"waivers": (*instance.waivers, change.waiver)})


def refused(world: Instance, _: "Situation", change: WaiveRule, where: str) -> Iterator[Problem]:
    yield from of_references(replayed(world, change), f"{where}.waiver")


KIND = ChangeKind(
    of=WaiveRule,
    words=lambda change: f"{change.waiver.rule} waived for {change.waiver.person} at {change.waiver.review}",
    to_anybody="an exception was agreed",
    refused=refused,
    replayed=replayed,
    named=lambda _, change: (change.waiver.person, change.waiver.review),
)
