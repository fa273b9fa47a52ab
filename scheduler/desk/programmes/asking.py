"""Why not somebody else, in words and tables. See `qa-scheduler explain`."""

from collections.abc import Callable, Iterator
from difflib import get_close_matches

from models.problem import InvalidInput, Problem
from models.programmes.groups import Group, Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.doing.ends import Impossible, NotFound
from scheduler.desk.programmes.making import made_in_child
from scheduler.programmes import programme_of
from scheduler.programmes.asking import Tried, forced, group_named, others, ways
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import goals_of, judge
from scheduler.showing.table import Cell, Table
from scheduler.solvers.options import Options, Progress

Report = Callable[[Progress[Groups]], None]
Part = Table | str


def named(instance: ProgrammeInstance, made: Groups, name: str) -> Group:
    """The group of that name.

    Raises:
        InvalidInput: there is none, or several.
    """
    found = group_named(instance, made, name)
    if found is not None:
        return found
    known = [group.id for group in made.groups] + [instance.name_by_id.get(one.place or "", "") for one in made.groups]
    near = get_close_matches(name, known, n=1)
    remedy = f"Maybe {near[0]!r} is meant." if near else "See qa-scheduler show --by group."
    kind = programme_of(instance).group
    expected = f"a {kind}: its id, or the id or name of its place or of one of its members"
    raise InvalidInput([Problem(where="--at", value=repr(name), expected=expected, remedy=remedy)])


def member_named(instance: ProgrammeInstance, name: str) -> str:
    """The member of that id or name.

    Raises:
        InvalidInput: there is none, or several.
    """
    found = [one for one in instance.members if name in (one, instance.name_by_id.get(one))]
    if len(found) == 1:
        return found[0]
    known = [*instance.members, *(instance.name_by_id.get(one, one) for one in instance.members)]
    near = get_close_matches(name, known, n=1)
    remedy = f"Maybe {near[0]!r} is meant." if near else "Name them by their id."
    expected = f"the id or name of one {programme_of(instance).member}"
    raise InvalidInput([Problem(where="--why-not", value=repr(name), expected=expected, remedy=remedy)])


def who_could(instance: ProgrammeInstance, made: Groups, group: Group) -> Iterator[Part]:
    """Everybody else, ranked: by what way they could be in the group, and what that breaks or costs."""
    joined = Joined(instance, made)
    goals = [goal.goal for goal in goals_of(instance, made)]
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (
            joined.name(tried.who),
            _way(joined, tried),
            tuple(dict.fromkeys(finding.rule for finding in tried.breaks)),
            *(tried.more[goal] for goal in goals),
        )
        for tried in others(joined, group)
    )
    title = f"Who else could be in the {programme_of(instance).group} at {joined.where(group)}"
    note = "Each by the best way: a move, or a swap. Goals: how much more than now; fewer is better."
    yield Table("people", title, ("Who", "How", "Breaks", *goals), rows, note)


def why_not(instance: ProgrammeInstance, made: Groups, group: Group, who: str) -> Iterator[Part]:
    """Why somebody is not in the group: each way to put them there, with what it breaks and costs."""
    joined = Joined(instance, made)
    report = judge(programme_of(instance), instance, made)
    if who in group.members:
        yield f"{joined.name(who)} is in that {programme_of(instance).group}."
        return
    tried = sorted(ways(joined, report, group, who), key=lambda one: one.key)
    best = tried[0]
    if best.breaks:
        nearest = f"The nearest way ({_way(joined, best)}) breaks:"
        yield f"{joined.name(who)} cannot be there by a move or one swap. {nearest}"
        yield from (finding.message for finding in best.breaks)
    else:
        yield f"{joined.name(who)} could be there: {_way(joined, best)}. {_costs(best)}"
    rows = tuple((_way(joined, one), tuple(finding.message for finding in one.breaks), _costs(one)) for one in tried)
    yield Table("ways", "Each way to put them there", ("How", "Breaks", "Costs"), rows)


def price(
    instance: ProgrammeInstance, made: Groups, group: Group, who: str, options: Options, report: Report
) -> Iterator[Part]:
    """What it costs at the least to have somebody there, everybody else free to move: a forced solve, proven."""
    from scheduler.programmes.solving import search

    joined = Joined(instance, made)
    now = judge(programme_of(instance), instance, made).values
    goals = [goal.goal for goal in instance.policy.goals]
    best: tuple[tuple[int, ...], bool] | None = None
    for facts in forced(instance, group, who):
        try:
            found = made_in_child(search, facts, facts, options, report)
        except (Impossible, NotFound):
            continue
        values = judge(programme_of(instance), instance, found.groups).values
        certificate = found.groups.certificate
        candidate = tuple(values[goal] for goal in goals), certificate is not None and certificate.is_agreed
        best = candidate if best is None else min(best, candidate)
    if best is None:
        yield f"No groups with {joined.name(who)} there were found."
        return
    rows = tuple((goal, now[goal], value, value - now[goal]) for goal, value in zip(goals, best[0], strict=True))
    said = "Proven: no groups with them there are better." if best[1] else "The best found; not all of it is proven."
    yield Table("prices", f"With {joined.name(who)} there", ("Goal", "Now", "Then", "More"), rows, said)


def _way(joined: Joined, tried: Tried) -> str:
    return "moves" if tried.instead_of is None else f"swaps with {joined.name(tried.instead_of)}"


def _costs(tried: Tried) -> str:
    said = [f"{goal} {more:+,}" for goal, more in tried.more.items() if more]
    return f"It changes {', '.join(said)}." if said else "It costs nothing."
