"""Two of many referees for every match, with the least travel: the set `handball_2022.json` and any of its form.

A referee takes at most one match a day and none on a day they are away. The set has no other rules; one question lets
matches move to other days, and then no team plays twice a day either.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from benchmarks.sets.answer import Answer, Unreadable, Wrong, answer
from benchmarks.sets.solving import NothingFound, hold, minimise
from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block

CREW = 2  # referees a match
SPREAD = 5  # matches that the busiest referee may have more than the idlest, where that is asked
MOVED_DAYS, MOVED = 7, 20  # how far a match may move, and how many may, where that is asked
_NONE: Ints = np.zeros(0, dtype=np.int64)

Number = Annotated[int, Field(ge=0)]
Pair = tuple[Number, Number]
Crews = Sequence[Sequence[int]]
"""The referees of each match."""


class Matches(BaseModel):
    """A season, under the names its file has. Referees, arenas and days are numbered from 0; others are not looked at.

    distance: there and back, [referee][arena], whole. arena, day, teams: of each match. away: (referee, day) without a
    match. pairs: referees who like to work together.
    """

    model_config = ConfigDict(frozen=True)

    distance: tuple[tuple[Number, ...], ...] = Field(alias="dist", min_length=1)
    arena: tuple[Number, ...] = Field(min_length=1)
    day: tuple[Number, ...]
    away: frozenset[Pair] = Field(alias="na")
    pairs: tuple[Pair, ...] = Field(alias="pair")
    teams: tuple[Pair, ...] = Field(alias="tm")

    @model_validator(mode="after")
    def _numbers_lead_somewhere(self) -> "Matches":
        referees, arenas = len(self.distance), len(self.distance[0])
        if any(len(row) != arenas for row in self.distance):
            raise ValueError(f"every referee needs a distance to each of the {arenas} arenas of the first")
        if len(self.day) != len(self.arena):
            raise ValueError(f"{len(self.arena)} matches have an arena and {len(self.day)} a day")
        if len(self.teams) != len(self.arena):
            raise ValueError(f"{len(self.arena)} matches have an arena and {len(self.teams)} teams")
        if any(first == second for first, second in self.teams):
            raise ValueError("a match needs two teams")
        if max(self.arena) >= arenas:
            raise ValueError(f"there is a match in arena {max(self.arena)}, and the last one is {arenas - 1}")
        named = {person for person, _ in self.away} | {person for pair in self.pairs for person in pair}
        if max(named, default=0) >= referees:
            raise ValueError(f"there is a referee {max(named)}, and the last one is {referees - 1}")
        if any(first == second for first, second in self.pairs):
            raise ValueError("a pair needs two referees")
        if len({frozenset(pair) for pair in self.pairs}) < len(self.pairs):
            raise ValueError("a pair is named twice")
        return self


def load(path: Path) -> Matches:
    """The season in a JSON file. Raises Unreadable."""
    try:
        return Matches.model_validate_json(path.read_bytes())
    except (OSError, ValidationError) as error:
        form = "dist[referee][arena], arena[match], day[match], tm[match][team, team], na[][referee, day]"
        raise Unreadable(path, error, f"a JSON file with {form} and pair[][referee, referee]") from error


# The rows


class Refereeing(Program):
    """Who takes which match: a seat for every referee and match on a day on which they are free.

    distance: what the ways of all referees add up to, as a cost of the columns. further, group: the highest values and
    the groups of columns that stand behind the seats; they are made whole first. Raises NothingFound.
    """

    def __init__(self, matches: Matches, further: Ints = _NONE, group: Ints = _NONE) -> None:
        self.n = {"referee": len(matches.distance), "match": len(matches.day), "day": max(matches.day) + 1}
        day = np.array(matches.day)
        can = free(matches)[:, day]
        if can.sum(axis=0).min() < CREW:  # without a seat there would not even be a row
            raise NothingFound(f"Match {can.sum(axis=0).argmin()} has fewer than {CREW} referees who are free.")
        referee, match = np.nonzero(can)
        seats = np.arange(len(referee))
        self.seats = Block("seats", seats, {"referee": referee, "match": match, "day": day[match]}, self.n)
        self.further = len(seats) + np.arange(len(further))
        highest = np.concatenate([np.ones_like(seats), further])
        super().__init__(highest, np.concatenate([match, group]), (self.further[group >= 0], seats))
        self.distance = np.zeros(len(self), dtype=np.int64)
        self.distance[seats] = np.array(matches.distance)[referee, np.array(matches.arena)[match]]
        self.add(
            [
                ("two-a-match", self.seats.sum_by("match") == CREW),
                ("one-match-a-day", self.seats.sum_by("referee", "day") <= 1),
            ]
        )

    def crews(self, values: Ints) -> Crews:
        """What values of the columns mean."""
        return crews_of(self.seats, values)


class Fair(Refereeing):
    """The same; the busiest referee has at most `spread` matches more than the idlest."""

    def __init__(self, matches: Matches, spread: int) -> None:
        days = np.array([len(np.unique(np.array(matches.day)[can])) for can in free(matches)[:, list(matches.day)]])
        # Whoever has fewest matches has no more than the mean, and nobody has more than there are days for them.
        least = min(int(days.min()), CREW * len(matches.day) // len(days))
        super().__init__(matches, np.array([days.max(), least]), np.array([-1, -1]))
        most, fewest = (
            Block(name, self.further[[k]], {}, self.n).sum_by() for k, name in enumerate(("most", "fewest"))
        )
        mine = self.seats.sum_by("referee")
        self.add([("spread", rows) for rows in (mine <= most, mine >= fewest, most - fewest <= spread)])

    def completed(self, values: Ints) -> Ints:
        """The same seats, with the most and the fewest matches at what they make of them."""
        values = values.copy()
        matches = np.bincount(self.seats.keys["referee"], values[self.seats.columns], self.n["referee"])
        values[self.further] = matches.max(), matches.min()
        return values


class Paired(Refereeing):
    """The same; every match of a preferred pair has a column of its own, which counts as -1 in `unpaired`."""

    def __init__(self, matches: Matches) -> None:
        can, pairs = free(matches)[:, list(matches.day)], np.array(matches.pairs, dtype=np.int64).reshape(-1, 2)
        pair, match = np.nonzero(can[pairs[:, 0]] & can[pairs[:, 1]])
        super().__init__(matches, np.ones_like(pair), match)
        self.unpaired = np.zeros(len(self), dtype=np.int64)
        self.unpaired[self.further] = -1
        together = Block("pairs", self.further, {"match": match}, self.n)
        self.ends = tuple(together.with_key("referee", pairs[pair, side], self.n["referee"]) for side in range(CREW))
        mine = self.ends[0].sum_by("referee", "match") + self.ends[1].sum_by("referee", "match")
        self.add([("pair", mine <= self.seats.sum_by("referee", "match"))])

    def completed(self, values: Ints) -> Ints:
        """The same seats, with every pair at what they make of it."""
        values, seated = values.copy(), np.zeros((self.n["referee"], self.n["match"]), dtype=bool)
        seated[self.seats.keys["referee"], self.seats.keys["match"]] = values[self.seats.columns] > 0
        first, second = (seated[end.keys["referee"], end.keys["match"]] for end in self.ends)
        values[self.further] = first & second
        return values


class Moving(Program):
    """Who takes which match, and when: a date for every match and day in reach, a seat for every date and referee.

    A match is on one day, the one it has or another at most `days` away, from the set's first day to its last. At most
    `most` matches are on another day than they have. No team plays twice a day.
    A seat hangs on its date: without the last family of rows the relaxation would send a near referee to half a match.
    """

    def __init__(self, matches: Matches, days: int, most: int) -> None:
        can, now = free(matches), np.array(matches.day)
        last, home = int(now.max()), np.array(matches.teams, dtype=np.int64)
        self.n = {"match": len(now), "day": last + 1, "referee": len(can), "team": int(home.max()) + 1}
        reach = np.abs(np.arange(last + 1) - now[:, None]) <= days
        match, day = np.nonzero(reach & (can[:, : last + 1].sum(axis=0) >= CREW))
        if len(dateless := np.setdiff1d(np.arange(len(now)), match)):  # without a date there would not even be a row
            raise NothingFound(f"Match {dateless[0]} has no day in reach on which {CREW} referees are free.")
        date, referee = np.nonzero(can[:, day].T)
        self._date = date
        seats = len(match) + np.arange(len(date))
        self.dates = Block("dates", np.arange(len(match)), {"match": match, "day": day}, self.n)
        keys = {"referee": referee, "match": match[date], "day": day[date]}
        self.seats = Block("seats", seats, keys, self.n)
        group = np.concatenate([match, match[date]])
        super().__init__(np.ones(len(match) + len(date), dtype=np.int64), group, (self.dates.columns, seats))
        self.distance = np.zeros(len(self), dtype=np.int64)
        self.distance[seats] = np.array(matches.distance)[referee, np.array(matches.arena)[match[date]]]
        sides = (self.dates.with_key("team", home[match, side], self.n["team"]) for side in (0, 1))
        playing = [side.sum_by("team", "day") for side in sides]
        self.add(
            [
                ("one-day", self.dates.sum_by("match") == 1),
                ("two-a-match", self.seats.sum_by("match", "day") - CREW * self.dates.sum_by("match", "day") == 0),
                ("one-match-a-day", self.seats.sum_by("referee", "day") <= 1),
                ("team-once-a-day", playing[0] + playing[1] <= 1),
                ("moved", self.dates.where(day != now[match]).sum_by() <= most),
                ("seat-on-its-date", self.seats.sum_by("match", "day", "referee") <= self.dates.sum_by("match", "day")),
            ]
        )

    def in_company(self, reduced: Floats) -> Floats:
        """See `Program`: a date comes with its two cheapest seats, a seat with its date and the cheapest other one."""
        beyond = np.maximum(reduced, 0.0)
        of_date, of_seat = beyond[self.dates.columns], beyond[self.seats.columns]
        order = np.lexsort((of_seat, self._date))
        first = np.searchsorted(self._date[order], np.arange(len(of_date)))
        cheapest, second = (of_seat[order[first + k]] for k in range(CREW))
        is_cheapest = np.isin(np.arange(len(of_seat)), order[first])
        other = np.where(is_cheapest, second[self._date], cheapest[self._date])
        company = beyond.copy()
        company[self.dates.columns] = of_date + cheapest + second
        company[self.seats.columns] = of_seat + of_date[self._date] + other
        return company

    def days(self, values: Ints) -> list[int]:
        """The day of each match."""
        chosen = np.flatnonzero(values[self.dates.columns])
        days = np.full(self.n["match"], -1, dtype=np.int64)
        days[self.dates.keys["match"][chosen]] = self.dates.keys["day"][chosen]
        return [int(day) for day in days]

    def crews(self, values: Ints) -> Crews:
        """The referees of each match."""
        return crews_of(self.seats, values)


def crews_of(seats: Block, values: Ints) -> Crews:
    """The referees of each match, by the seats that are taken."""
    crews: list[list[int]] = [[] for _ in range(seats.n["match"])]
    for seat in np.flatnonzero(values[seats.columns]):
        crews[seats.keys["match"][seat]].append(int(seats.keys["referee"][seat]))
    return crews


def free(matches: Matches) -> Bools:
    """Whether a referee is free on a day, [referee, day]."""
    days = 1 + max([*matches.day, *(day for _, day in matches.away)])
    table = np.ones((len(matches.distance), days), dtype=bool)
    for referee, day in matches.away:
        table[referee, day] = False
    return table


# The judge


@dataclass(frozen=True)
class Recount:
    """What crews are worth, counted from the raw data. by_a_pair: matches taken by a preferred pair."""

    distance: int
    spread: int
    by_a_pair: int


def recount(matches: Matches, crews: Crews, days: Sequence[int] | None = None) -> Recount:
    """Count in plain Python, without columns. Raises Wrong if a rule is broken.

    days: of each match, if not its own; whether it may be moved there, `moved` says.
    """
    days = matches.day if days is None else days
    if len(crews) != len(matches.day):
        raise Wrong(f"{len(matches.day)} matches have {len(crews)} crews")
    for match, crew in enumerate(crews):
        if len(set(crew)) != CREW or len(crew) != CREW:
            raise Wrong(f"match {match} has the referees {list(crew)} and needs {CREW}")
    calls = Counter((referee, days[match]) for match, crew in enumerate(crews) for referee in crew)
    for (referee, day), count in calls.items():
        if count > 1:
            raise Wrong(f"referee {referee} has {count} matches on day {day}")
        if (referee, day) in matches.away:
            raise Wrong(f"referee {referee} has a match on day {day} and is away")
    loads = Counter(referee for crew in crews for referee in crew)
    each = [loads[referee] for referee in range(len(matches.distance))]
    pairs = {frozenset(pair) for pair in matches.pairs}
    return Recount(
        distance=sum(
            matches.distance[referee][place]
            for crew, place in zip(crews, matches.arena, strict=True)
            for referee in crew
        ),
        spread=max(each) - min(each),
        by_a_pair=sum(frozenset(crew) in pairs for crew in crews),
    )


def moved(matches: Matches, days: Sequence[int], farthest: int = MOVED_DAYS, most: int = MOVED) -> int:
    """How many matches are on another day than their own, counted in plain Python. Raises Wrong if a rule is broken.

    farthest: how far a match may move. most: how many may.
    """
    if len(days) != len(matches.day):
        raise Wrong(f"{len(matches.day)} matches have {len(days)} days")
    playing: Counter[tuple[int, int]] = Counter()
    for match, (day, own, teams) in enumerate(zip(days, matches.day, matches.teams, strict=True)):
        if not 0 <= day <= max(matches.day):
            raise Wrong(f"match {match} is on day {day}, outside the season")
        if abs(day - own) > farthest:
            raise Wrong(f"match {match} moves from day {own} to {day}, by more than {farthest}")
        playing.update((team, day) for team in teams)
    for (team, day), often in playing.items():
        if often > 1:
            raise Wrong(f"team {team} has {often} matches on day {day}")
    count = sum(day != own for day, own in zip(days, matches.day, strict=True))
    if count > most:
        raise Wrong(f"{count} matches move, of {most} at most")
    return count


# The questions


def answers(matches: Matches, seconds: float) -> Iterator[Answer]:
    """Each published question with its answer; what later ones ask depends on what earlier ones found.

    seconds: how long each step of each may take.
    """
    plain = Refereeing(matches)
    nearest = minimise(plain, plain.distance, seconds)
    yield answer("least distance", recount(matches, plain.crews(nearest.values)).distance, nearest)

    fair = Fair(matches, SPREAD)
    found = minimise(fair, fair.distance, seconds)
    counted = recount(matches, fair.crews(found.values))
    if counted.spread > SPREAD:
        raise Wrong(f"the busiest referee has {counted.spread} matches more than the idlest, of {SPREAD} at most")
    yield answer(f"least distance, most - fewest matches <= {SPREAD}", counted.distance, found)

    paired = Paired(matches)
    hold(paired, "distance", paired.distance, nearest.cost)
    found = minimise(paired, paired.unpaired, seconds)
    counted = recount(matches, paired.crews(found.values))
    if counted.distance > nearest.cost:
        raise Wrong(f"the distance is {counted.distance}, of {nearest.cost} at most")
    yield answer("most matches by a preferred pair at that least distance", counted.by_a_pair, found, unit=-1)

    paired = Paired(matches)
    most = minimise(paired, paired.unpaired, seconds)
    yield answer(
        "most matches by a preferred pair", recount(matches, paired.crews(most.values)).by_a_pair, most, unit=-1
    )
    hold(paired, "pairs", paired.unpaired, most.cost)
    found = minimise(paired, paired.distance, seconds)
    counted = recount(matches, paired.crews(found.values))
    if counted.by_a_pair < -most.cost:
        raise Wrong(f"{counted.by_a_pair} matches have a preferred pair, of {-most.cost} at least")
    yield answer("least distance at that many", counted.distance, found)


def rescheduled(matches: Matches, seconds: float) -> Answer:
    """The question that was never answered in public: the least distance where some matches may move."""
    moving = Moving(matches, MOVED_DAYS, MOVED)
    found = minimise(moving, moving.distance, seconds)
    days = moving.days(found.values)
    moved(matches, days)
    question = f"least distance, {MOVED} matches at most moved by {MOVED_DAYS} days at most"
    return answer(question, recount(matches, moving.crews(found.values), days).distance, found)
