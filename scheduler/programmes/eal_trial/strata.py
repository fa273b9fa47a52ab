"""strata: the schools of each region and size class are split as evenly as their number allows."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from models.finding import Finding
from models.programmes.eal_trial import EALTrial, EALTrialPolicy
from scheduler.programmes.eal_trial.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import listed


def sentence(policy: EALTrialPolicy) -> str:
    classes = policy.strata.pupils_from
    size = f" and size (from {listed([f'{each:,}' for each in classes])} pupils)" if classes else ""
    return f"Of the schools of one region{size} half are trained; of an odd number, one more or one less than the rest."


def check(joined: Joined[EALTrial]) -> Iterator[Finding]:
    stratum_of = joined.instance.stratum_of
    sizes = Counter(stratum_of.values())
    trained = Counter(
        stratum_of[member] for group in joined.groups if group.place is not None for member in set(group.members)
    )
    for (region, size), schools in sorted(sizes.items()):
        here = trained[region, size]
        off = max(schools // 2 - here, here - (schools + 1) // 2)
        if off > 0:
            message = f"Of the {schools} schools of {region} in size class {size}, {here} are trained: not half."
            yield Finding(rule="strata", about=(region, str(size)), amount=off, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    stratum_of = columns.instance.stratum_of
    numbers = {stratum: k for k, stratum in enumerate(sorted(set(stratum_of.values())))}
    stratum = np.array([numbers[stratum_of[member]] for member in columns.instance.members], dtype=np.int64)
    size = np.bincount(stratum, minlength=len(numbers))
    here = columns.control.with_key("stratum", stratum, len(numbers)).sum_by("stratum")
    yield here >= size // 2
    yield here <= (size + 1) // 2


RULE = ProgrammeRule(id="strata", sentence=sentence, check=check, rows=rows)
