"""What changes do to a programme's facts: somebody cannot on some days, schools are closed, somebody leaves."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from models.calendar import Days
from models.change import Change, CloseSchools, DropOut, PersonLeaves, SchoolLeaves
from models.problem import Problem
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import Absent, ProgrammeInstance

KINDS = ("drop-out", "person-leaves", "school-leaves", "close-schools")
"""The kinds of changes that make sense for programmes."""


def effective(instance: ProgrammeInstance, changes: Iterable[Change]) -> ProgrammeInstance:
    """The facts after the changes, in their order. None of them is refused: see `problems`."""
    for change in changes:
        instance = _after(instance, change)
    return instance


def _after(instance: ProgrammeInstance, change: Change) -> ProgrammeInstance:
    match change:
        case PersonLeaves(person=who) | DropOut(person=who, days=None) | SchoolLeaves(school=who):
            if _only_leads(instance, who):
                gone = Absent(who=who, days=_from_then_on(instance, change.notice))
                return instance.model_copy(update={"absent": (*instance.absent, gone)})
            return instance.without(who)
        case DropOut(person=who, days=days) if days is not None:
            return instance.model_copy(update={"absent": (*instance.absent, Absent(who=who, days=days))})
        case CloseSchools():
            closed = [
                school.id for school in instance.schools if school.id in change.schools or school.hub in change.hubs
            ]
            absent = tuple(Absent(who=who, days=change.days) for who in closed)
            return instance.model_copy(update={"absent": (*instance.absent, *absent)})
    raise ValueError(f"{change.kind} is no change of programmes")


def _only_leads(instance: ProgrammeInstance, who: str) -> bool:
    """Whether somebody is needed and neither a member nor a place: what they have led stays as it was."""
    return who in instance.people and who not in {*instance.members, *instance.places, *instance.school_by_id}


def _from_then_on(instance: ProgrammeInstance, day: date) -> Days:
    """From a day to the last on which any school is open."""
    return Days(first=day, last=max(day, *(days.last for each in instance.calendars for days in each.open)))


def problems(instance: ProgrammeInstance, changes: Sequence[Change]) -> Iterator[Problem]:
    """What keeps changes from being replayed: a kind that is of terms only, or somebody who is not there."""
    for n, change in enumerate(changes):
        where = f"$.changes[{n}]"
        if change.kind not in KINDS:
            expected = f"one of {', '.join(KINDS)}"
            yield Problem(where=f"{where}.kind", value=change.kind, expected=expected, remedy="That is for terms.")
            return
        if isinstance(change, DropOut) and change.review is not None:
            yield Problem(
                where=f"{where}.review", value=change.review, expected="days", remedy="Name the days instead."
            )
            return
        known = {*instance.members, *instance.people, *instance.places, *instance.school_by_id}
        for who in _named(change):
            if who not in known:
                expected = "somebody, or a school, of the programme"
                yield Problem(where=where, value=repr(who), expected=expected, remedy="Maybe it is misspelt, or gone.")
                return
        instance = _after(instance, change)


def _named(change: Change) -> tuple[str, ...]:
    match change:
        case PersonLeaves(person=who) | DropOut(person=who) | SchoolLeaves(school=who):
            return (who,)
        case CloseSchools():
            return change.schools
    return ()


def in_force(instance: ProgrammeInstance, made: Groups) -> ProgrammeInstance:
    """The facts by which groups are judged: after their changes, with all fixed that was over by the last notice.

    instance: as it was before any change.
    """
    after = effective(instance, made.changes)
    if made.before is None or not made.changes:
        return after
    notice = max(change.notice for change in made.changes)
    over = []
    for group in made.before:
        past = tuple(one for one in group.meetings if one.day < notice and _still_there(after, one))
        if past and (group.place is None or group.place in after.places):
            over.append(Group(id=group.id, place=group.place, members=(), meetings=past))
    return after.model_copy(update={"fixed": (*after.fixed, *over)})


def repairing(instance: ProgrammeInstance, made: Groups, changes: Sequence[Change]) -> ProgrammeInstance:
    """The facts by which a repair of groups after more changes is judged. instance: before any change."""
    later = made.model_copy(update={"changes": (*made.changes, *changes), "before": made.groups})
    return in_force(instance, later)


def _still_there(instance: ProgrammeInstance, meeting: Meeting) -> bool:
    """Whether all whom a meeting names are: of a school that has left, what was over asks nothing more of anybody."""
    who = {*meeting.who, *((meeting.led_by,) if meeting.led_by is not None else ())}
    return who <= {*instance.members, *instance.people} and meeting.at in instance.school_by_id
