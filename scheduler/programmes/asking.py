"""Why not somebody else: what each would break or cost in a group, by moving or by swapping; and the proven price.

A move or a swap is tried on the groups as they stand, and judged: that says why not, in every rule's own words. The
price is another matter: the best groups of all in which somebody is there, which a search proves.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from models.finding import Finding
from models.programmes.groups import Group, Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import GroupsReport, goals_of, judge


@dataclass(frozen=True)
class Tried:
    """Somebody put into a group. instead_of: who changes places with them; None where they only move.

    breaks: what that breaks, rule by rule, that was not broken before. more: each goal's value less the present one.
    """

    who: str
    instead_of: str | None
    breaks: tuple[Finding, ...]
    more: dict[str, int]

    @property
    def key(self) -> tuple[int, tuple[int, ...], bool]:
        """By what the better one comes first."""
        return len(self.breaks), tuple(self.more.values()), self.instead_of is not None


def group_named(instance: ProgrammeInstance, made: Groups, name: str) -> Group | None:
    """The group of that id, or whose place or member has that id or name; None for none, or several."""
    exact = [group for group in made.groups if name in (group.id, group.place)]
    names = instance.name_by_id
    called = [one for one in made.groups if name in (names.get(one.place or ""), *(names.get(m) for m in one.members))]
    with_member = [group for group in made.groups if name in group.members]
    found = exact or called or with_member
    return found[0] if len(found) == 1 else None


def others(joined: Joined, group: Group) -> list[Tried]:
    """Everybody who is not in the group, each by the best way to put them there; the best first."""
    report = judge(programme_of(joined.instance), joined.instance, joined.made)
    members = [member for member in joined.instance.members if member not in group.members]
    return sorted((best_way(joined, report, group, member) for member in members), key=lambda tried: tried.key)


def best_way(joined: Joined, report: GroupsReport, group: Group, who: str) -> Tried:
    """The best of a move and all swaps."""
    return min(ways(joined, report, group, who), key=lambda tried: tried.key)


def ways(joined: Joined, report: GroupsReport, group: Group, who: str) -> Iterator[Tried]:
    """The move first, then a swap with each member."""
    instance, unit = joined.instance, programme_of(joined.instance)
    before = {(finding.rule, finding.message) for finding in report.breaches}
    for other in (None, *group.members):
        made = joined.made.model_copy(update={"groups": tuple(_changed(joined.groups, group, who, other))})
        now = judge(unit, instance, made)
        broken = tuple(one for one in now.breaches if (one.rule, one.message) not in before)
        goals = [goal.goal for goal in goals_of(instance, made)]
        yield Tried(who, other, broken, {goal: now.values[goal] - report.values[goal] for goal in goals})


def _changed(groups: tuple[Group, ...], into: Group, who: str, other: str | None) -> Iterator[Group]:
    for group in groups:
        if group.id == into.id:
            members = [member for member in group.members if member != other] + [who]
        elif who in group.members:
            members = [member for member in group.members if member != who] + ([other] if other is not None else [])
        else:
            yield group
            continue
        yield group.model_copy(update={"members": tuple(members)})


def forced(instance: ProgrammeInstance, group: Group, who: str) -> tuple[ProgrammeInstance, ...]:
    """The facts in which somebody must be there; of a group without a place, with one or another of its members."""
    if group.place is not None:
        standing = [Group(id=group.id, place=group.place, members=(who,))]
    else:
        standing = [Group(id=group.id, members=(who, member)) for member in group.members if member != who]
    return tuple(instance.model_copy(update={"fixed": (*instance.fixed, one)}) for one in standing)
