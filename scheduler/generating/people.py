"""Reviewers and leads: who they are, and when they are free."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.calendar import Days, Term
from scheduler.generating.availability import draw_away, draw_single_days
from scheduler.generating.dates import exam_weeks
from scheduler.generating.days import SCHOOL_DAYS, joined, ranges, weeks_of
from scheduler.generating.geography import Place, clusters
from scheduler.generating.recipe import Recipe
from scheduler.generating.schools import SchoolFacts
from scheduler.generating.streams import Stream
from scheduler.tables.arrays import Bools, Ints

_SCHOOLS_A_LEAD = 12
_LATE_WEEKS = 3
_CONFLICT_WITHIN_KM = 60
_FURTHEST_KM = (80, 100, 120, 150, 180, 200)

# What makes a week busy; a person's own reasons lie between 0 and 4000.
_LAST_WEEK, _FIRST_WEEK, _JULY, _EXAMS, _SCHOOL = 3000, 1500, 1000, 1200, 2000


@dataclass(frozen=True)
class Person:
    """A reviewer or lead before anything about time is drawn.

    home: position of a reviewer's school, None for a lead.
    """

    id: str
    place: Place
    home: int | None = None
    first_timer: bool = False
    reserve: bool = False
    offers_two: bool = False
    furthest_km: int | None = None
    trust: str | None = None
    conflicts: tuple[str, ...] = ()


def home_of(reviewer: Person) -> int:
    """Position of the reviewer's school."""
    assert reviewer.home is not None, "leads have no home school"
    return reviewer.home


def draw_reviewers(
    recipe: Recipe, schools: Sequence[SchoolFacts], hubs: Sequence[str], seats: Sequence[int]
) -> tuple[Person, ...]:
    """As many reviewers of each school as its own team has seats, one more or one fewer in every fourth school.

    One school in 144 has none, one in eleven a reserve beside the others.
    """
    count = len(schools)
    offered = np.asarray(seats) + Stream(recipe.seed, "reviewers offered").dealt([-1, 0, 0, 1], count)
    offered[Stream(recipe.seed, "nobody to send").dealt([1] + [0] * 143, count) == 1] = 0
    one_only = [1] * recipe.single_offer_percent + [0] * (100 - recipe.single_offer_percent)
    offered[Stream(recipe.seed, "one reviewer only").dealt(one_only, count) == 1] = 1
    reserves = Stream(recipe.seed, "reserves").dealt([1] + [0] * 10, count)
    homes = np.repeat(np.arange(count), offered + reserves)
    is_reserve = np.concatenate([np.arange(a + b) >= a for a, b in zip(offered, reserves, strict=True)])

    people = len(homes)
    first_timer = Stream(recipe.seed, "first-timers").dealt([1, 0, 0, 0], people)
    offers_two = Stream(recipe.seed, "offer two").dealt([1] + [0] * 9, people)
    limited = Stream(recipe.seed, "furthest").dealt([1] + [0] * 5, people)
    furthest = Stream(recipe.seed, "furthest km").dealt(_FURTHEST_KM, people)
    conflicted = Stream(recipe.seed, "conflicts").dealt([1] + [0] * 15, people)
    near = _Neighbours(Stream(recipe.seed, "conflicts with"), schools, hubs)
    digits = max(4, len(str(people)))
    return tuple(
        Person(
            id=f"R{n + 1:0{digits}}",
            place=schools[home].place,
            home=home,
            first_timer=bool(first_timer[n]),
            reserve=bool(is_reserve[n]),
            offers_two=bool(offers_two[n]),
            furthest_km=int(furthest[n]) if limited[n] else None,
            trust=schools[home].trust,
            conflicts=near.some(schools[home].place, hubs[home]) if conflicted[n] else (),
        )
        for n, home in enumerate(homes.tolist())
    )


def draw_leads(recipe: Recipe, schools: Sequence[SchoolFacts], hubs: Sequence[str]) -> tuple[Person, ...]:
    """Leads who live near the schools, evenly spread over them; one in nine works for a trust of the network.

    Where trusts are reviewed, none does.
    """
    count = recipe.leads or -(-len(schools) // _SCHOOLS_A_LEAD)
    stream = Stream(recipe.seed, "leads")
    near = _Neighbours(Stream(recipe.seed, "leads' conflicts"), schools, hubs)
    trusts = sorted({school.trust for school in schools if school.trust}) if recipe.trusts is None else []
    in_trust = stream.dealt([1] + [0] * 8, count)
    conflicted = stream.dealt([1, 0, 0], count)
    digits = max(2, len(str(count)))
    people = []
    groups = clusters([school.place for school in schools], min(count, len(schools)))
    for n in range(count):
        group = groups[n % len(groups)]
        middle = schools[int(group[stream.below(len(group))])].place
        place = Place(
            round(middle.latitude + stream.between(-1000, 1000) / 10_000, 4),
            round(middle.longitude + stream.between(-1500, 1500) / 10_000, 4),
        )
        people.append(
            Person(
                id=f"L{n + 1:0{digits}}",
                place=place,
                trust=trusts[stream.below(len(trusts))] if in_trust[n] and trusts else None,
                conflicts=near.some(place, None) if conflicted[n] else (),
            )
        )
    return tuple(people)


class _Neighbours:
    """Draws schools somebody has a conflict with: one or two that are near but, for a reviewer, in another hub."""

    def __init__(self, stream: Stream, schools: Sequence[SchoolFacts], hubs: Sequence[str]) -> None:
        self.stream = stream
        self.schools = schools
        self.hubs = hubs

    def some(self, place: Place, own_hub: str | None) -> tuple[str, ...]:
        wanted = self.stream.between(1, 2)
        found: set[str] = set()
        for _ in range(60):
            n = self.stream.below(len(self.schools))
            near = place.square_km_to(self.schools[n].place) <= _CONFLICT_WITHIN_KM**2
            if near and self.hubs[n] != own_hub and len(found) < wanted:
                found.add(self.schools[n].id)
        return tuple(sorted(found))


def reviewers_away(
    recipe: Recipe,
    reviewers: Sequence[Person],
    schools: Sequence[SchoolFacts],
    open_: Bools,
    terms: Sequence[Term],
) -> list[tuple[Days, ...]]:
    """The days each reviewer is not free in the terms, though their school may be open."""
    homes = np.array([home_of(person) for person in reviewers])
    parts = []
    for term in terms:
        weeks = weeks_of(term)
        stream = Stream(recipe.seed, "reviewers away", term.id)
        shared = Stream(recipe.seed, "busy weeks", term.id).numbers(_SCHOOL, (len(schools), len(weeks)))
        busy = shared + _season(schools, weeks, term)
        away = draw_away(stream, _closed(open_, weeks)[homes], busy[homes], recipe.free_percent)
        parts.append(ranges(draw_single_days(stream, away), weeks[0] * SCHOOL_DAYS))
    return joined(parts)


def leads_away(recipe: Recipe, leads: Sequence[Person], terms: Sequence[Term]) -> list[tuple[Days, ...]]:
    """The weeks each lead is not free in the terms."""
    parts = []
    for term in terms:
        weeks = weeks_of(term)
        late = len(weeks) - _LATE_WEEKS
        stream = Stream(recipe.seed, "leads away", term.id)
        away = _leads_away(stream, len(leads), len(weeks), recipe.leads_free_percent)
        if recipe.leads_late_free_percent is not None:
            late_stream = Stream(recipe.seed, "leads away late", term.id)
            away[:, late:] = _leads_away(late_stream, len(leads), _LATE_WEEKS, recipe.leads_late_free_percent)
        parts.append(ranges(np.repeat(away, SCHOOL_DAYS, axis=1), weeks[0] * SCHOOL_DAYS))
    return joined(parts)


def _leads_away(stream: Stream, leads: int, weeks: int, free_percent: int) -> Bools:
    open_ = np.zeros((leads, weeks), dtype=bool)
    return draw_away(stream, open_, np.zeros((leads, weeks), dtype=np.int64), free_percent)


def _closed(open_: Bools, weeks: Sequence[int]) -> Bools:
    by_week = open_.reshape(len(open_), -1, SCHOOL_DAYS)
    return np.asarray(~by_week[:, weeks].any(axis=2))


def _season(schools: Sequence[SchoolFacts], weeks: Sequence[int], term: Term) -> Ints:
    """School by week: the burden of the end of term, the first week of the year, July's reports, and exams."""
    season = np.zeros((len(schools), len(weeks)), dtype=np.int64)
    season[:, -1 if term.last_day.weekday() >= 2 else -2 :] += _LAST_WEEK
    if term.number == 1:
        season[:, 0] += _FIRST_WEEK
    if term.number == 3:
        season[:, -5:-2] += _JULY
    for n, school in enumerate(schools):
        exams = [position for position, week in enumerate(weeks) if week in exam_weeks(school.phase)]
        season[n, exams] += _EXAMS
    return season
