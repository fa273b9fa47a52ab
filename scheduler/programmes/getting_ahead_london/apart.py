"""apart: no two participants of one school or trust are in one group."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from models.finding import Finding
from models.network import School
from models.programmes.getting_ahead_london import GettingAheadLondon, GettingAheadLondonPolicy
from scheduler.programmes.getting_ahead_london.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.arrays import Bools
from scheduler.tables.rows import Rows


def sentence(_: GettingAheadLondonPolicy) -> str:
    return "No two participants of a group are of one school or of one trust."


def check(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    for group in joined.groups:
        free = [who for who in dict.fromkeys(group.members) if not joined.waived("apart", who, group.place)]
        for one, other in combinations(free, 2):
            at, to = joined.instance.home(one), joined.instance.home(other)
            if at is None or to is None:
                continue
            if at.id == to.id or (at.trust is not None and at.trust == to.trust):
                common = f"the school {at.name}" if at.id == to.id else f"the trust {at.trust}"
                message = f"{joined.name(one)} and {joined.name(other)} are both of {common}, in one group."
                yield Finding(rule="apart", about=(group.id, one, other), amount=1, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    """A trust, or a school that has none, is one camp: at most one of each camp with a coach."""
    camps = [_camp(school) for school in columns.facts.homes]
    number = {camp: k for k, camp in enumerate(dict.fromkeys(camps))}
    camp = np.array([number[each] for each in camps], dtype=np.int64)[columns.joins.keys["participant"]]
    binds = _not_alone(camps)[columns.joins.keys["participant"]] & ~_waived(columns)
    joins = columns.joins.with_key("camp", camp, len(number)).where(binds)
    yield joins.sum_by("coach", "camp") <= columns.runs.sum_by("coach")


def _camp(school: School) -> tuple[str, str]:
    return ("school", school.id) if school.trust is None else ("trust", school.trust)


def _not_alone(camps: Sequence[tuple[str, str]]) -> Bools:
    """(participant): whether somebody else is of the same camp."""
    size = Counter(camps)
    return np.array([size[camp] > 1 for camp in camps], dtype=bool)


def _waived(columns: Columns) -> Bools:
    """(joins): whether the rule is set aside for that participant with that coach."""
    waived = columns.facts.waived("apart", columns.instance.people)
    return np.asarray(waived[columns.joins.keys["participant"], columns.joins.keys["coach"]])


RULE = ProgrammeRule(id="apart", sentence=sentence, check=check, rows=rows)
