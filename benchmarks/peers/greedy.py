"""A greedy coordinator: review after review, the host's preferred date first, the nearest people who are available.

A slot is taken if a lead and a whole team can be had for it; otherwise the host's next one is tried, and in the end the
one with the most reviewers is taken. Nothing is ever undone for a later review. Three orders of work are tried, each
with the nearest people first, and with those first whose schools are still due to send somebody.
"""

import time
from collections.abc import Iterator
from itertools import product

import numpy as np

from benchmarks.peers import Report
from models.instance import Instance
from scheduler.model import Model
from scheduler.solvers.options import Options, Progress
from scheduler.tables.arrays import Ints
from scheduler.tables.rows import Block


def solve(instance: Instance, options: Options, report: Report) -> str:
    model = Model(instance)
    for (name, order), due_first in product(_orders(model), (False, True)):
        coordinator = _Coordinator(model, due_first=due_first)
        for review in order:
            coordinator.plan(review)
            seconds = time.monotonic() - options.started
            if options.time_limit_seconds is not None and seconds > options.time_limit_seconds:
                return "time limit"
        step = f"order of work: {name}, {'those due' if due_first else 'the nearest'} first"
        report(Progress(seconds, step, schedule=model.schedule(coordinator.values)))
    return "done"


def _orders(model: Model) -> Iterator[tuple[str, list[int]]]:
    """Orders of work. What is fixed is planned first in each of them."""
    columns, reviews = model.columns, range(model.facts.n["review"])
    fixed = {pin.review for pin in model.facts.pins}
    first_choice = [review.slots[0] for review in model.instance.reviews]
    possible = np.bincount(columns.seats.keys["review"], minlength=len(reviews))
    yield "as listed", sorted(reviews, key=lambda review: (review not in fixed, review))
    yield "as the year goes", sorted(reviews, key=lambda review: (review not in fixed, first_choice[review]))
    yield "fewest possible people first", sorted(reviews, key=lambda review: (review not in fixed, possible[review]))


class _Coordinator:
    """Decisions taken so far. A decision may be taken if no row of any rule is broken by it."""

    def __init__(self, model: Model, *, due_first: bool) -> None:
        self.model, self._due_first = model, due_first
        self.values = np.zeros(len(model), dtype=np.int64)
        self._by_column = model.matrix.tocsc()
        decisions = np.isin(np.arange(len(model)), np.concatenate(model.stages))
        highest = np.where(decisions, 0, model.highest)  # the measures follow: each row counts them at their best
        self._sums = np.asarray(model.matrix.multiply(highest).minimum(0).sum(axis=1)).reshape(-1)
        fixed = np.array([name == "fixed" for name, _ in model.families], dtype=bool)[model.family_of_rows()]
        self._is_fixed = np.zeros(len(model), dtype=bool)
        self._is_fixed[model.matrix[fixed].indices] = True
        columns = model.columns
        self._dates = _grouped(columns.dates, "review", model.facts.dates.rank)
        self._leads = _grouped(columns.leads, "date", columns.lead_km)
        self._seats = _grouped(columns.seats, "date", columns.seat_km)

    def plan(self, review: int) -> None:
        """Give a review its date, lead and team, if they can be had."""
        size, best = int(self.model.facts.review_size[review]), np.zeros(0, dtype=np.int64)
        for date in self._fixed_or_all(self._dates[review]).tolist():
            taken = self._take_team(date, size)
            if len(taken) > len(best):
                best = taken
            self._change(taken, -1)
            if len(best) == 2 + size:
                break
        self._change(best, 1)

    def _take_team(self, date: int, size: int) -> Ints:
        """What was taken for a date: the date, a lead, reviewers; or nothing if too few people can be had."""
        position = date - int(self.model.columns.dates.columns[0])
        taken = self._take([date], 1)
        taken += self._take(self._fixed_or_all(self._leads[position]).tolist(), 1) if taken else []
        if len(taken) == 2:
            seats = self._seats[position]
            seats = seats[np.argsort(self._rank(seats), kind="stable")]
            for _ in range(2):  # a first-timer is refused until somebody with experience has joined
                taken += self._take(seats[self.values[seats] == 0].tolist(), 2 + size - len(taken))
        found = np.array(taken, dtype=np.int64)
        if len(taken) < 2 + self.model.facts.policy.team_size.fewest_reviewers:
            self._change(found, -1)
            return found[:0]
        return found

    def _rank(self, seats: Ints) -> Ints:
        """Who is asked before others that are nearer: those whose coming is fixed, then perhaps those still due."""
        block = self.model.columns.seats
        sent = np.bincount(block.keys["home"], self.values[block.columns], block.n["home"])
        position = seats - block.columns[0]
        home, term = block.keys["home"][position], block.keys["term"][position]
        is_due = sent[home] < self.model.facts.due[home, term]
        return np.where(self._is_fixed[seats], 0, np.where(is_due & self._due_first, 1, 2))

    def _take(self, columns: list[int], most: int) -> list[int]:
        """Take the first columns that may be taken."""
        taken: list[int] = []
        for column in columns:
            if len(taken) >= most:
                break
            if self._may(column):
                self._change(np.array([column]), 1)
                taken.append(column)
        return taken

    def _may(self, column: int) -> bool:
        entries = slice(self._by_column.indptr[column], self._by_column.indptr[column + 1])
        rows = self._by_column.indices[entries]
        return bool((self._sums[rows] + self._by_column.data[entries] <= self.model.upper[rows]).all())

    def _change(self, columns: Ints, by: int) -> None:
        self.values[columns] += by
        for column in columns.tolist():
            entries = slice(self._by_column.indptr[column], self._by_column.indptr[column + 1])
            self._sums[self._by_column.indices[entries]] += by * self._by_column.data[entries]

    def _fixed_or_all(self, columns: Ints) -> Ints:
        fixed = columns[self._is_fixed[columns]]
        return fixed if len(fixed) else columns


def _grouped(block: Block, key: str, worth: Ints) -> list[Ints]:
    """The block's columns by a key, in each group those of least worth first."""
    order = np.lexsort((worth, block.keys[key]))
    ends = np.cumsum(np.bincount(block.keys[key], minlength=block.n[key]))
    return np.split(block.columns[order], ends[:-1])
