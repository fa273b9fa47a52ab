"""Makes an instance from a recipe."""

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from models.calendar import Calendar, Days, Term
from models.instance import Instance, Origin, Review, Visit
from models.network import School
from models.people import Lead, Reviewer
from models.problem import InvalidInput, Problem
from scheduler import words
from scheduler.generating.calendars import CALENDARS, SCHOOL_YEAR, calendar_of
from scheduler.generating.dates import draw_open, draw_slots
from scheduler.generating.days import open_days, ranges
from scheduler.generating.drawing import draw_schools
from scheduler.generating.hubs import hubs_of
from scheduler.generating.past import Past
from scheduler.generating.people import Person, draw_leads, draw_reviewers, home_of, leads_away, reviewers_away
from scheduler.generating.reading import read_schools
from scheduler.generating.recipe import Recipe
from scheduler.generating.schools import SchoolFacts, SchoolList, nearest_to_middle
from scheduler.generating.streams import Stream
from scheduler.generating.trusts import largest_trusts
from scheduler.tables.arrays import Bools, Ints

AREAS = (
    "assessment",
    "behaviour",
    "curriculum",
    "early-years",
    "inclusion",
    "leadership",
    "literacy",
    "mathematics",
    "personal-development",
    "science",
    "teaching",
    "transition",
)
_MOST_EARLIER_REVIEWS = 6


def generate(recipe: Recipe) -> Instance:
    """The instance of a recipe. Everything but the facts of the schools file is drawn from the recipe's seed.

    Raises InvalidInput if the schools file cannot be used.
    """
    return with_schools(recipe, schools_of(recipe))


def schools_of(recipe: Recipe) -> SchoolList:
    """The schools that a recipe asks for, drawn or from its file, with those that were left out."""
    asked = recipe.schools
    listed = draw_schools(asked, recipe.seed) if isinstance(asked, int) else read_schools(asked)
    listed = listed if recipe.nearest is None else nearest_to_middle(listed, recipe.nearest)
    return listed if recipe.trusts is None else largest_trusts(listed, recipe.trusts, recipe.hubs)


def with_schools(recipe: Recipe, listed: SchoolList) -> Instance:
    """The instance of a recipe whose schools are read already."""
    schools, seed, year = listed.schools, recipe.seed, recipe.year
    policy, many = year.policy, len(year.terms)
    hubs, hub_ids = hubs_of(schools, recipe.hubs if recipe.trusts is None else None)
    seats = [policy.team_size.seats(school.pupils, len(school.sites)) for school in schools]
    calendar_ids = [calendar_of(school.local_authority) for school in schools]
    calendars = tuple(calendar for calendar in CALENDARS if calendar.id in {"A", *calendar_ids})
    by_id = {calendar.id: calendar for calendar in calendars}
    terms = tuple(year.terms[number - 1] for number in recipe.terms)

    open_ = draw_open(schools, [by_id[id] for id in calendar_ids], seed)
    due_in = _terms_due(schools, hub_ids, seats, many, seed)
    hosts = [np.flatnonzero(due_in == n).tolist() for n in range(many)]
    if not any(hosts[term.number - 1] for term in terms):
        raise _nothing_due(len(schools), terms)
    slots = [draw_slots(schools, open_, hosts[n], term, policy.slot, seed) for n, term in enumerate(year.terms)]
    reviewers = draw_reviewers(recipe, schools, hub_ids, seats)
    leads = draw_leads(recipe, schools, hub_ids)

    past = Past(seed, schools, hub_ids, seats, reviewers, leads, open_, policy.slot)
    for school_year in year.past_years:
        past.draw_year(school_year)
    past.begin_this_year()
    debts = _debts(len(schools), seed) if year.past_years else [0] * len(schools)
    for term in year.terms[: terms[0].number - 1]:
        due = [max(0, size * term.number // many + debt) for size, debt in zip(seats, debts, strict=True)]
        chosen = [options[0] for options in slots[term.number - 1]]
        past.draw_term(SCHOOL_YEAR, term, hosts[term.number - 1], chosen, due, policy.commitment.above_due)

    return Instance(
        name=recipe.name,
        origin=Origin(
            text=" ".join((listed.text, year.words, *_scarcity(recipe))),
            command=recipe.command,
            seed=seed,
            licence=listed.licence,
        ),
        school_year=SCHOOL_YEAR,
        terms_in_year=many,
        terms=terms,
        calendars=calendars,
        areas=AREAS,
        hubs=hubs,
        schools=_schools(schools, hub_ids, calendar_ids, _inset_days(open_, [by_id[id] for id in calendar_ids]), seed),
        reviewers=_reviewers(reviewers, schools, past, reviewers_away(recipe, reviewers, schools, open_, terms), seed),
        leads=_leads(leads, leads_away(recipe, leads, terms)),
        reviews=tuple(
            Review(id=f"review-{schools[host].id}", host=schools[host].id, term=term.id, slots=options)
            for term in terms
            for host, options in zip(hosts[term.number - 1], slots[term.number - 1], strict=True)
        ),
        visits=tuple(sorted(past.visits, key=_when_and_where)),
        ledger=past.ledger(debts),
        policy=policy,
        hosts_are=year.hosts_are,
    )


def _nothing_due(schools: int, terms: Sequence[Term]) -> InvalidInput:
    value = f"{schools} schools, of which none is due in {words.listed([term.id for term in terms])}"
    remedy = "Take more schools, or other terms."
    return InvalidInput([Problem(where="terms", value=value, expected="a review to schedule", remedy=remedy)])


def _scarcity(recipe: Recipe) -> Iterator[str]:
    if recipe.single_offer_percent:
        yield f"{recipe.single_offer_percent} % of the schools offer one reviewer only."
    if recipe.leads_late_free_percent is not None:
        yield f"Leads are free in {recipe.leads_late_free_percent} % of the last three weeks."


def _terms_due(
    schools: Sequence[SchoolFacts], hubs: Sequence[str], seats: Sequence[int], terms: int, seed: int
) -> Ints:
    """For each school the position of the term in which its review is due.

    terms: how many the year has. Of any so many schools alike in phase, team size and hub one is due in each term, so
    that the terms are alike too.
    """
    stream = Stream(seed, "terms")
    alike = sorted(range(len(schools)), key=lambda n: (schools[n].phase, seats[n], hubs[n], schools[n].id))
    due_in = np.zeros(len(schools), dtype=np.int64)
    for first in range(0, len(alike), terms):
        for n, term in zip(alike[first : first + terms], stream.order(terms).tolist(), strict=False):
            due_in[n] = term
    return due_in


def _debts(schools: int, seed: int) -> list[int]:
    """What each school brings in from the year before; credit is below 0."""
    return [int(debt) for debt in Stream(seed, "debts").dealt([-1, 1, 2] + [0] * 69, schools)]


def _inset_days(open_: Bools, calendars: Sequence[Calendar]) -> list[tuple[Days, ...]]:
    by_calendar = open_days(calendars)
    return ranges(np.array([by_calendar[calendar.id] for calendar in calendars]) & ~open_, 0)


def _schools(
    schools: Sequence[SchoolFacts],
    hubs: Sequence[str],
    calendars: Sequence[str],
    closed: Sequence[tuple[Days, ...]],
    seed: int,
) -> tuple[School, ...]:
    stream = Stream(seed, "areas")
    areas = [stream.sample(AREAS, 4) for _ in schools]
    return tuple(
        School(
            **school.of_the_school()
            | {
                "hub": hubs[n],
                "calendar": calendars[n],
                "closed": closed[n],
                "strong_in": tuple(sorted(areas[n][:2])),
                "works_on": tuple(sorted(areas[n][2:])),
            }
        )
        for n, school in enumerate(schools)
    )


def _reviewers(
    people: Sequence[Person],
    schools: Sequence[SchoolFacts],
    past: Past,
    away: Sequence[tuple[Days, ...]],
    seed: int,
) -> tuple[Reviewer, ...]:
    """A first-timer has done nothing; everybody else at least the visits that were drawn, and at least one."""
    visits = Counter(visit.person for visit in past.visits)
    earlier = Stream(seed, "earlier reviews").numbers(_MOST_EARLIER_REVIEWS + 1, (len(people),)).tolist()
    return tuple(
        Reviewer(
            id=person.id,
            school=schools[home_of(person)].id,
            completed_reviews=0 if person.first_timer else max(1, visits[person.id] + earlier[n]),
            offers_two=person.offers_two,
            furthest_km=person.furthest_km,
            conflicts=person.conflicts,
            away=away[n],
            reserve=person.reserve,
        )
        for n, person in enumerate(people)
    )


def _leads(people: Sequence[Person], away: Sequence[tuple[Days, ...]]) -> tuple[Lead, ...]:
    return tuple(
        Lead(
            id=person.id,
            latitude=person.place.latitude,
            longitude=person.place.longitude,
            trust=person.trust,
            conflicts=person.conflicts,
            away=away[n],
        )
        for n, person in enumerate(people)
    )


def _when_and_where(visit: Visit) -> tuple[str, str, str, bool, str]:
    return visit.school_year, str(visit.slot or ""), visit.host, visit.home is not None, visit.person
