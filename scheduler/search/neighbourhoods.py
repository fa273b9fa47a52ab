"""Large neighbourhood search: parts of a schedule are planned anew while the rest stays (Shaw 1998).

Of a year, the columns that promise something are too many to search at once (measured: nothing better in 90 s). A part
is a third of the network over all terms, or one term over all of the network. It is as large as a single term and
searched in seconds. The parts are cut in several directions, so each allows exchanges that the others do not.

Of a term's fairness, a window is cut by lines in all directions: the reviews on one side are planned anew, as many as
make few enough columns. What stays makes it seconds instead of minutes.
"""

from collections.abc import Iterator
from itertools import cycle

import numpy as np

from scheduler.model import Model
from scheduler.search.windows import Window
from scheduler.solvers.relaxation import TOLERANCE, Point
from scheduler.tables.arrays import Bools, Ints

_REGIONS, _AXES = 3, 2
_MOST_REVIEWS = 0.85  # of all: more are hardly easier than all
_BLUR = 0.3  # of the network's width: so far a line is off for each review, or there would be few different ones


def neighbourhoods(model: Model) -> Iterator[Bools]:
    """For each of several parts, again and again, which dates are in it."""
    facts, dates = model.facts, model.columns.dates.keys
    away = facts.school_places.main - facts.school_places.main.mean(axis=0)
    axes = np.linalg.svd(away, full_matrices=False)[2][:_AXES]
    ranks = [np.argsort(np.argsort(away @ axis, kind="stable"), kind="stable") for axis in axes]
    regions = [(rank * _REGIONS // len(rank))[dates["host"]] for rank in ranks]
    return cycle([part == k for part in (*regions, dates["term"]) for k in np.unique(part)])


def number_of(model: Model) -> int:
    """After so many neighbourhoods they come again."""
    return _REGIONS * _AXES + len(np.unique(model.columns.dates.keys["term"]))


def along_lines(model: Model, seed: int) -> Iterator[Ints]:
    """Again and again, in a direction drawn by chance: (review) how many come before it, blurred a little."""
    facts, rng = model.facts, np.random.default_rng(seed)
    host = np.zeros(facts.n["review"], dtype=np.int64)
    host[facts.dates.review] = facts.dates.host
    places = facts.school_places.main[host]
    while True:
        along = places @ rng.normal(size=places.shape[1])
        along += _BLUR * along.std() * rng.normal(size=len(along))
        yield np.argsort(np.argsort(along, kind="stable"), kind="stable")


def columns_before(model: Model, window: Window, place: Ints, values: Ints, most: int) -> Ints:
    """At most so many columns of a window, those about the first reviews; about others only as `values` have it.

    place: (review) how many come before it. values: of the model's columns; what has them is there in any case.
    """
    date = model.columns.date
    new = (date >= 0) & (values == 0)
    last = window.greatest(np.where(new, 1 + place[model.facts.dates.review[date]], 0))
    end = int(_MOST_REVIEWS * len(place))
    if most < len(last):
        end = min(end, int(np.partition(last, most)[most]) - 1)
    return np.flatnonzero(last <= max(end, 0))


def columns_in(model: Model, value: int, values: Ints, point: Point, free: Bools, dearest: float, most: int) -> Ints:
    """The `most` most promising columns at free dates, and outside them what `values` have; they cost `value`.

    dearest: the reduced cost up to which a date is planned anew.
    """
    columns, date = model.columns, model.columns.date
    used = values > 0
    cheap = point.reduced[columns.dates.columns] < dearest
    at = used[columns.dates.columns] | (free & cheap)
    on_none = date < 0
    measures = (model.group < 0) & (on_none | at[date])
    people = (model.group >= 0) & ~on_none & (at & free)[date] & (point.reduced <= value - 1 - point.bound)
    chosen = _most_promising(np.flatnonzero(people & (model.highest > 0)), point, most)
    return np.union1d(chosen, np.flatnonzero((used | measures) & (model.highest > 0)))


def seats_below(model: Model, point: Point, most: int) -> Ints:
    """Columns of a point whose dates and leads are whole: these, what measures, and the `most` most promising seats.

    A seat that is whole there is meant to stay: its rivals are left out, who would fill its review, go there from its
    school, or be the same person in its week.
    """
    columns, seats, n = model.columns, model.columns.seats, model.facts.n
    whole = point.values > 1 - TOLERANCE
    held = whole[columns.dates.columns]
    date, keys = columns.date, seats.keys
    measures = (model.group < 0) & ((date < 0) | held[date])
    leads = columns.leads.columns
    stays = whole[seats.columns]
    there = (
        held[keys["date"]]
        & ~stays
        & (np.bincount(keys["review"], stays, n["review"]) < model.facts.review_size)[keys["review"]]
    )
    for one, other in (("home", "review"), ("reviewer", "week")):
        pair = keys[one] * n[other] + keys[other]
        there &= ~np.isin(pair, pair[stays])
    rivals = seats.columns[there & (model.highest[seats.columns] > 0)]
    used = rivals[point.values[rivals] > TOLERANCE]
    promising = _most_promising(rivals, point, most)
    chosen = np.concatenate([np.flatnonzero(measures), leads[whole[leads]], seats.columns[stays], used, promising])
    return np.unique(chosen[model.highest[chosen] > 0])


def _most_promising(columns: Ints, point: Point, most: int) -> Ints:
    return columns[np.argsort(point.reduced[columns], kind="stable")[:most]]
