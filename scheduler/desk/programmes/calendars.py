"""The calendars of a term and of programmes, side by side: read from their files, and held against each other."""

from collections.abc import Sequence
from pathlib import Path

from models.finding import Finding
from models.instance import Instance
from models.programmes.instance import Engaged
from scheduler.desk.instances import load_instance
from scheduler.desk.programmes.instances import is_of_a_programme, load_programme
from scheduler.plan import Plan
from scheduler.programmes.beside import of_groups, of_schedule, twice
from scheduler.programmes.joined import Joined
from scheduler.showing.reports import findings
from scheduler.showing.table import Table
from scheduler.storage import load_plan as load_schedule_plan
from scheduler.storage.programmes import load_plan

Beside = Sequence[tuple[str, Path]]
"""Instances, as commands name them, each with the file of its schedule or groups."""


def engaged_in(instance: str, plan: Path) -> tuple[Engaged, ...]:
    """What the schedule or the groups in a file ask of everybody.

    Raises:
        InvalidInput: with every problem found in the two files.
    """
    if is_of_a_programme(instance):
        return tuple(of_groups(Joined(*load_plan(plan, load_programme(instance)))))
    return tuple(of_schedule(Plan(*load_schedule_plan(plan, load_instance(instance)))))


def asked_twice(facts: Instance, plan: Path, beside: Beside) -> tuple[Finding, ...]:
    """Who is asked for two things in one week by a term's schedule and the plans beside it."""
    own = tuple(of_schedule(Plan(*load_schedule_plan(plan, facts))))
    names = {school.id: f"{school.name} ({school.id})" for school in facts.schools}
    return tuple(twice(own, *(engaged_in(*one) for one in beside), names=names))


def as_table(found: Sequence[Finding]) -> Table | str:
    """The same for eyes."""
    return findings("asked_twice", "Asked for twice", found) if found else "Nobody is asked for two things in one week."
