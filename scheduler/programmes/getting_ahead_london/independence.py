"""independence: those between whom a conflict is declared are never in one group, as coach or as participants."""

from collections.abc import Iterator

import numpy as np

from models.programmes.getting_ahead_london import GettingAheadLondon
from scheduler.programmes.common import independence
from scheduler.programmes.facts import ProgrammeFacts
from scheduler.programmes.getting_ahead_london.columns import Columns
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools
from scheduler.tables.rows import Rows


def forbids(facts: ProgrammeFacts[GettingAheadLondon]) -> Bools:
    return facts.in_conflict(facts.instance.members, facts.instance.people)


def rows(columns: Columns) -> Iterator[Rows]:
    number = columns.facts.member
    for one, other in columns.instance.conflicts:
        if one in number and other in number:
            pair = np.isin(columns.joins.keys["participant"], [number[one], number[other]])
            yield columns.joins.where(pair).sum_by("coach") <= columns.runs.sum_by("coach")


RULE = ProgrammeRule(
    id="independence", sentence=independence.sentence, check=independence.check, rows=rows, forbids=forbids
)
