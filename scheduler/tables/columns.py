"""The decisions as one table of columns: dates, leads, seats, vacancies, shortfalls and the goals' own measures.

A column is a whole-number variable. Which (person, date) pairs have one is decided by the rules' `forbids`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from models.before import Before
from scheduler.tables.arrays import Bools, Ints
from scheduler.tables.candidates import Candidates
from scheduler.tables.facts import Facts
from scheduler.tables.rows import Block, Sum


@dataclass(frozen=True)
class Pairs:
    """The eligible (person, date) pairs of one kind of people, with the distance each would travel."""

    person: Ints
    date: Ints
    km: Ints


Among = Callable[[Candidates], Bools]
"""Says of candidates which (person, date) pairs are looked at."""
Forbids = Mapping[str, Callable[[Candidates], Bools | bool]]
"""Of every rule in force, by id, which candidates it forbids."""


def eligible(facts: Facts, rules: Forbids, among: Among | None = None, *, reviewers: bool) -> Pairs:
    """All pairs that no rule in force forbids; a waiver sets one rule aside for one person and one review."""
    candidates = Candidates(facts, reviewers)
    if among is None:
        allowed = _allowed(candidates, rules)
    else:  # who is looked at is asked more than once
        key: tuple[bool | str, ...] = (reviewers, *rules)
        if key not in facts.allowed:
            facts.allowed[key] = _allowed(candidates, rules)
        allowed = facts.allowed[key] & among(candidates)
    person, date = np.nonzero(allowed)
    km = candidates.travel_by_review
    return Pairs(person, date, km[person, facts.dates.review[date]])


def _allowed(candidates: Candidates, rules: Forbids) -> Bools:
    allowed = np.ones(candidates.shape, dtype=bool)
    waivers = candidates.facts.instance.waivers
    for rule, forbids in rules.items():
        forbidden = forbids(candidates)
        waived = [(waiver.person, waiver.review) for waiver in waivers if waiver.rule == rule]
        if waived:
            forbidden = forbidden & ~candidates.at(waived)
        allowed &= ~np.asarray(forbidden)
    return allowed


@dataclass(frozen=True, eq=False)
class PeopleBlock(Block):
    """Columns of people at dates; a rule that can be waived for a person sums over `not_waived` columns only."""

    waived: dict[str, Bools]

    def is_waived(self, rule: str) -> Bools:
        """For each column, whether the rule is set aside for that person and review."""
        return self.waived.get(rule, np.zeros(len(self), dtype=bool))

    def not_waived(self, rule: str) -> Block:
        """The columns for which the rule is not set aside."""
        return self.where(~self.waived[rule]) if rule in self.waived else self


@dataclass(frozen=True, eq=False)
class Travel:
    """How far each reviewer, or each school (`key` "home"), travels in all, for goal fairness.

    excess: a column each, metres beyond what is fair. most: how many visits each can make in this instance.
    more: a column for each who can make several, the visits after their first. again: a column for each of those who
    travelled earlier this school year, 1 if they do in this schedule too.
    past_km and past_visits: what each travelled earlier this school year.
    """

    key: str
    excess: Block
    most: Ints
    more: Block
    again: Block
    past_km: Ints
    past_visits: Ints

    def past_excess_m(self, fair_visit_m: int) -> Ints:
        """Metres beyond (or, below 0, within) what was fair for the earlier visits."""
        return 1000 * self.past_km - fair_visit_m * self.past_visits


@dataclass(frozen=True, eq=False)
class Telling:
    """Who must be told something new, for goal change-kept-small. `key` is "reviewer" or "lead".

    told, short, booked, both: a column each, 1 if somebody must be told, at short notice, of travel that is booked, or
    both of these; the last two only for those who have booked. is_new: of each column of the people's block, whether
    it was not planned before. is_short: whether it comes at short notice. Of all that was told: `person`, `column`
    (its position in the block, -1 where it cannot be kept), `was_short` and `was_booked`.
    """

    key: str
    told: Block
    short: Block
    booked: Block
    both: Block
    is_new: Bools
    is_short: Bools
    person: Ints
    column: Ints
    was_short: Bools
    was_booked: Bools

    def kept(self, numbers: Ints) -> Bools:
        """Of all that was told, whether its column in the people's block has a number above 0."""
        kept = self.column >= 0
        kept[kept] = numbers[self.column[kept]] > 0
        return np.asarray(kept)


class Columns:
    """All columns of a model, block after block. `highest` are the columns' upper limits.

    rules: the ids of the rules in force. leads, seats: the pairs of leads, and of reviewers, and dates with a column.
    """

    def __init__(self, facts: Facts, rules: frozenset[str], leads: Pairs, seats: Pairs) -> None:
        self.facts = facts
        self.fair_visit_m: int | None = None
        self.rules = rules
        self._highest: list[Ints] = []
        dates = facts.dates
        size = facts.n

        every = np.arange(size["date"])
        term_weeks = {"term week": facts.term_weeks.numbers(dates.term, dates.week)}
        self.dates = self._block("dates", _date_keys(facts, every) | term_weeks, 1)
        self.unheld = self._block("unheld", {"review": np.arange(size["review"])}, 1)
        self.vacancies = self._block("vacancies", _date_keys(facts, every), dates.size)
        self.shortfalls = self._by_school_and_term()
        self.crowding = self._block("crowding", {"term week": np.arange(size["term week"])}, size["review"])
        self.broken = self._block("broken", {"pin": np.arange(size["pin"])}, 0)
        self.lead_km = leads.km
        self.leads = self._people("leads", {"lead": leads.person}, leads)
        self.seat_km = seats.km
        home = facts.reviewer_home[seats.person]
        self.seats = self._people(
            "seats", {"reviewer": seats.person, "home": home, "hub": facts.school_hub[home]}, seats
        )
        self.travel = tuple(self._travel(key) for key in ("reviewer", "home"))
        self._measure_change()

    def __len__(self) -> int:
        return sum(len(part) for part in self._highest)

    @cached_property
    def highest(self) -> Ints:
        return np.concatenate(self._highest)

    @cached_property
    def group(self) -> Ints:
        """Which columns are priced together: the leads of one date, the reviewers of one date; -1 for all others."""
        group = np.full(len(self), -1, dtype=np.int64)
        group[self.leads.columns] = self.leads.keys["date"] + self.facts.n["date"]
        group[self.seats.columns] = self.seats.keys["date"]
        return group

    @cached_property
    def date(self) -> Ints:
        """The date on which each column hangs; -1 for those on none."""
        date = np.full(len(self), -1, dtype=np.int64)
        for block in (self.dates, self.leads, self.seats, self.vacancies):
            date[block.columns] = block.keys["date"]
        return date

    @cached_property
    def term(self) -> Ints:
        """The term to which each column belongs; -1 for those that look at several."""
        term = np.full(len(self), -1, dtype=np.int64)
        for block in (self.dates, self.leads, self.seats, self.vacancies):
            term[block.columns] = block.keys["term"]
        for block, key in ((self.unheld, "review"), (self.crowding, "term week")):
            of = np.full(self.facts.n[key], -1, dtype=np.int64)
            of[self.dates.keys[key]] = self.dates.keys["term"]
            term[block.columns] = of[block.keys[key]]
        return term

    def _travel(self, key: str) -> Travel:
        n = self.facts.n[key]
        km, visits = self.facts.past_travel(key)
        furthest = int(self.seat_km.max(initial=0)) * self.facts.n["review"]
        most = self.most_joined if key == "reviewer" else self.most_sent
        often = most > 1
        return Travel(
            key,
            self._block(f"excess by {key}", {key: np.arange(n)}, 1000 * (km + furthest)),
            most,
            self._block(f"visits more by {key}", {key: np.flatnonzero(often)}, most[often] - 1),
            self._block(f"travels again by {key}", {key: np.flatnonzero(often & (visits > 0))}, 1),
            km,
            visits,
        )

    def _measure_change(self) -> None:
        """What a repair makes worse, and whom it disturbs; nothing where no schedule is repaired."""
        before, n = self.facts.instance.before, self.facts.n
        nothing = np.zeros(0, dtype=np.int64)
        reviews = nothing if before is None else np.arange(n["review"])
        self.emptier = self._block("emptier", {"review": reviews}, self.facts.review_size[reviews])
        self.emptied = self._block("emptied", {"review": reviews}, 1)
        every = nothing if before is None else np.arange(len(self.shortfalls))
        keys = {key: values[every] for key, values in self.shortfalls.keys.items()}
        self.shorter = self._block("shorter", keys, self.facts.due.reshape(-1)[every])
        self.telling = () if before is None else tuple(self._telling(key, before) for key in ("reviewer", "lead"))

    def _telling(self, key: str, before: Before) -> Telling:
        facts, block = self.facts, self.seats if key == "reviewer" else self.leads
        number = facts.reviewers if key == "reviewer" else facts.leads
        dates = facts.dates
        date_of = {each: date for date, each in enumerate(zip(dates.review.tolist(), dates.day.tolist(), strict=True))}
        at = np.full((facts.n[key], facts.n["date"] + 1), -1, dtype=np.int64)  # the last is no date's
        at[block.keys[key], block.keys["date"]] = np.arange(len(block))

        def places(planned: list[tuple[str, str, date]]) -> Ints:
            """Of each the position of its column in the block, -1 where it has none."""
            who = [number[person] for person, _, _ in planned]
            days = [date_of.get((facts.reviews[review], facts.day(slot)), -1) for _, review, slot in planned]
            return np.asarray(at[np.array(who, dtype=np.int64), np.array(days, dtype=np.int64)])

        is_new = np.ones(len(block), dtype=bool)
        there = before.has_been_planned | facts.left
        planned = places([each for each in sorted(there) if each[0] in number])
        is_new[planned[planned >= 0]] = False
        told = sorted(each for each in before.told if each[0] in number)
        person = np.array([number[each[0]] for each in told], dtype=np.int64)
        day = np.array([facts.day(each[2]) for each in told], dtype=np.int64)
        was_booked = np.array([each[:2] in before.booked for each in told], dtype=bool)
        home = facts.reviewer_home if key == "reviewer" else np.full(facts.n["lead"], -1, dtype=np.int64)
        every, who_booked = np.arange(facts.n[key]), np.unique(person[was_booked])
        return Telling(
            key,
            self._block(f"told {key}", {key: every}, 1),
            self._block(f"told {key} at short notice", {key: every}, 1),
            self._block(f"told {key} who has booked", {key: who_booked}, 1),
            self._block(f"told {key} who has booked, at short notice", {key: who_booked}, 1),
            is_new,
            facts.is_short_notice(home[block.keys[key]], dates.day[block.keys["date"]]),
            person,
            places(told),
            facts.is_short_notice(home[person], day),
            was_booked,
        )

    @cached_property
    def homes(self) -> Ints:
        """Of each column the school that sends somebody, -1 for none."""
        homes = np.full(len(self), -1, dtype=np.int64)
        homes[self.seats.columns] = self.seats.keys["home"]
        return homes

    def costs(self, *parts: tuple[Block, int | Ints]) -> Ints:
        """A goal's cost of every column, from the blocks that have one."""
        cost = np.zeros(len(self), dtype=np.int64)
        for block, each in parts:
            cost[block.columns] = each
        return cost

    # What rules ask of the columns beyond plain sums

    def sent(self, seats: Block) -> Sum:
        """By home and term: the seats a school fills from the first term up to the end of that one."""
        terms = self.facts.n["term"]
        seat, term = np.nonzero(seats.keys["term"][:, None] <= np.arange(terms))
        return seats.where(seat).with_key("up to term", term, terms).sum_by("home", "up to term")

    @cached_property
    def all_sent(self) -> Sum:
        """The same of all seats."""
        return self.sent(self.seats)

    @cached_property
    def _joins_freely(self) -> Bools:
        """(reviewer): whether rule reviewer-load does not bind them everywhere."""
        freely = np.full(self.facts.n["reviewer"], "reviewer-load" not in self.rules)
        freely[self.seats.keys["reviewer"][self.seats.is_waived("reviewer-load")]] = True
        return freely

    @cached_property
    def joins_often(self) -> Bools:
        """(reviewer): whether the other rules leave room for two of their visits in one term."""
        return self._joins_freely | (self.facts.reviewer_load > 1)

    @cached_property
    def most_joined(self) -> Ints:
        """(reviewer): a number of visits in this instance that the other rules let nobody pass."""
        return np.where(self._joins_freely, self.facts.n["review"], self.facts.n["term"] * self.facts.reviewer_load)

    @cached_property
    def most_sent(self) -> Ints:
        """(school): a number of visits from it in this instance that the other rules let it never pass."""
        if "commitment" not in self.rules or self.seats.is_waived("commitment").any():
            return np.bincount(self.facts.reviewer_home, self.most_joined, self.facts.n["school"]).astype(np.int64)
        return self.facts.most[:, -1]

    @cached_property
    def most_away(self) -> Ints:
        """(school): a number of its reviewers that can never be passed in one week."""
        if "school-release" in self.rules and not self.seats.is_waived("school-release").any():
            return self.facts.release
        return np.bincount(self.facts.reviewer_home, minlength=self.facts.n["school"])

    def exclusive_group(self, seats: Block) -> Ints:
        """For each seat, a number; two seats of one school at one host with the same number never are both filled."""
        reviewer = seats.keys["reviewer"] + 1
        if "team-mix" not in self.rules or self.facts.policy.team_mix.of_a_school > 1:
            return reviewer
        waived = self.seats.is_waived("team-mix")[seats.columns - self.seats.columns[:1]]
        return np.where(waived, reviewer, 0)

    @cached_property
    def elastic(self) -> Ints:
        """How far each column may rise where a search asks what is impossible: broken decisions, strict shortfalls."""
        most = np.zeros(len(self), dtype=np.int64)
        most[self.broken.columns] = 1
        if self._strict:
            most[self.shortfalls.columns] = self.facts.due.reshape(-1)
        return most

    @property
    def _strict(self) -> bool:
        return "commitment" in self.rules and self.facts.policy.commitment.strict

    def _block(self, name: str, keys: dict[str, Ints], highest: int | Ints) -> Block:
        count = len(next(iter(keys.values())))
        start = len(self)
        self._highest.append(np.broadcast_to(np.asarray(highest, dtype=np.int64), (count,)))
        return Block(name, np.arange(start, start + count), keys, self.facts.n)

    def _by_school_and_term(self) -> Block:
        schools, terms = self.facts.n["school"], self.facts.n["term"]
        school, term = np.divmod(np.arange(schools * terms), terms)
        most = np.zeros_like(school) if self._strict else self.facts.due.reshape(-1)
        return self._block("shortfalls", {"home": school, "term": term}, most)

    def _people(self, name: str, keys: dict[str, Ints], people: Pairs) -> PeopleBlock:
        facts = self.facts
        block = self._block(name, keys | _date_keys(facts, people.date), 1)
        number = facts.reviewers if name == "seats" else facts.leads
        waived: dict[str, Bools] = {}
        for waiver in facts.instance.waivers:
            if waiver.person in number:
                this = (people.person == number[waiver.person]) & (block.keys["review"] == facts.reviews[waiver.review])
                waived[waiver.rule] = waived.get(waiver.rule, np.zeros(len(block), dtype=bool)) | this
        return PeopleBlock(block.name, block.columns, block.keys, block.n, waived)


def _date_keys(facts: Facts, date: Ints) -> dict[str, Ints]:
    dates = facts.dates
    return {
        "date": date,
        "review": dates.review[date],
        "host": dates.host[date],
        "week": dates.week[date],
        "term": dates.term[date],
    }
