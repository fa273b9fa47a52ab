"""How much any single decision disturbs people at least: what a repair of small change can use.

A repair that disturbs nobody much can only use decisions that do so little by themselves. So a search over those alone
is a search over all, as soon as what it finds disturbs no more than the decisions left out would at least.

A column's least change is a lower bound on what every repair that uses it costs, counted without any solver; so
leaving columns out by it loses nothing. That is variable fixing by bounds, as reduced costs fix variables (Nemhauser
and Wolsey, Integer and Combinatorial Optimization, 1988, II.5.2), with counting in place of prices.

Example. A reviewer is ill: to tell them something is unavoidable, 1. Somebody new in their seat counts 1 more. Moving
the review counts 2 for its lead and 1 for the colleague who stays, 3 more. A repair of at most 1 + 1 cannot use any
other date, so all columns of other dates are left out of the search for one.
"""

from functools import cached_property

import numpy as np

from scheduler.goals.seats_filled import empty_before
from scheduler.model import Model
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.columns import Telling
from scheduler.tables.rows import Block

_FAR = 1 << 40  # what comes where nobody can


class Nearness:
    """What a repair's model costs in goal change-kept-small: `unavoidable` in any case.

    least: what each column costs at least beyond that. moving: (review) so does another date than it has.
    asked: a seat or a lead that must be chosen; None for none.
    """

    def __init__(self, model: Model, asked: int | None = None) -> None:
        self._model = model
        self._columns, self._facts = model.columns, model.facts
        numbers = self._facts.policy.change_kept_small
        self._short, self._booked = numbers.short_notice_times, numbers.booked_times
        self.unavoidable = 0
        self.least = np.zeros(len(model), dtype=np.int64)
        reviewers, leads = self._columns.telling
        seats = _Told(self, reviewers, self._columns.seats, 1, asked)
        leading = _Told(self, leads, self._columns.leads, numbers.lead_times, asked)
        self.unavoidable = seats.unavoidable + leading.unavoidable
        self.moving = moving = seats.by_review + leading.by_review
        dates = self._columns.dates
        stays = self._stays()
        self._at_date = np.where(stays, 0, moving[dates.keys["review"]])
        self._joins = seats.joins
        self.least[dates.columns] = self._at_date
        self.least[seats.block.columns] = self._at_date[seats.block.keys["date"]] + seats.joins + seats.room(stays)
        self.least[leading.block.columns] = (
            self._at_date[leading.block.keys["date"]] + leading.joins + leading.room(stays)
        )
        self._by_itself = self.least

    def within(self, budget: int) -> Bools:
        """Of every column, whether a repair can use it that costs no more than so much beyond what is unavoidable."""
        return self.least <= budget

    def fill(self, empty: int) -> None:
        """Take it as given that at most so many more seats are empty than were.

        Then a date at which too few can come who need not be told for it, costs as many others.
        """
        columns, dates = self._columns, self._facts.dates
        date, joins = columns.seats.keys["date"], self._joins
        can_come = self._model.highest[columns.seats.columns] > 0
        free = np.bincount(date[can_come & (joins == 0)], minlength=len(dates.size))
        told = can_come & (joins > 0)
        each = np.full(len(dates.size), _FAR, dtype=np.int64)
        np.minimum.at(each, date[told], joins[told])
        lacking = np.maximum(dates.size - empty_before(columns)[dates.review] - empty - free, 0)
        least = self._at_date + lacking * each
        here = (
            (columns.dates, np.arange(len(least))),
            (columns.seats, date),
            (columns.leads, columns.leads.keys["date"]),
        )
        self.least = self._by_itself.copy()
        for block, of in here:
            self.least[block.columns] = np.maximum(self.least[block.columns], least[of])

    def _stays(self) -> Bools:
        """(date): whether it is the one the review had, or the review had none."""
        facts, before = self._facts, self._facts.instance.before
        assert before is not None
        day = np.full(facts.n["review"], -1, dtype=np.int64)
        for planned in before.reviews:
            if planned.slot is not None and planned.review in facts.reviews:
                day[facts.reviews[planned.review]] = facts.day(planned.slot)
        of_date = day[facts.dates.review]
        return np.asarray((of_date < 0) | (of_date == facts.dates.day))

    def weight(self, times: int, short: Bools, booked: Bools | None = None) -> Ints:
        """What people count, so many times each, at short notice and with travel booked or not."""
        weight = times * np.where(short, self._short, 1)
        return np.asarray(weight if booked is None else weight * np.where(booked, self._booked, 1))


class _Told:
    """One kind of people. by_review: what those count together who were told of it and need not hear anything yet."""

    def __init__(self, near: Nearness, telling: Telling, block: Block, times: int, asked: int | None) -> None:
        self.block, self._telling = block, telling
        facts = near._facts
        people, highest = facts.n[telling.key], near._model.highest[block.columns]
        at = np.flatnonzero(block.columns == asked)
        self._asked = at[telling.is_new[at]]
        who = block.keys[telling.key][self._asked]
        alive = telling.kept(highest)
        lost = ~alive
        must = np.zeros(people, dtype=bool)
        must[telling.person[lost]] = must[who] = True
        self._must = must
        short, booked = np.zeros(people, dtype=bool), np.zeros(people, dtype=bool)
        np.logical_or.at(short, telling.person[lost], telling.was_short[lost])
        np.logical_or.at(short, who, telling.is_short[self._asked])
        np.logical_or.at(booked, telling.person[lost], telling.was_booked[lost])
        self.unavoidable = int(near.weight(times, short, booked)[must].sum())
        self._weight = near.weight(times, telling.was_short, telling.was_booked)
        self._joins = near.weight(times, telling.is_short)
        self._kept = alive & ~must[telling.person]
        n = facts.n["review"]
        self._review = np.full(len(telling.person), -1, dtype=np.int64)
        self._review[alive] = block.keys["review"][telling.column[alive]]
        size = facts.review_size if telling.key == "reviewer" else np.ones(n, dtype=np.int64)
        has_room = np.bincount(self._review[alive], minlength=n) < size
        has_room[self._review[alive & must[telling.person]]] = True  # who must be told anyway, may go for nothing
        self.by_review = np.zeros(n, dtype=np.int64)
        for review in block.keys["review"][self._asked].tolist():
            if not has_room[review]:
                self._make_room(review)
        self.by_review += np.bincount(self._review[self._kept], self._weight[self._kept], n).astype(np.int64)
        self._cheapest = np.full(n, np.iinfo(np.int64).max, dtype=np.int64)
        np.minimum.at(self._cheapest, self._review[self._kept], self._weight[self._kept])
        self._cheapest[has_room] = 0
        told = np.zeros((people, n), dtype=bool)
        told[telling.person[alive], self._review[alive]] = True
        self._new = telling.is_new & ~told[block.keys[telling.key], block.keys["review"]]  # (column)

    def _make_room(self, review: int) -> None:
        """One of a full team goes for whoever is asked for: the least that counts; elsewhere it has counted already."""
        here = self._kept & (self._review == review)
        least, team = int(self._weight[here].min()), self._telling.person[here]
        self.unavoidable += least
        self.by_review[review] -= least
        elsewhere = np.isin(self._telling.person, team) & ~here
        self._weight = np.where(elsewhere, np.maximum(self._weight - least, 0), self._weight)
        joins = np.isin(self.block.keys[self._telling.key], team)
        self._joins = np.where(joins, np.maximum(self._joins - least, 0), self._joins)

    @cached_property
    def joins(self) -> Ints:
        """Of each column, what somebody counts who was not told of the review."""
        return np.where(self._new & ~self._must[self.block.keys[self._telling.key]], self._joins, 0)

    def room(self, stays: Bools) -> Ints:
        """Of each column, what whoever makes room for somebody new counts, where the date stays."""
        here = stays[self.block.keys["date"]]
        room = np.where(self._new & here, self._cheapest[self.block.keys["review"]], 0)
        room[self._asked] = 0  # counted already
        return np.asarray(room)
