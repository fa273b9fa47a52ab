"""Groups on a map: where each forms, and a line to each of its members, over the coast of England."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from models.network import School
from models.programmes.groups import Group
from models.programmes.instance import ProgrammeInstance
from scheduler.desk.report.maps import Frame, Point, coast
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined
from scheduler.words import count, visible

_DRAWN = 12  # members of a group without a place, from whose middle lines are drawn


@dataclass(frozen=True)
class Star:
    """A group. at: its place, or the middle of its members. ends: of its members. text, words: short and whole."""

    at: Point
    ends: tuple[Point, ...]
    text: str
    words: str


@dataclass(frozen=True)
class GroupsMap:
    """All that is drawn, in km from the frame's corner. number: of the map on its page."""

    number: int
    title: str
    width: float
    height: float
    coast: str
    stars: tuple[Star, ...]
    others: tuple[Point, ...]


def drawn(joined: Joined, title: str, number: int = 1) -> GroupsMap:
    """The map of groups. Members who are in none, or in one that is too large for lines, are dots."""
    instance = joined.instance
    frame = Frame(instance.schools)
    large = [one for group in joined.groups if _is_large(group) for one in group.members]
    return GroupsMap(
        number=number,
        title=visible(title),
        width=frame.width,
        height=frame.height,
        coast=coast(frame),
        stars=tuple(_stars(joined, frame)),
        others=tuple(frame.of(home) for home in _homes(instance, (*joined.unplaced, *large))),
    )


def _stars(joined: Joined, frame: Frame) -> Iterator[Star]:
    """A star for each group that can be drawn as one."""
    instance, unit = joined.instance, programme_of(joined.instance)
    for group in joined.groups:
        ends = tuple(frame.of(home) for home in _homes(instance, group.members))
        at = _at(instance, frame, group, ends)
        if at is not None:
            who = ", ".join(instance.name_by_id.get(one, one) for one in group.members)
            words = f"{joined.where(group)}, {count(len(group.members), unit.member)}: {who}"
            yield Star(at, ends, visible(_short(joined, group)), visible(words))


def _at(instance: ProgrammeInstance, frame: Frame, group: Group, ends: Sequence[Point]) -> Point | None:
    """Where a group forms; None where it is too large to be drawn around its middle."""
    home = instance.home(group.place) if group.place is not None else None
    if home is not None:
        return frame.of(home)
    if not ends or _is_large(group):
        return None
    return round(sum(x for x, _ in ends) / len(ends), 1), round(sum(y for _, y in ends) / len(ends), 1)


def _is_large(group: Group) -> bool:
    return group.place is None and len(group.members) > _DRAWN


def _short(joined: Joined, group: Group) -> str:
    return joined.instance.name_by_id.get(group.place or "", group.place or group.id)


def _homes(instance: ProgrammeInstance, who: Iterable[str]) -> Iterator[School]:
    for one in who:
        home = instance.home(one)
        if home is not None:
            yield home
