"""independence: those between whom a conflict is declared are never in one cluster.

Clusters work together, they judge nobody: schools of one trust may be in one, as in seven of the report's thirteen.
"""

from collections.abc import Iterator

import numpy as np

from scheduler.programmes.challenge_the_gap.columns import Columns
from scheduler.programmes.common import independence
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows


def rows(columns: Columns) -> Iterator[Rows]:
    number = columns.facts.member
    for one, other in columns.instance.conflicts:
        if one in number and other in number:
            pair = np.isin(columns.joins.keys["school"], [number[one], number[other]])
            yield columns.joins.where(pair).sum_by("place") <= 1


RULE = ProgrammeRule(id="independence", sentence=independence.sentence, check=independence.check, rows=rows)
