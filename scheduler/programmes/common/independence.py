"""independence: those between whom a conflict is declared are never in one group."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from models.finding import Finding
from models.programmes.instance import ProgrammePolicy
from scheduler.programmes.joined import Joined


def sentence(_: ProgrammePolicy) -> str:
    return "Those between whom a conflict is declared are never in one group."


def check(joined: Joined[Any]) -> Iterator[Finding]:
    for group in joined.groups:
        there = dict.fromkeys((*group.members, *((group.place,) if group.place else ())))
        for one, other in combinations(there, 2):
            if frozenset((one, other)) in joined.instance.conflicting:
                message = f"{joined.name(one)} and {joined.name(other)} have a conflict and are in one group."
                yield Finding(rule="independence", about=(group.id, one, other), amount=1, message=message)
