"""Small instances of Leadership Development Days, days drawn for them, and all that there are."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import combinations, product
from random import Random

from models.calendar import Days
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import Engaged, ProgrammeWaiver
from models.programmes.leadership_development_days import (
    LeadershipDevelopmentDays,
    LeadershipDevelopmentDaysPolicy,
    Offer,
    Wish,
    pairs_of,
)
from scheduler.programmes.judging import judge
from scheduler.programmes.leadership_development_days import PROGRAMME
from scheduler.programmes.leadership_development_days.columns import KIND
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, draw_school

DAYS = (day(1, 1), day(1, 3), day(2, 1))
AREAS = ("maths", "English")


def draw_instance(rng: Random, offers: int = 2, wishes: int = 4, *, roomy: bool = False) -> LeadershipDevelopmentDays:
    """roomy: days may have any size and schools any load, so that the rules that look at several days decide."""
    ids = [f"S{n}" for n in range(5)]
    fewest = rng.randint(1, 2)
    policy = {
        "day-size": {"fewest": fewest, "most": rng.randint(fewest, 3)},
        "days-load": {"attended": rng.randint(0, 2), "hosted": rng.randint(0, 2)},
        "furthest": {"km": rng.choice((30, 60, 90))},
        "quality": {"rank_km": rng.choice((0, 20)), "own_hub_km": rng.choice((0, 20))},
    }
    if roomy:
        policy |= {"day-size": {"fewest": 0, "most": 9}, "days-load": {"attended": 9, "hosted": 9}}
    areas = AREAS if rng.random() < 0.7 else AREAS[:1]
    instance = LeadershipDevelopmentDays(
        name="drawn",
        origin=ORIGIN,
        calendars=CALENDARS,
        areas=AREAS,
        hubs=HUBS,
        schools=tuple(draw_school(rng, id, DAYS) for id in ids),
        offers=tuple(_draw_offer(rng, n, ids, areas) for n in range(offers)),
        wishes=tuple(_draw_wish(rng, n, ids) for n in range(wishes)),
        conflicts=tuple(rng.sample(list(combinations(ids, 2)), rng.randint(0, 1))),
        engaged=tuple(
            Engaged(who=rng.choice(ids), days=Days(first=rng.choice(DAYS), last=DAYS[-1]), by="a review")
            for _ in range(rng.randint(0, 1))
        ),
        waivers=tuple(
            ProgrammeWaiver(
                rule=rng.choice(("furthest", "independence")), member="W0", place="O0", allowed_by="X", reason="Y"
            )
            for _ in range(rng.randint(0, 1))
        ),
        policy=LeadershipDevelopmentDaysPolicy.model_validate(policy),
    )
    offer = rng.choice(instance.offers)
    if rng.random() < 0.3 and offer.days:
        meeting = Meeting(kind=KIND, day=offer.days[0], at=offer.school)
        fixed = Group(id=offer.id, place=offer.id, members=(rng.choice(instance.members),), meetings=(meeting,))
        if all(one.rule == "day-size" for one in judge(PROGRAMME, instance, groups_of([fixed])).breaches):
            return instance.model_copy(update={"fixed": (fixed,)})
    return instance


def _draw_offer(rng: Random, n: int, ids: list[str], areas: tuple[str, ...]) -> Offer:
    days = tuple(sorted(rng.sample(DAYS, rng.randint(1, 2))))
    return Offer(id=f"O{n}", school=rng.choice(ids), area=rng.choice(areas), days=days)


def _draw_wish(rng: Random, n: int, ids: list[str]) -> Wish:
    return Wish(
        id=f"W{n}",
        school=rng.choice(ids),
        areas=tuple(rng.sample(AREAS, rng.randint(1, 2))),
        pairs=rng.choice((1, 1, 1, 2)),
        cannot=tuple(rng.sample(DAYS, rng.randint(0, 1))),
    )


def groups_of(groups: Iterable[Group]) -> Groups:
    """In the order of their offers."""
    ordered = tuple(sorted(groups, key=lambda group: group.id))
    return Groups(programme=PROGRAMME.id, instance="drawn", groups=ordered)


def draw_pair(rng: Random) -> tuple[LeadershipDevelopmentDays, Groups]:
    """An instance, and days for it, good or bad; pairs of a wish in the order in which the engine would name them."""
    instance = draw_instance(rng, offers=3, roomy=rng.random() < 0.7)
    running = {offer.id: rng.choice(offer.days) for offer in instance.offers if rng.random() < 0.8}
    going: dict[str, list[str]] = {offer: [] for offer in running}
    for wish in instance.wishes:
        fits = [offer for offer in sorted(running) if instance.offer_by_id[offer].area in wish.areas]
        among = fits if rng.random() < 0.9 else sorted(running)
        to = sorted(rng.sample(among, min(len(among), rng.choice((0, 1, wish.pairs, wish.pairs)))))
        for offer, pair in zip(to, numbered(instance, wish, to), strict=False):
            going[offer].append(pair)
    return instance, groups_of(made(instance, offer, on, going[offer]) for offer, on in running.items())


def numbered(instance: LeadershipDevelopmentDays, wish: Wish, offers: list[str]) -> list[str]:
    """Which pair of the wish goes to which offer: the fixed one where one is fixed, else the next."""
    fixed = {(one, group.id) for group in instance.fixed for one in group.members}
    named = {offer: pair for offer in offers for pair in pairs_of(wish) if (pair, offer) in fixed}
    free = [pair for pair in pairs_of(wish) if pair not in named.values()]
    return [named[offer] if offer in named else free.pop(0) for offer in offers if offer in named or free]


def made(instance: LeadershipDevelopmentDays, offer: str, on: date, members: list[str]) -> Group:
    at = instance.offer_by_id[offer].school
    meeting = Meeting(kind=KIND, day=on, at=at)
    return Group(id=offer, place=offer, members=tuple(members), meetings=(meeting,))


def every_plan(instance: LeadershipDevelopmentDays) -> Iterator[Groups]:
    """Every offer on every day of it, or not at all; every wish's pairs at every set of those."""
    for days in product(*((None, *offer.days) for offer in instance.offers)):
        running = [(offer.id, on) for offer, on in zip(instance.offers, days, strict=True) if on is not None]
        ids = [offer for offer, _ in running]
        choices = [
            [list(some) for size in range(wish.pairs + 1) for some in combinations(ids, size)]
            for wish in instance.wishes
        ]
        for chosen in product(*choices):
            going: dict[str, list[str]] = {offer: [] for offer in ids}
            for wish, to in zip(instance.wishes, chosen, strict=True):
                for offer, pair in zip(to, numbered(instance, wish, to), strict=True):
                    going[offer].append(pair)
            yield groups_of(made(instance, offer, on, going[offer]) for offer, on in running)
