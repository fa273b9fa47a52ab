"""trio: schools are in groups of three; in one of four only where their number does not divide."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.growing_the_top import GrowingTheTop, GrowingTheTopPolicy
from scheduler.programmes.growing_the_top import remainders
from scheduler.programmes.growing_the_top.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(policy: GrowingTheTopPolicy) -> str:
    size, larger = policy.trio.schools, policy.trio.larger_groups
    more = f", at most {count(larger, 'group')} of {size + 1}" if larger else ""
    return f"Schools are in groups of {size}{more}, and each in one at most."


def check(joined: Joined[GrowingTheTop]) -> Iterator[Finding]:
    size, most = joined.instance.policy.trio.schools, joined.instance.policy.trio.larger_groups
    for group in joined.groups:
        here = len(group.members)
        if not size <= here <= size + 1:
            message = f"The group of {joined.where(group)} has {count(here, 'school')}, not {size} or {size + 1}."
            yield _finding((group.id,), max(size - here, here - size - 1), message)
        if group.place is not None:
            message = f"The group {group.id} forms around {joined.name(group.place)}, and a trio around no school."
            yield _finding((group.id,), 1, message)
    larger = [group for group in joined.groups if len(group.members) == size + 1]
    if len(larger) > most:
        message = f"There are {count(len(larger), 'group')} of {size + 1}, {most} at most."
        yield _finding((), len(larger) - most, message)
    for member, often in Counter(member for group in joined.groups for member in group.members).items():
        if often > 1:
            yield _finding((member,), often - 1, f"{joined.name(member)} is in {count(often, 'trio')}.")


def _finding(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule="trio", about=about, amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    larger = columns.trios.where(columns.trios.keys["larger"] == 1)
    yield larger.sum_by("larger") <= columns.instance.policy.trio.larger_groups
    yield columns.members.sum_by("school") + columns.unplaced.sum_by("school") == 1
    yield columns.together.sum_by("pair") - columns.pair.sum_by("pair") == 0
    yield from remainders.rows(columns)


RULE = ProgrammeRule(id="trio", sentence=sentence, check=check, rows=rows, always_on=True)
