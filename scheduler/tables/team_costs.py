"""Lower bound on any schedule that uses a column: its date, a lead, and the cheapest full team.

A relaxation gives every column a reduced cost of its own. Which columns of one date come out dear is chance: the
people who go there, or the date itself. Added up they say more. Nobody goes to a review without its date, a lead, and
a team that fills the other seats. So the least that all of these cost together is a bound for each of them.

Example. A date has reduced cost 5, its cheapest lead 2, its team two seats; four people could come, at 0, 1, 4 and 9.
The cheapest team costs 0 + 1, so the date costs at least 5 + 2 + 1 = 8. With the person at 9 it is 5 + 2 + 0 + 9 =
16. If the best schedule found is only 10 above the bound, the person at 9 cannot be part of a better one on this
date. Alone, with 9 against 10, they could.
"""

from dataclasses import dataclass

import numpy as np

from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.columns import Columns


@dataclass(frozen=True)
class AtDates:
    """(date): what its own column costs, its cheapest lead, the cheapest whole team, and that with one place open.

    Vacancies count as part of a team. Infinite where there is none.
    """

    date: Floats
    lead: Floats
    team: Floats
    others: Floats


def at_dates(columns: Columns, highest: Ints, reduced: Floats) -> AtDates:
    """The least that holding a review on each date costs. highest: a column whose highest value is 0 is never used."""
    lead = np.full(columns.facts.n["date"], np.inf)
    cost = np.where(highest > 0, reduced, np.inf)
    np.minimum.at(lead, columns.leads.keys["date"], cost[columns.leads.columns])
    others, team = _teams(columns, highest, cost)
    return AtDates(cost[columns.dates.columns], lead, team, others)


def in_company(columns: Columns, highest: Ints, reduced: Floats) -> Floats:
    """(column) How far a schedule that uses it lies above the relaxation's bound at least.

    highest: the columns' highest values; a column whose highest value is 0 is never used. Infinite where too few people
    could come on a date. The least of all columns holds for every schedule.
    """
    facts, cost = columns.facts, np.where(highest > 0, reduced, np.inf)
    at = at_dates(columns, highest, reduced)
    date, lead, team, others = at.date, at.lead, at.team, at.others
    unheld = cost[columns.unheld.columns]
    review = unheld.copy()
    np.minimum.at(review, facts.dates.review, date + lead + team)
    review[np.isinf(review)] = 0.0  # as good as any: there is no schedule at all
    date = date - review[facts.dates.review]
    worth = np.maximum(reduced, 0.0)
    worth[columns.vacancies.columns] = 0.0  # the cheapest team may have them
    worth[columns.unheld.columns] = unheld - review
    worth[columns.dates.columns] = date + lead + team
    place = columns.leads.keys["date"]
    worth[columns.leads.columns] = (date + team)[place] + cost[columns.leads.columns]
    place, each = columns.seats.keys["date"], cost[columns.seats.columns]
    worth[columns.seats.columns] = (date + lead)[place] + np.maximum(team[place], others[place] + each)
    blocks = (columns.unheld, columns.dates, columns.vacancies, columns.leads, columns.seats)
    alone = np.concatenate([block.columns for block in blocks])
    return np.asarray(worth + review.sum() - np.minimum(reduced * highest, 0.0)[alone].sum())


def _teams(columns: Columns, highest: Ints, cost: Floats) -> tuple[Floats, Floats]:
    """(date) The least of a team with one place open, and of a whole one, vacancies included."""
    n, size = columns.facts.n["date"], columns.facts.dates.size
    vacant = np.repeat(columns.vacancies.columns, highest[columns.vacancies.columns])
    date = np.concatenate([columns.seats.keys["date"], np.repeat(np.arange(n), highest[columns.vacancies.columns])])
    each = cost[np.concatenate([columns.seats.columns, vacant])]
    order = np.lexsort((each, date))
    date, each = date[order], each[order]
    rank = np.arange(len(date)) - np.searchsorted(date, date, "left")
    there = np.bincount(date, minlength=n)

    def least(places: Ints) -> Floats:
        among = rank < places[date]
        return np.where(there >= places, np.bincount(date[among], each[among], n), np.inf)

    return least(size - 1), least(size)
