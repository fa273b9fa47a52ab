"""Small instances of Getting Ahead London, groups drawn for them, and all groups that there are."""

from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from itertools import combinations, product
from random import Random

from models.calendar import Days, Term
from models.network import Phase
from models.programmes.getting_ahead_london import (
    Coach,
    GettingAheadLondon,
    GettingAheadLondonPolicy,
    Participant,
)
from models.programmes.groups import Group, Groups, Meeting
from models.programmes.instance import Engaged, ProgrammeWaiver
from scheduler.programmes.getting_ahead_london import PROGRAMME
from scheduler.programmes.getting_ahead_london.facts import MEETING, SHADOW_DAY
from scheduler.programmes.judging import judge
from tests.programmes.small import CALENDARS, HUBS, ORIGIN, day, draw_school

DAYS = (day(1), day(1, 2), day(2), day(3), day(4))
TERMS = (
    Term(id="first", number=1, calendar=CALENDARS[0].id, first_day=day(1), last_day=day(2, 4)),
    Term(id="second", number=2, calendar=CALENDARS[0].id, first_day=day(3), last_day=day(4, 4)),
)
_AREAS, _PHASES = ("art", "maths", "music"), (Phase.PRIMARY, Phase.SECONDARY)
_DATED = ("dates", "availability", "one-place")


def shadow_day(coach: Coach, who: str, on: date) -> Meeting:
    return Meeting(kind=SHADOW_DAY, day=on, at=coach.school, who=(who,), led_by=coach.id)


def meeting(coach: Coach, on: date) -> Meeting:
    return Meeting(kind=MEETING, day=on, at=coach.school, led_by=coach.id)


def group(coach: Coach, members: Iterable[str], *meetings: Meeting) -> Group:
    ordered = tuple(sorted(meetings, key=lambda one: (one.day, one.who)))
    return Group(id=coach.id, place=coach.id, members=tuple(members), meetings=ordered)


def groups_of(instance: GettingAheadLondon, groups: Iterable[Group]) -> Groups:
    """Sorted as the engine has them: by coach."""
    ordered = tuple(sorted(groups, key=lambda one: one.id))
    return Groups(programme=instance.programme, instance=instance.name, groups=ordered)


def draw_instance(rng: Random, participants: int = 5, coaches: int = 3) -> GettingAheadLondon:
    ids, schools = [f"P{n}" for n in range(participants)], [f"S{n}" for n in range(6)]
    leads = tuple(_coach(rng, f"C{n}", rng.choice(schools)) for n in range(coaches))
    pairs = [*combinations(ids, 2), *product(ids, (coach.id for coach in leads))]
    policy = {
        "three": {"participants": rng.choice((1, 2, 2, 3))},
        "dates": {"meetings_a_term": rng.randint(0, 2)},
        "quality": {"other_area_km": rng.choice((0, 10, 30))},
        "goals": [{"goal": goal.id} for goal in PROGRAMME.goals],
    }
    instance = GettingAheadLondon(
        name="drawn",
        origin=ORIGIN,
        calendars=CALENDARS,
        hubs=HUBS,
        areas=_AREAS,
        schools=tuple(draw_school(rng, id, DAYS) for id in schools),
        terms=TERMS,
        participants=tuple(_participant(rng, id, rng.choice(schools)) for id in ids),
        coaches=leads,
        conflicts=tuple(rng.sample(pairs, rng.randint(0, 2))),
        engaged=tuple(
            Engaged(who=rng.choice((*ids, *(coach.id for coach in leads))), days=Days(first=one, last=one), by="a day")
            for one in rng.sample(DAYS, rng.randint(0, 1))
        ),
        waivers=tuple(
            ProgrammeWaiver(rule=rule, member=rng.choice(ids), place=leads[0].id, allowed_by="X", reason="Y")
            for rule in rng.sample(("apart", "coach-outside", "phase"), rng.randint(0, 1))
        ),
        policy=GettingAheadLondonPolicy.model_validate(policy),
    )
    return _with_fixed(rng, instance) if rng.random() < 0.3 else instance


def _participant(rng: Random, id: str, school: str) -> Participant:
    wishes = tuple(rng.sample(_AREAS, rng.randint(0, 2)))
    away = tuple(Days(first=one, last=one) for one in rng.sample(DAYS, rng.randint(0, 1)))
    return Participant(id=id, school=school, wishes=wishes, away=away)


def _coach(rng: Random, id: str, school: str) -> Coach:
    return Coach(
        id=id,
        school=school,
        has_led=tuple(rng.sample(_PHASES, rng.choice((1, 2, 2)))),
        areas=tuple(rng.sample(_AREAS, rng.randint(0, 2))),
        shadow_days=tuple(sorted(rng.sample(DAYS, rng.randint(1, 3)))),
        meeting_days=tuple(sorted(rng.sample(DAYS, rng.randint(1, 3)))),
    )


def _with_fixed(rng: Random, instance: GettingAheadLondon) -> GettingAheadLondon:
    """With a fixed group, where it can be kept."""
    coach, who = rng.choice(instance.coaches), rng.choice(instance.members)
    days = [meeting(coach, rng.choice(coach.meeting_days))] if rng.random() < 0.5 else []
    fixed = group(coach, (who,), *days)
    found = judge(PROGRAMME, instance, groups_of(instance, [fixed])).breaches
    return instance if any(one.rule != "three" for one in found) else instance.model_copy(update={"fixed": (fixed,)})


def draw_pair(rng: Random) -> tuple[GettingAheadLondon, Groups]:
    """An instance, and groups for it, good or bad."""
    instance = draw_instance(rng, participants=rng.choice((3, 4, 4, 5, 6)), coaches=2)
    size = instance.policy.three.participants
    free, groups = rng.sample(instance.members, len(instance.members)), []
    for coach in rng.sample(instance.coaches, rng.randint(0, 2)):
        here = size + rng.choice((0, 0, 0, 0, -1, 1, 2))
        members, free = sorted(free[:here]), free[here:] if rng.random() < 0.9 else free
        groups.append(group(coach, members, *_drawn_dates(rng, coach, members)))
    return instance, groups_of(instance, groups)


def _drawn_dates(rng: Random, coach: Coach, members: list[str]) -> list[Meeting]:
    shadowed = [shadow_day(coach, one, rng.choice(coach.shadow_days)) for one in members if rng.random() < 0.4]
    return [*shadowed, *(meeting(coach, one) for one in coach.meeting_days if rng.random() < 0.4)]


def every_grouping(instance: GettingAheadLondon) -> Iterator[Groups]:
    """All ways to give participants coaches or none, each group with the most dates that it can have.

    Dates of one group have nothing to do with those of another, as nobody is in two.
    """

    @cache
    def dated(coach: str, members: tuple[str, ...]) -> Group:
        return _dated(instance, instance.coach_by_id[coach], members)

    size, coaches = instance.policy.three.participants, [coach.id for coach in instance.coaches]
    for choice in product([None, *coaches], repeat=len(instance.members)):
        there = {
            coach: tuple(who for who, at in zip(instance.members, choice, strict=True) if at == coach)
            for coach in coaches
        }
        for running in product(*(((True,) if there[coach] else (False, True)) for coach in coaches)):
            held = [coach for coach, runs in zip(coaches, running, strict=True) if runs]
            if all(abs(len(there[coach]) - size) <= 1 for coach in held):
                yield groups_of(instance, [dated(coach, there[coach]) for coach in held])


def _dated(instance: GettingAheadLondon, coach: Coach, members: tuple[str, ...]) -> Group:
    """The group with the most days that keep the rules of dates, found by trying all."""
    stand = {one for fixed in instance.fixed if fixed.place == coach.id for one in fixed.meetings}
    best: Group | None = None
    for shadowed in product([None, *coach.shadow_days], repeat=len(members)):
        for met in product((False, True), repeat=len(coach.meeting_days)):
            days = [
                *(shadow_day(coach, who, on) for who, on in zip(members, shadowed, strict=True) if on is not None),
                *(meeting(coach, on) for on, meets in zip(coach.meeting_days, met, strict=True) if meets),
            ]
            weeks = {one.day.isocalendar().week for one in days}
            if len(weeks) < len(days) or not stand <= set(days):
                continue
            if best is None or len(days) > len(best.meetings):
                made = group(coach, members, *days)
                found = judge(PROGRAMME, instance, groups_of(instance, [made])).breaches
                if not any(one.rule in _DATED for one in found):
                    best = made
    return group(coach, members) if best is None else best
