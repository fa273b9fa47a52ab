"""All that a school sends, as one decision: a *sending*, whose travel beyond what is fair is known exactly.

What somebody travels beyond what is fair is convex in their visits, so a relaxation that mixes seats pays too little
for it: half a short visit and half a long one look like one fair visit. A sending is a whole number of visits of
named people, so its excess is a number, and mixing sendings is never cheaper than the mixed excesses. This is Dantzig
and Wolfe's decomposition with a block for each school: the columns are the solutions of the rows that are about that
school alone.

Example. Two may be sent, fair are 50 km; one visit is of 20 km, the other of 80. Both together exceed nothing, the
long one alone 30 km. Half of both seats exceed nothing, either: half of the pair. But where only one of them is to be
sent, half of each costs 15 km as sendings, and still nothing as seats.

A school that may send many has too many sendings; it stays in seats, as in the program.
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy import sparse

from scheduler.tables.arrays import Bools, Floats, Ints
from scheduler.tables.columns import Columns, Travel
from scheduler.tables.program import Program
from scheduler.tables.rows import Block, Rows

MOST_VISITS = 3  # of a sending: a school that may send more stays in seats
_MOST_OF_ONE = 2  # visits of one reviewer in a sending: where the rules allow more, the school stays in seats


@dataclass(frozen=True)
class Sendings:
    """Some sendings. home: the school of each. visits: (sending, place) numbers of `Senders`' visits, -1 for none."""

    home: Ints
    visits: Ints

    def __len__(self) -> int:
        return len(self.home)

    def some(self, keep: Ints | Bools) -> "Sendings":
        """Only these."""
        return Sendings(self.home[keep], self.visits[keep])

    @cached_property
    def there(self) -> Bools:
        """(sending, place): whether there is a visit."""
        return self.visits >= 0

    @cached_property
    def sent(self) -> Ints:
        """(sending): how many visits."""
        return np.asarray(self.there.sum(axis=1))

    def sum(self, of_visit: Floats) -> Floats:
        """(sending): the sum over its visits."""
        return np.asarray(self.each(of_visit, 0.0).sum(axis=1))

    def each(self, of_visit: Floats, otherwise: float) -> Floats:
        """(sending, place): of every visit, and otherwise where there is none."""
        if not len(of_visit):
            return np.full(self.visits.shape, otherwise)
        return np.where(self.there, of_visit[np.where(self.there, self.visits, 0)], otherwise)


def together(parts: list[Sendings]) -> Sendings:
    """Some sendings after others; there is at least one part."""
    return Sendings(np.concatenate([part.home for part in parts]), np.concatenate([part.visits for part in parts]))


def are_listed(columns: Columns) -> bool:
    """Whether schools' sendings can be listed: in one term, where no school has two in one team."""
    alone = "team-mix" in columns.rules and columns.facts.policy.team_mix.of_a_school == 1
    return columns.facts.n["term"] == 1 and alone and not columns.seats.is_waived("team-mix").any()


class Senders:
    """The schools whose sendings are listed, and their visits: possible seats, in the order of school and week.

    fair_m: metres a visit that are fair. seat: of each visit its position in the block of seats. home, week, review,
    person: of each visit. over: metres beyond (below 0: within) what is fair. alone: the reviewer's excess if it is
    their only visit. twice: whether the reviewer may make two. most: (school) visits at most, 0 if it stays in seats.
    owner: of each column of the program the school whose sending decides it, -1 for none.
    linking: the program's rows that are about more than one school alone; sendings keep the others by themselves.
    matrix, lower, upper: these rows, and after them what `add` adds.
    """

    def __init__(self, columns: Columns, program: Program, fair_m: int) -> None:
        self.columns, self.program = columns, program
        people, schools = columns.travel
        keys, n = columns.seats.keys, columns.facts.n
        often = np.zeros(n["home"], dtype=bool)
        often[columns.facts.reviewer_home[people.most > _MOST_OF_ONE]] = True
        self.is_listed: Bools = (schools.most <= MOST_VISITS) & ~often
        self.most = np.where(self.is_listed, schools.most, 0)
        possible = np.flatnonzero(self.is_listed[keys["home"]] & (program.highest[columns.seats.columns] > 0))
        self.seat = possible[np.lexsort((keys["week"][possible], keys["home"][possible]))]
        self.home, self.week, self.review, self.person, self.date = (
            keys[key][self.seat] for key in ("home", "week", "review", "reviewer", "date")
        )
        self.over = (1000 * columns.seat_km[self.seat] - fair_m).astype(float)
        self.past_of_person = people.past_excess_m(fair_m).astype(float)
        self.past = schools.past_excess_m(fair_m).astype(float)
        self.alone = np.maximum(self.past_of_person[self.person] + self.over, 0.0)
        self.twice = people.most[self.person] > 1
        self.due = columns.facts.due[:, -1]
        self.spares_several = columns.most_away > 1
        self.owner = self._owner()
        self._split_rows()

    @property
    def column(self) -> Ints:
        """Of each visit its column in the program."""
        return np.asarray(self.columns.seats.columns[self.seat])

    def _owner(self) -> Ints:
        columns = self.columns
        owner = np.full(len(self.program), -1, dtype=np.int64)
        owner[columns.seats.columns] = columns.seats.keys["home"]
        owner[columns.shortfalls.columns] = columns.shortfalls.keys["home"]
        for travel in columns.travel:
            for block in (travel.excess, travel.more, travel.again):
                who = block.keys[travel.key]
                owner[block.columns] = who if travel.key == "home" else columns.facts.reviewer_home[who]
        return np.where((owner >= 0) & self.is_listed[owner], owner, -1)

    def _split_rows(self) -> None:
        """Which rows are about one school alone, and what the others say."""
        matrix = self.program.matrix
        filled = np.flatnonzero(np.diff(matrix.indptr))
        first, last = (np.full(matrix.shape[0], -1, dtype=np.int64) for _ in range(2))
        owners = self.owner[matrix.indices]
        if len(filled):
            first[filled] = np.minimum.reduceat(owners, matrix.indptr[filled])
            last[filled] = np.maximum.reduceat(owners, matrix.indptr[filled])
        mine = (first >= 0) & (first == last)
        self.linking = np.flatnonzero(~mine)
        self.matrix = matrix[self.linking]
        self.lower, self.upper = self.program.lower[self.linking], self.program.upper[self.linking]
        self._own = matrix[mine]
        self._least, self._greatest = self.program.lower[mine], self.program.upper[mine]
        asks = (self._least > 0) | (self._greatest < 0)  # rows that doing nothing does not keep
        self._asked = np.bincount(first[mine][asks], minlength=len(self.is_listed))
        self._asks = asks

    def add(self, rows: Rows) -> None:
        """Add linking rows below the program's. Whatever whole values keep the program must keep them.

        They are about visits and about columns that no sending decides. What only measures a sending is never priced:
        a row about it would make a bound false.
        """
        entries = rows.factors.astype(float), (rows.row, rows.columns)
        self.matrix = sparse.vstack(
            [self.matrix, sparse.csr_matrix(entries, shape=(len(rows), len(self.program)))], format="csr"
        )
        self.lower = np.concatenate([self.lower, rows.lower])
        self.upper = np.concatenate([self.upper, rows.upper])

    # What sendings come to

    def nothing(self) -> Sendings:
        """Of every school whose sendings are listed, the one without visits."""
        home = np.flatnonzero(self.is_listed)
        return Sendings(home, np.full((len(home), MOST_VISITS), -1, dtype=np.int64))

    def of(self, values: Ints) -> Sendings:
        """What a schedule's schools send, of those whose sendings are listed. values: of all columns."""
        found = self.nothing()
        place = np.full(len(self.is_listed), -1, dtype=np.int64)
        place[found.home] = np.arange(len(found))
        sent = np.flatnonzero(values[self.column])
        rank = np.arange(len(sent)) - np.searchsorted(self.home[sent], self.home[sent])
        found.visits[place[self.home[sent]], rank] = sent
        return Sendings(found.home, found.visits)

    def excess(self, sendings: Sendings) -> Floats:
        """(sending): metres beyond what is fair, of the school and of its reviewers."""
        over, alone = sendings.each(self.over, 0.0), sendings.each(self.alone, 0.0)
        of_school = np.where(sendings.sent > 0, np.maximum(self.past[sendings.home] + over.sum(axis=1), 0.0), 0.0)
        excess = of_school + alone.sum(axis=1)
        if not len(self.person):
            return np.asarray(excess)
        person = np.where(sendings.there, self.person[np.where(sendings.there, sendings.visits, 0)], -1)
        for one in range(person.shape[1]):
            for other in range(one + 1, person.shape[1]):
                same = (person[:, one] == person[:, other]) & (person[:, one] >= 0)
                both = np.maximum(self.past_of_person[person[:, one]] + over[:, one] + over[:, other], 0.0)
                excess += np.where(same, both - alone[:, one] - alone[:, other], 0.0)
        return np.asarray(excess)

    def short(self, sent: Ints, home: Ints) -> Ints:
        """How many reviewers a school that sends so many falls short of its due."""
        return np.asarray(np.maximum(self.due[home] - sent, 0))

    def vectors(self, sendings: Sendings) -> sparse.csc_matrix:
        """(column of the program, sending): the values of all columns that each decides."""
        columns, count = self.columns, len(sendings)
        which, place = np.nonzero(sendings.there)
        visit = sendings.visits[which, place]
        entries = [(self.column[visit], which, np.ones(len(which)))]
        short = self.short(sendings.sent, sendings.home)
        entries.append(_nonzero(columns.shortfalls.columns[sendings.home], np.arange(count), short))
        people, schools = columns.travel
        entries += _travelled(schools, self.past, which, sendings.home[which], self.over[visit])
        entries += _travelled(people, self.past_of_person, which, self.person[visit], self.over[visit])
        rows, of_sending, values = (np.concatenate(each) for each in zip(*entries, strict=True))
        return sparse.csc_matrix((values, (rows, of_sending)), shape=(len(self.program), count))

    def possible(self, sendings: Sendings) -> Bools:
        """(sending): whether it keeps all rows that are about its school alone, and the limits of its columns."""
        vectors = self.vectors(sendings)
        sums = (self._own @ vectors).tocoo()
        kept = (sums.data > self._least[sums.row] - 0.5) & (sums.data < self._greatest[sums.row] + 0.5)
        possible = np.ones(len(sendings), dtype=bool)
        possible[sums.col[~kept]] = False
        answered = np.bincount(sums.col[kept & self._asks[sums.row]], minlength=len(sendings))
        possible &= answered == self._asked[sendings.home]
        values = vectors.tocoo()
        possible[values.col[values.data > self.program.highest[values.row]]] = False
        return possible


_Entries = tuple[Ints, Ints, Floats]


def _nonzero(rows: Ints, columns: Ints, values: Ints | Floats) -> _Entries:
    there = np.flatnonzero((values != 0) & (rows >= 0))
    return rows[there], columns[there], values[there].astype(float)


def _travelled(travel: Travel, past: Floats, which: Ints, who: Ints, over: Floats) -> list[_Entries]:
    """The measures of one kind of traveller: which sending, who travels, and by how much beyond what is fair."""
    n = len(past)
    pairs, place = np.unique(which * n + who, return_inverse=True)
    sending, traveller = np.divmod(pairs, n)
    visits = np.bincount(place.reshape(-1), minlength=len(pairs))
    excess = np.maximum(past[traveller] + np.bincount(place.reshape(-1), over, len(pairs)), 0.0)
    return [
        _nonzero(_column_of(travel.excess, travel.key, n)[traveller], sending, excess),
        _nonzero(_column_of(travel.more, travel.key, n)[traveller], sending, visits - 1),
        _nonzero(_column_of(travel.again, travel.key, n)[traveller], sending, np.ones(len(pairs))),
    ]


def _column_of(block: Block, key: str, n: int) -> Ints:
    column = np.full(n, -1, dtype=np.int64)
    column[block.keys[key]] = block.columns
    return column
