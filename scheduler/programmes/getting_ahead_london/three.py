"""three: groups of exactly 3 with one coach; 2 or 4 only where the number of participants does not divide.

Where r of the n participants are left over when threes are made, r groups of four take them in, or 3 - r groups of two
make up for them; and so does a part of the one with a part of the other. Example. 61 leave 1: one group of four, or two
of two. 59 leave 2: one group of two, or two of four. 60 leave none: neither.
"""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, combinations

import numpy as np

from models.finding import Finding
from models.programmes.getting_ahead_london import GettingAheadLondon, GettingAheadLondonPolicy
from scheduler.programmes.getting_ahead_london.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: GettingAheadLondonPolicy) -> str:
    size = policy.three.participants
    return (
        f"A group has {count(size, 'participant')} and one coach of its own; one fewer or one more only where the "
        f"number of participants does not divide by {size}."
    )


def check(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    size = joined.instance.policy.three.participants
    for group in joined.groups:
        here = len(group.members)
        if abs(here - size) > 1:
            message = f"The group of {joined.where(group)} has {count(here, 'participant')}, not {size}."
            yield _finding((group.id,), abs(here - size) - 1, message)
        if group.place not in joined.instance.coach_by_id:
            who = "no coach" if group.place is None else f"{joined.name(group.place)}, who is no coach"
            yield _finding((group.id,), 1, f"The group {group.id} has as its coach {who}.")
    yield from _of_other_size(joined)
    coaches = Counter(group.place for group in joined.groups if group.place is not None)
    people = Counter(member for group in joined.groups for member in group.members)
    for who, often in [*coaches.items(), *people.items()]:
        if often > 1:
            yield _finding((who,), often - 1, f"{joined.name(who)} has {count(often, 'group')}, 1 at most.")


def _of_other_size(joined: Joined[GettingAheadLondon]) -> Iterator[Finding]:
    """Whether more groups are smaller or larger than the number of participants asks for."""
    people, size = len(joined.instance.members), joined.instance.policy.three.participants
    odd = [group for group in joined.groups if abs(len(group.members) - size) == 1]
    fewer = sum(len(group.members) < size for group in odd)
    rest = people % size
    if odd and (rest == 0 or Fraction(fewer, size - rest) + Fraction(len(odd) - fewer, rest) > 1):
        may = f"{size - rest} of {size - 1} or {rest} of {size + 1}" if rest else f"groups of {size} only"
        message = (
            f"{count(fewer, 'group')} of {size - 1} and {len(odd) - fewer} of {size + 1}: "
            f"{count(people, 'participant')} make {may}."
        )
        yield _finding(tuple(group.id for group in odd), 1, message)


def _finding(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule="three", about=about, amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    size, runs, joins = columns.instance.policy.three.participants, columns.runs, columns.joins
    smaller, larger, rest = columns.smaller, columns.larger, columns.n["participant"] % size
    yield joins.sum_by("coach", "participant") <= runs.sum_by("coach")
    sizes = joins.sum_by("coach") + smaller.sum_by("coach") - larger.sum_by("coach")
    yield sizes - size * runs.sum_by("coach") == 0
    yield smaller.sum_by("coach") + larger.sum_by("coach") <= runs.sum_by("coach")
    fewer, more = (block.with_key("all", block.columns * 0, 1).sum_by("all") for block in (smaller, larger))
    yield max(1, rest) * fewer + (size - rest) * more <= rest * (size - rest)
    yield joins.sum_by("participant") + columns.unplaced.sum_by("participant") == 1
    yield from _remainders(columns)


def _remainders(columns: Columns) -> Iterator[Rows]:
    """Coaches who have led no phases but some can have no more whole groups than the people who may join them make.

    No whole groups break it: it keeps a relaxation from making up one of them of parts. Example. 325 coaches have led
    primaries alone, and 974 people may join them. They make 324 threes, and 2 are left over: a group of two, or none.
    """
    size, joins = columns.instance.policy.three.participants, columns.joins
    led = [frozenset(coach.has_led) for coach in columns.instance.coaches]
    phases = sorted({phase for each in led for phase in each})
    several = chain.from_iterable(combinations(phases, n) for n in range(1, len(phases) + 1))
    for chosen in dict.fromkeys(tuple(each <= set(some) for each in led) for some in several):
        among = np.array(chosen, dtype=bool)
        here = np.flatnonzero(among)
        most = len(np.unique(joins.keys["participant"][among[joins.keys["coach"]]])) // size
        if most < len(here):
            whole, fewer = (
                block.where(here).with_key("all", here * 0, 1).sum_by("all")
                for block in (columns.runs, columns.smaller)
            )
            yield whole - fewer <= most


RULE = ProgrammeRule(id="three", sentence=sentence, check=check, rows=rows, always_on=True)
