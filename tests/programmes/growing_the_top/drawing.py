"""Small instances of Growing the Top, trios drawn for them, and all trios that there are."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import combinations, islice, product
from random import Random

from models.calendar import Days
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.growing_the_top import Facilitator, GrowingTheTop, GrowingTheTopPolicy
from models.programmes.instance import Engaged, ProgrammeWaiver
from scheduler.programmes.growing_the_top import PROGRAMME
from scheduler.programmes.growing_the_top.columns import KIND, id_of
from scheduler.programmes.judging import judge
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, draw_school

DAYS = (day(1, 1), day(2, 2), day(3, 0), day(3, 3), day(5, 1))
LEADS = ("F1", "F2")


def draw_instance(rng: Random, schools: int = 6) -> GrowingTheTop:
    ids = [f"S{n}" for n in range(schools)]
    pairs = list(combinations(ids, 2))
    policy = {
        "trio": {"schools": 3 if rng.random() < 0.8 else 2, "larger_groups": rng.randint(0, 2)},
        "reach": {"km": rng.choice((40, 60, 90))},
        "visits": {"weeks": rng.choice((1, 2, 3))},
        "facilitator-load": {"visits": rng.choice((0, 1, 1, 2, 4))},
        "quality": {"pupils_a_km": rng.choice((50, 200))},
    }
    instance = GrowingTheTop(
        name="drawn",
        origin=ORIGIN,
        calendars=CALENDARS,
        hubs=HUBS,
        schools=tuple(draw_school(rng, id, DAYS) for id in ids),
        facilitators=tuple(Facilitator(id=one, days=tuple(sorted(rng.sample(DAYS, 2)))) for one in LEADS),
        conflicts=tuple(rng.sample([*pairs, *product(LEADS, ids)], rng.randint(0, 2))),
        engaged=tuple(
            Engaged(who=rng.choice((*ids, *LEADS)), days=Days(first=rng.choice(DAYS), last=DAYS[-1]), by="a review")
            for _ in range(rng.randint(0, 1))
        ),
        waivers=tuple(
            ProgrammeWaiver(rule=rule, member=one, place=other, allowed_by="X", reason="Y")
            for one, other in rng.sample(pairs, rng.randint(0, 4))
            for rule in ("apart", "reach")
        ),
        policy=GrowingTheTopPolicy.model_validate(policy),
    )
    return _with_something_fixed(rng, instance) if rng.random() < 0.4 else instance


def _with_something_fixed(rng: Random, instance: GrowingTheTop) -> GrowingTheTop:
    """Two or three schools stay together, or a visit stays, if that can be kept."""
    ids = tuple(sorted(rng.sample(instance.members, rng.randint(1, 3))))
    visit = draw_visit(rng, instance, ids[0])
    fixed = Group(id="fixed", members=ids, meetings=(visit,) if rng.random() < 0.5 else ())
    found = judge(PROGRAMME, instance, groups_of(instance, [fixed])).breaches
    return instance.model_copy(update={"fixed": (fixed,)}) if all(one.rule == "trio" for one in found) else instance


def draw_visit(rng: Random, instance: GrowingTheTop, at: str) -> Meeting:
    lead = rng.choice(instance.facilitators)
    return Meeting(kind=KIND, day=rng.choice(lead.days), at=at, led_by=lead.id)


def trio(members: Sequence[str], *visits: Meeting) -> Group:
    """A group as the engine has it: its visits by day."""
    ordered = tuple(sorted(visits, key=lambda visit: (visit.day, visit.at)))
    return Group(id=id_of(members), members=tuple(members), meetings=ordered)


def groups_of(instance: GrowingTheTop, groups: Iterable[Group]) -> Groups:
    """Sorted as the engine has them: by the order of their members."""
    order = {member: n for n, member in enumerate(instance.members)}
    ordered = sorted(groups, key=lambda group: [order[member] for member in group.members])
    return Groups(programme=instance.programme, instance=instance.name, groups=tuple(ordered))


def draw_pair(rng: Random) -> tuple[GrowingTheTop, Groups]:
    """An instance, and trios for it, good or bad."""
    instance = draw_instance(rng)
    left, groups = list(instance.members), []
    for _ in range(rng.choice((0, 1, 2, 2, 2))):
        size = instance.policy.trio.schools + rng.choice((0,) * 8 + (1, -1))
        drawn = rng.sample(left, min(size, len(left)))
        left = [one for one in left if one not in drawn or rng.random() < 0.02]
        members = [one for one in instance.members if one in drawn]
        groups += [trio(members, *_draw_visits(rng, instance, members))] if members else []
    return instance, groups_of(instance, groups)


def _draw_visits(rng: Random, instance: GrowingTheTop, members: Sequence[str]) -> list[Meeting]:
    """Few and mostly in different weeks, so that they seldom break all rules about dates at once."""
    visits = [draw_visit(rng, instance, at) for at in rng.sample(members, rng.choice((0, 1, 1, min(2, len(members)))))]
    if visits and rng.random() < 0.05:
        visits.append(draw_visit(rng, instance, visits[0].at))
    return [one for n, one in enumerate(visits) if one.day not in [earlier.day for earlier in visits[:n]]]


def every_grouping(instance: GrowingTheTop) -> Iterator[Groups]:
    """All ways to put some of the schools into groups, each with the most visits that can be dated.

    Km and sizes are those of the schools alone, so of all dates for the same groups the most are the best.
    """
    size = instance.policy.trio.schools
    dated = cache(lambda members: _dated(instance, members))
    for blocks in _blocks(instance.members, (size, size + 1)):
        options = sorted(product(*map(dated, blocks)), key=lambda groups: -sum(len(group.meetings) for group in groups))
        whole = (groups_of(instance, groups) for groups in options)
        kept = (made for made in whole if not judge(PROGRAMME, instance, made).breaches)
        yield from islice(kept, 1)


def every_plan(instance: GrowingTheTop) -> Iterator[Groups]:
    """All ways to put some of the schools into groups, each with every choice of dates; rules between groups apart."""
    size = instance.policy.trio.schools
    dated = cache(lambda members: _dated(instance, members))
    for blocks in _blocks(instance.members, (size, size + 1)):
        yield from (groups_of(instance, groups) for groups in product(*map(dated, blocks)))


def _blocks(ids: Sequence[str], sizes: tuple[int, int]) -> Iterator[list[tuple[str, ...]]]:
    """Every way to put some of them into sets of these sizes, and leave the others out."""
    if not ids:
        yield []
        return
    first, rest = ids[0], ids[1:]
    yield from _blocks(rest, sizes)
    for size in sizes:
        for others in combinations(rest, size - 1):
            for blocks in _blocks([one for one in rest if one not in others], sizes):
                yield [(first, *others), *blocks]


def _dated(instance: GrowingTheTop, members: Sequence[str]) -> list[Group]:
    """The group with every set of visits that keeps the rules where it is alone; nothing if none does."""
    alone = instance.model_copy(update={"fixed": ()})
    if not _keeps(alone, trio(members)):
        return []
    offered = [(lead.id, one) for lead in instance.facilitators for one in lead.days]
    groups: list[tuple[Meeting, ...]] = [()]
    for at in members:
        visits = [Meeting(kind=KIND, day=one, at=at, led_by=lead) for lead, one in offered]
        groups += [
            (*before, visit) for before in groups for visit in visits if _keeps(alone, trio(members, *before, visit))
        ]
    return [trio(members, *visits) for visits in groups]


def _keeps(instance: GrowingTheTop, group: Group) -> bool:
    return not judge(PROGRAMME, instance, groups_of(instance, [group])).breaches
