"""What no schedule can reach, seen before solving: by what each date allows, and by flows of people to reviews.

Every number here is a promise: whatever the schedule, of these seats at least so many stay vacant, of these reviews at
least so many are not held. So rules are only ever left out, never sharpened: a review is taken to be in all its weeks
at once, and a person for whom a rule is waived anywhere is not bound by it at all.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from models.instance import Instance
from scheduler.explaining.flows import Flow
from scheduler.explaining.supply import of_leads, over_loads, over_weeks
from scheduler.explaining.teams import Teams
from scheduler.tables.arrays import Ints


@dataclass(frozen=True)
class Shortage:
    """Reviews that need more than can come, whatever the schedule.

    of: "seats" or "reviews". needed: how many they have; reached: how many can be filled, or held, at most.
    because: what shows it: single "dates", "loads" of reviewers, "weeks" of schools, or "leads".
    people: how many may come to any of them, each alone. weeks: the Mondays of the weeks that they can have.
    """

    of: str
    reviews: tuple[str, ...]
    needed: int
    reached: int
    because: str
    people: int
    weeks: tuple[date, ...]


@dataclass(frozen=True)
class Shortages:
    """All that was found. At least so many reviews are not held, and so many seats empty, in every schedule."""

    found: tuple[Shortage, ...]
    not_held: int
    empty_seats: int


def shortages(instance: Instance) -> Shortages:
    """What no schedule can reach."""
    teams = Teams(instance)
    flows = {"loads": over_loads(teams), "weeks": over_weeks(teams)}
    because, seats = min(flows.items(), key=lambda each: int(each[1].arrived.sum()))
    leads = of_leads(teams)
    alone = tuple(_alone(teams))
    told = {each.reviews for each in alone}
    together = (*_seats_missing(teams, seats, because), *_leads_missing(teams, leads))
    return Shortages(
        found=(*alone, *(each for each in together if each.reviews not in told)),
        not_held=len(instance.reviews) - int(leads.arrived.sum()),
        empty_seats=int(teams.facts.review_size.sum()) - int(seats.arrived.sum()),
    )


def _alone(teams: Teams) -> Iterator[Shortage]:
    """Reviews that lack somebody whatever all others do."""
    size, most = teams.facts.review_size, teams.most
    for review in np.flatnonzero(~teams.can_be_held):
        yield _shortage(teams, "reviews", np.array([review]), 1, 0, "dates")
    for review in np.flatnonzero(teams.can_be_held & (most < size)):
        yield _shortage(teams, "seats", np.array([review]), int(size[review]), int(most[review]), "dates")


def _seats_missing(teams: Teams, flow: Flow, because: str) -> Iterator[Shortage]:
    for members in flow.tight_sets():
        needed, reached = int(teams.facts.review_size[members].sum()), int(flow.arrived[members].sum())
        yield _shortage(teams, "seats", members, needed, reached, because)


def _leads_missing(teams: Teams, flow: Flow) -> Iterator[Shortage]:
    for members in flow.tight_sets():
        yield _shortage(teams, "reviews", members, len(members), int(flow.arrived[members].sum()), "leads")


def _shortage(teams: Teams, of: str, reviews: Ints, needed: int, reached: int, because: str) -> Shortage:
    facts, pairs = teams.facts, teams.leads if because == "leads" else teams.seats
    at = np.isin(facts.dates.review, reviews)
    return Shortage(
        of=of,
        reviews=tuple(teams.instance.reviews[k].id for k in reviews),
        needed=needed,
        reached=reached,
        because=because,
        people=len(np.unique(pairs.person[at[pairs.date]])),
        weeks=tuple(facts.day_date(int(facts.dates.weeks[week])) for week in np.unique(facts.dates.week[at])),
    )
