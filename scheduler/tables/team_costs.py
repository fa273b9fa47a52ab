"""What a column costs with the least that must come with it: a date with a lead and a whole team.

A relaxation prices every column alone, and it is chance which of a date's columns its prices make dear: those who go
there, or the date. Together they say more. Whoever goes to a review on some date takes that date along, a lead, and
others for the rest of the team, so what all these cost at least is what that column costs.
"""

import numpy as np

from scheduler.tables.columns import Columns
from scheduler.tables.program import Floats
from scheduler.tables.rows import Ints


def in_company(columns: Columns, highest: Ints, reduced: Floats) -> Floats:
    """(column) What a schedule with it costs at least, beyond what all columns that cost less than nothing cost.

    highest: the columns' highest values; one that is 0 for good comes with nobody. Infinite where a date has too few
    who could come. The least of all is what any schedule costs at least.
    """
    facts, n = columns.facts, columns.facts.n["date"]
    cost = np.where(highest > 0, reduced, np.inf)
    lead = np.full(n, np.inf)
    np.minimum.at(lead, columns.leads.keys["date"], cost[columns.leads.columns])
    others, team = _teams(columns, highest, cost)
    date, unheld = cost[columns.dates.columns], cost[columns.unheld.columns]
    review = unheld.copy()
    np.minimum.at(review, facts.dates.review, date + lead + team)
    review[np.isinf(review)] = 0.0  # as good as any: there is no schedule at all
    date -= review[facts.dates.review]
    worth = np.maximum(reduced, 0.0)
    worth[columns.vacancies.columns] = 0.0  # the cheapest team may have them
    worth[columns.unheld.columns] = unheld - review
    worth[columns.dates.columns] = date + lead + team
    at = columns.leads.keys["date"]
    worth[columns.leads.columns] = (date + team)[at] + cost[columns.leads.columns]
    at = columns.seats.keys["date"]
    worth[columns.seats.columns] = (date + lead)[at] + np.maximum(team[at], others[at] + cost[columns.seats.columns])
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
