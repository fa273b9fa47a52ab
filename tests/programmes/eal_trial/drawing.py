"""Small trials, allocations drawn for them, good or bad, and all allocations that there are."""

from collections.abc import Iterable, Iterator
from itertools import combinations, islice, product
from random import Random
from typing import Any

from models.programmes.eal_trial import CONTROL, Centre, EALTrial, EALTrialPolicy, InRegion
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import ProgrammeWaiver
from scheduler.programmes.eal_trial import PROGRAMME
from scheduler.programmes.judging import judge
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, draw_school, school

PLACES = ("X", "Y")


def draw_instance(rng: Random, schools: int = 6, **fields: Any) -> EALTrial:
    ids = [f"S{n}" for n in range(schools)]
    pairs = list(product(ids, PLACES))
    fewest = rng.randint(0, 1)
    policy = {
        "centre": {"km": rng.choice((25, 50, 90)), "fewest": fewest, "most": rng.randint(max(1, fewest), 3)},
        "strata": {"pupils_from": rng.choice(((), (500,), (200, 1_000)))},
        "drawing": {"threshold": rng.choice((1_500, 3_000, 6_000))},
    }
    usual: dict[str, Any] = {
        "name": "drawn",
        "origin": ORIGIN,
        "calendars": CALENDARS,
        "hubs": HUBS,
        "schools": (
            *(draw_school(rng, id, ()) for id in ids),
            *(school(place, rng.randrange(90) + 0.3) for place in PLACES),  # no distance is just at a limit
        ),
        "trained": rng.choice((schools // 2, schools // 2, schools // 2 + 1, 1)),
        "centres": tuple(Centre(id=place) for place in PLACES),
        "regions": tuple(InRegion(school=id, region=rng.choice(("North", "South"))) for id in ids),
        "conflicts": tuple(rng.sample(pairs, rng.choice((0, 0, 1, 2)))),
        "waivers": tuple(
            ProgrammeWaiver(rule="centre", member=one, place=place, allowed_by="A", reason="B")
            for one, place in rng.sample(pairs, rng.randint(0, 1))
        ),
        "fixed": tuple(
            Group(id="fixed", place=rng.choice((None, *PLACES)), members=tuple(sorted(rng.sample(ids, 1))))
            for _ in range(rng.choice((0, 0, 1)))
        ),
        "policy": EALTrialPolicy.model_validate(policy),
    }
    return EALTrial(**{**usual, **fields})


def groups_of(instance: EALTrial, groups: Iterable[Group]) -> Groups:
    """Sorted as the engine has them: the centres in their order, then the control arm."""
    order = {place: k for k, place in enumerate((*instance.places, None))}
    ordered = sorted(groups, key=lambda group: order[group.place])
    return Groups(programme=instance.programme, instance=instance.name, groups=tuple(ordered))


def allocation(instance: EALTrial, at: dict[str, str]) -> Groups:
    """The groups of an allocation. at: the centre of each trained school."""
    members = {place: tuple(one for one in instance.members if at.get(one) == place) for place in instance.places}
    trained = [Group(id=place, place=place, members=some) for place, some in members.items() if some]
    control = Group(id=CONTROL, members=tuple(one for one in instance.members if one not in at))
    return groups_of(instance, [*trained, *([control] if control.members else [])])


def draw_pair(rng: Random) -> tuple[EALTrial, Groups]:
    """A trial, and an allocation for it, good or bad."""
    instance = draw_instance(rng)
    trained = min(len(instance.members), instance.trained + rng.choice((0,) * 8 + (1, -1)))
    made = allocation(instance, {one: rng.choice(PLACES) for one in rng.sample(instance.members, trained)})
    groups = list(made.groups)
    if rng.random() < 0.1:
        n = rng.randrange(len(groups))
        changed = [
            groups[n].model_copy(update={"members": groups[n].members[1:]}),
            groups[n].model_copy(update={"members": (*groups[n].members, rng.choice(instance.members))}),
            groups[n].model_copy(update={"meetings": (Meeting(kind="visit", day=day(1), at="X"),)}),
        ]
        groups[n] = rng.choice(changed)
    return instance, groups_of(instance, [group for group in groups if group.members])


def every_allocation(instance: EALTrial) -> Iterator[Groups]:
    """All ways to choose who is trained, each with centres that keep the rules: where they are does not count."""
    for trained in combinations(instance.members, instance.trained):
        ways = (
            allocation(instance, dict(zip(trained, at, strict=True)))
            for at in product(instance.places, repeat=len(trained))
        )
        yield from islice((made for made in ways if not judge(PROGRAMME, instance, made).breaches), 1)
