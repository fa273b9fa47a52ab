"""Small instances of Challenge the Gap, clusters drawn for them, and all clusters that there are."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations, product
from random import Random

from models.calendar import Days
from models.programmes.challenge_the_gap import ChallengeTheGap, ChallengeTheGapPolicy
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import Engaged, ProgrammeWaiver
from scheduler.programmes.challenge_the_gap import PROGRAMME
from scheduler.programmes.challenge_the_gap.columns import KIND
from scheduler.programmes.judging import judge
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, draw_school

DAYS = (day(1, 3), day(2, 3), day(2, 4))


def draw_instance(rng: Random, schools: int = 5) -> ChallengeTheGap:
    ids = [f"S{n}" for n in range(schools)]
    pairs = list(combinations(ids, 2))
    fewest = rng.randint(1, 2)
    policy = {
        "cluster-size": {"fewest": fewest, "most": rng.randint(fewest, 4)},
        "reach": {"km": rng.choice((20, 40, 60, 90))},
        "workshops": {"days": rng.randint(0, 2)},
        "quality": {"one_phase_km": rng.choice((0, 15, 40))},
    }
    instance = ChallengeTheGap(
        name="drawn",
        origin=ORIGIN,
        calendars=CALENDARS,
        hubs=HUBS,
        schools=tuple(draw_school(rng, id, DAYS) for id in ids),
        clusters=rng.randint(1, 3),
        workshop_days=DAYS,
        conflicts=tuple(rng.sample(pairs, rng.randint(0, 2))),
        engaged=tuple(
            Engaged(who=rng.choice(ids), days=Days(first=rng.choice(DAYS), last=DAYS[-1]), by="a review")
            for _ in range(rng.randint(0, 1))
        ),
        waivers=tuple(
            ProgrammeWaiver(rule="reach", member=rng.choice(ids), place=rng.choice(ids), allowed_by="X", reason="Y")
            for _ in range(rng.randint(0, 1))
        ),
        policy=ChallengeTheGapPolicy.model_validate(policy),
    )
    if rng.random() < 0.3:
        at, other = rng.sample(ids, 2)
        fixed = Group(id=at, place=at, members=tuple(sorted((at, other))))
        found = judge(PROGRAMME, instance, groups_of(instance, [fixed])).breaches
        if all(one.rule == "cluster-size" for one in found):  # what is fixed can be kept
            instance = instance.model_copy(update={"fixed": (fixed,)})
    return instance


def groups_of(instance: ChallengeTheGap, groups: Iterable[Group]) -> Groups:
    """Sorted as the engine has them: by the order of their places."""
    order = {member: n for n, member in enumerate(instance.members)}
    ordered = sorted(groups, key=lambda group: order[group.place or group.id])
    return Groups(programme=instance.programme, instance=instance.name, groups=tuple(ordered))


def draw_pair(rng: Random) -> tuple[ChallengeTheGap, Groups]:
    """An instance, and clusters for it, good or bad."""
    instance = draw_instance(rng)
    places = rng.sample(instance.members, rng.randint(0, 3))
    members: dict[str, list[str]] = {place: [] for place in places}
    for one in instance.members:
        if places and rng.random() < (0.95 if one in places else 0.85):
            members[one if one in places and rng.random() < 0.8 else rng.choice(places)].append(one)
    groups = []
    for place in places:
        days = sorted(rng.sample(DAYS, rng.randint(0, 2)))
        meetings = tuple(Meeting(kind=KIND, day=one, at=place) for one in days)
        groups.append(Group(id=place, place=place, members=tuple(members[place]), meetings=meetings))
    return instance, groups_of(instance, groups)


def every_plan(instance: ChallengeTheGap) -> Iterator[Groups]:
    """All clusterings with all sets of days that each cluster can have."""
    for blocks in _partitions(list(instance.members)):
        for places in product(*blocks):
            dated = [_all_dated(ids, place) for ids, place in zip(blocks, places, strict=True)]
            for groups in product(*dated):
                yield groups_of(instance, groups)


def _all_dated(ids: Sequence[str], place: str) -> list[Group]:
    found = []
    for size in range(len(DAYS) + 1):
        for days in combinations(DAYS, size):
            meetings = tuple(Meeting(kind=KIND, day=one, at=place) for one in days)
            found.append(Group(id=place, place=place, members=tuple(ids), meetings=meetings))
    return found


def every_clustering(instance: ChallengeTheGap) -> Iterator[Groups]:
    """All partitions of some of the schools, at every workshop school, each with the most days that can be.

    Days of one cluster have nothing to do with those of another, as nobody is in two; so for each cluster by itself all
    sets of days are tried, and one of the largest that keeps the rules is taken.
    """
    for blocks in _partitions(list(instance.members)):
        for places in product(*blocks):
            yield groups_of(instance, [_dated(instance, ids, place) for ids, place in zip(blocks, places, strict=True)])


def _partitions(ids: Sequence[str]) -> Iterator[list[list[str]]]:
    """Every way to put some of them into blocks, and leave the others out."""
    if not ids:
        yield []
        return
    first, rest = ids[0], ids[1:]
    for blocks in _partitions(rest):
        yield blocks
        yield [[first], *blocks]
        for n, block in enumerate(blocks):
            yield [*blocks[:n], [first, *block], *blocks[n + 1 :]]


def _dated(instance: ChallengeTheGap, ids: Sequence[str], place: str) -> Group:
    alone = instance.model_copy(update={"fixed": ()})
    for size in range(len(DAYS), -1, -1):
        for days in combinations(DAYS, size):
            meetings = tuple(Meeting(kind=KIND, day=one, at=place) for one in days)
            group = Group(id=place, place=place, members=tuple(ids), meetings=meetings)
            found = judge(PROGRAMME, alone, groups_of(instance, [group])).breaches
            if not any(one.rule in ("workshops", "availability", "one-place") for one in found):
                return group
    raise AssertionError("no days at all are always possible")
