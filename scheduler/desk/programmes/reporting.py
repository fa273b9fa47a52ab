"""Groups as one HTML file that needs no network, on their own or beside others: see `qa-scheduler report`."""

from collections.abc import Iterable, Sequence

from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.programmes.judging import judged
from scheduler.desk.programmes.mapping import drawn
from scheduler.desk.programmes.repairing import who_is_told
from scheduler.desk.programmes.showing import by_group, by_week, by_who, goals_in_order, overview, rules_table
from scheduler.desk.report.maps import licence
from scheduler.desk.report.rendering import rendered
from scheduler.desk.report.tables import Shown, shown
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import judge
from scheduler.showing.table import Cell, Table
from scheduler.words import visible

THESE, THOSE = "These groups", "The others"


def report(
    instance: ProgrammeInstance, made: Groups, names: dict[str, str] | None = None, others: Groups | None = None
) -> str:
    """The report of groups: the same groups give the same bytes.

    names: by id, also of who has left. others: groups of the same instance that are shown beside them.
    """
    joined, unit = Joined(instance, made), programme_of(instance)
    maps = [drawn(joined, f"{THESE}: who meets where")]
    if others is not None:
        maps.append(drawn(Joined(instance, others), f"{THOSE}: who meets where", 2))
    told = who_is_told(instance, made, names or instance.name_by_id) if made.before is not None else ()
    said, *tables = overview(instance, made)
    unplaced = [part for part in tables if isinstance(part, Table) and part.key == "unplaced"]
    return rendered(
        "programme.html.j2",
        named=lambda text: text,
        title=visible(f"{unit.title}: {instance.name}"),
        said=_parts([said]),
        proven=_parts(judged(instance, made).parts),
        beside=_parts([] if others is None else [beside(instance, made, others)]),
        told=_parts(told),
        maps=maps,
        licence=licence(),
        groups=shown(by_group(joined)),
        other_groups=None if others is None else shown(_other(by_group(Joined(instance, others)))),
        unplaced=_parts(unplaced),
        people=shown(by_who(joined)),
        weeks=shown(by_week(joined)),
        rules=_parts([rules_table(instance), _renamed(goals_in_order(instance), "goals_in_order")]),
    )


def beside(instance: ProgrammeInstance, made: Groups, others: Groups) -> Table:
    """What both come to, side by side: each goal recounted, and how often each breaks a rule."""
    unit = programme_of(instance)
    judgements = [judge(unit, instance, each) for each in (made, others)]
    joined = [Joined(instance, each) for each in (made, others)]
    counts = {goal.id: goal.counts for goal in unit.goals}
    rows: list[tuple[Cell, ...]] = [
        (f"{unit.group}s", *(len(each.groups) for each in joined), ""),
        (f"{unit.member}s in a {unit.group}", *(len(each.group_of) for each in joined), ""),
        ("km from members to their place", *map(_km, joined), "km"),
        ("breaches of rules in force", *(len(each.breaches) for each in judgements), ""),
    ]
    ours, theirs = (each.values for each in judgements)
    rows += [(goal, ours[goal], theirs[goal], counts[goal]) for goal in counts if goal in ours and goal in theirs]
    note = "Goals in their order; fewer is better. Both are judged by the same rules and counted by the same recount."
    return Table("beside", "Side by side", ("What", THESE, THOSE, "Counts"), tuple(rows), note)


def _km(joined: Joined) -> int:
    return sum(
        joined.km(member, group.place) for group in joined.groups for member in group.members if group.place is not None
    )


def _other(table: Table) -> Table:
    return Table("other_groups", f"{THOSE}: {table.title.casefold()}", table.columns, table.rows, table.note)


def _renamed(table: Table, key: str) -> Table:
    return Table(key, table.title, table.columns, table.rows, table.note)


def _parts(parts: Iterable[Table | str]) -> Sequence[Shown | str]:
    return [visible(part) if isinstance(part, str) else shown(part) for part in parts]
