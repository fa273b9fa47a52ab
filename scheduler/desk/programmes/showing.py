"""Groups as tables: an overview, and views by group, by whom it asks, and by week."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date

from models.calendar import week_of
from models.programmes.groups import Group, Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.programmes.judging import judged
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined, Line
from scheduler.showing.reports import findings
from scheduler.showing.table import Table
from scheduler.words import count, day_said


def overview(instance: ProgrammeInstance, made: Groups) -> Iterator[Table | str]:
    """What the groups come to: sentences, goals, groups, and who is in none."""
    unit, joined, judgement = programme_of(instance), Joined(instance, made), judged(instance, made)
    members = count(len(instance.members), unit.member)
    yield f"{instance.name}, {unit.title}: {members}, {count(len(made.groups), unit.group)}. {unit.says}"
    if judgement.report.breaches:
        yield findings("breaches", "Breaches of rules in force", judgement.report.breaches)
    yield judgement.goals
    yield by_group(joined)
    if joined.unplaced:
        rows = tuple((who, joined.instance.name_by_id.get(who, who)) for who in joined.unplaced)
        yield Table("unplaced", f"In no {unit.group}", ("Id", "Name"), rows)


def by_group(joined: Joined) -> Table:
    """A row a group."""
    unit = programme_of(joined.instance)
    rows = tuple(
        (
            joined.where(group),
            len(group.members),
            tuple(joined.instance.name_by_id.get(member, member) for member in group.members),
            tuple(_meetings(joined, group)),
        )
        for group in joined.groups
    )
    title = unit.group.capitalize()
    return Table("groups", f"By {unit.group}", (title, "Members", "Who", "Meetings"), rows)


def worded(joined: Joined, lines: Iterable[Line]) -> Iterator[str]:
    """What somebody is asked for, such as "workshop at The Deanes (143639): 6 Dec 2018, 21 Mar 2019"."""
    days: dict[tuple[bool, str, str], list[date]] = {}
    for line in sorted(lines, key=lambda line: str(line.day)):
        days.setdefault((line.day is not None, line.kind, line.at), []).extend([line.day] if line.day else [])
    for (dated, kind, at), each in sorted(days.items()):
        said = f": {', '.join(map(day_said, each))}" if dated else ""
        yield f"{kind} at {joined.name(at)}{said}"


def _meetings(joined: Joined, group: Group) -> Iterator[str]:
    """The days of each kind of meeting; where, who and by whom it is led, where that differs from the group's."""
    days: dict[str, list[str]] = {}
    for one in group.meetings:
        at = "" if one.at == group.place else f" at {joined.name(one.at)}"
        who = f" for {', '.join(joined.name(each) for each in one.who)}" if one.who else ""
        led = f", led by {one.led_by}" if one.led_by else ""
        days.setdefault(f"{one.kind}{at}{who}{led}", []).append(day_said(one.day))
    yield from (f"{kind}: {', '.join(each)}" for kind, each in days.items())


def by_who(joined: Joined) -> Table:
    """What each school and person is asked for, by name."""
    ordered = sorted(joined.lines, key=lambda line: (joined.instance.name_by_id.get(line.who, line.who), _when(line)))
    rows = tuple((joined.name(line.who), line.as_what, line.kind, joined.name(line.at), line.day) for line in ordered)
    return Table("people", "By whom it asks", ("Who", "As", "What", "At", "Day"), rows, grouped=True)


def by_week(joined: Joined) -> Table:
    """The meetings of each week."""
    meetings = sorted({(line.day, line.kind, line.group, line.at) for line in joined.lines if line.day is not None})
    asked: dict[tuple[object, ...], list[Line]] = {}
    for line in joined.lines:
        asked.setdefault((line.day, line.kind, line.group, line.at), []).append(line)
    rows = tuple(
        (week_of(one[0]), one[0], one[1], joined.name(one[3]), len({line.who for line in asked[one]}))
        for one in meetings
    )
    return Table("weeks", "By week", ("Week", "Day", "What", "At", "Come"), rows, grouped=True)


def _when(line: Line) -> tuple[bool, str]:
    return line.day is not None, str(line.day)


VIEWS: dict[str, Callable[[Joined], Table]] = {"group": by_group, "person": by_who, "week": by_week}
"""The views by what a coordinator would call them."""


def rules_table(instance: ProgrammeInstance) -> Table:
    """All rules with the numbers in force."""
    policy = instance.policy
    rows = tuple(
        (
            rule.id,
            "on" if policy.is_on(rule.id) else "OFF",
            "no" if rule.always_on else "yes",
            rule.sentence(policy),
        )
        for rule in programme_of(instance).rules
    )
    return Table("rules", "Rules", ("Rule", "In force", "Can be switched off", "Sentence"), rows)


def goals_in_order(instance: ProgrammeInstance) -> Table:
    """The goals that are pursued, in their order."""
    goals = {goal.id: goal for goal in programme_of(instance).goals}
    rows = tuple(
        (n, one.goal, goals[one.goal].counts, goals[one.goal].sentence(instance.policy))
        for n, one in enumerate(instance.policy.goals, 1)
    )
    title = "Goals, each decided before the next is looked at"
    return Table("goals", title, ("Order", "Goal", "Counts", "Sentence"), rows)
