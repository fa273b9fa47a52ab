"""arms: so many schools are trained, each at one centre, and the others are the control arm."""

from collections import Counter
from collections.abc import Iterator

from models.finding import Finding
from models.programmes.eal_trial import EALTrial, EALTrialPolicy
from scheduler.programmes.eal_trial.columns import Columns
from scheduler.programmes.joined import Joined
from scheduler.programmes.unit import ProgrammeRule
from scheduler.tables.rows import Rows
from scheduler.words import count


def sentence(_: EALTrialPolicy) -> str:
    return "As many schools as the list says are trained, each at one centre; all others are the control arm."


def check(joined: Joined[EALTrial]) -> Iterator[Finding]:
    groups, meant = joined.groups, joined.instance.trained
    trained = sum(len(group.members) for group in groups if group.place is not None)
    if trained != meant:
        yield _finding((), abs(trained - meant), f"{count(trained, 'school')} are trained, not {meant}.")
    for place, often in Counter(group.place for group in groups).items():
        if often > 1:
            where = "in the control arm" if place is None else f"at {joined.name(place)}"
            yield _finding((place or "",), often - 1, f"There are {often} groups {where}, not one.")
    for group in groups:
        if group.meetings:
            yield _finding((group.id,), len(group.meetings), f"The group {group.id} has dates; a trial has none.")
    times = Counter(member for group in groups for member in group.members)
    for member in joined.instance.members:
        if times[member] != 1:
            yield _finding((member,), abs(times[member] - 1), f"{joined.name(member)} is in {times[member]} groups.")


def _finding(about: tuple[str, ...], amount: int, message: str) -> Finding:
    return Finding(rule="arms", about=about, amount=amount, message=message)


def rows(columns: Columns) -> Iterator[Rows]:
    yield columns.joins.sum_by("school") + columns.control.sum_by("school") == 1
    yield columns.control.sum_by("all") == columns.in_control


RULE = ProgrammeRule(id="arms", sentence=sentence, check=check, rows=rows, always_on=True)
