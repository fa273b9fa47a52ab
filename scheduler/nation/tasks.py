"""What a process for districts is asked, and what it answers: plain data that goes from one process to another.

There are two questions. `Planning`: plan these reviews while those stay, answered by `Planned`. `Bounding`: what is
there to choose from at these prices, answered by `Bounded`. Who asks is `whole`, who answers is `working`.

Example. `Planning` of 250 reviews around Leeds with 900 people, 40 decided reviews around them and 30 seconds comes
back as 250 planned reviews, and the price of every row, such as 12 km for one more visit of L01.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from scipy import sparse

from models.schedule import PlannedReview
from scheduler.nation.prices import Named, Naming
from scheduler.nation.tariff import Tariff
from scheduler.tables.arrays import Bools, Floats, Ints


@dataclass(frozen=True)
class Place:
    """The schools whose reviews are looked at, those whose people may come to them, and the leads who may.

    inside: the schools and leads who are bounded; who plans has no use for it.
    """

    hosts: frozenset[str]
    homes: frozenset[str]
    leads: frozenset[str]
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Fair:
    """How a district is made fairer that is planned already. visit_m: metres a visit that are fair.

    m_a_km: metres beyond that which a km of quality is worth. most: by so much quality may rise there at most.
    """

    visit_m: int
    m_a_km: float
    most: int


@dataclass(frozen=True)
class Planning:
    """Plan the reviews at the hosts.

    even: reviews a week, by Monday, that crowd nobody there. prices: who is promising at them is looked at; without any
    everybody is, and prices are found. decided: reviews that stay as they are. present: those to be planned, as they
    are now: who is there may stay. fair: with fairer journeys than now, and goals before quality as they are; None:
    fairness does not count.
    """

    place: Place
    even: dict[date, int]
    seconds: float | None = field(compare=False)
    prices: Named = field(default_factory=dict)
    decided: tuple[PlannedReview, ...] = ()
    present: tuple[PlannedReview, ...] = ()
    fair: Fair | None = None


@dataclass(frozen=True)
class Planned:
    """The reviews as planned (None: as they were, for nothing better was found in time) and, if asked, prices of rows.

    week: prices of one review more in each week, by Monday. rise: where fairness counts, by so much quality rises but
    for crowded weeks.
    """

    reviews: tuple[PlannedReview, ...] | None
    prices: Named = field(default_factory=dict)
    week: dict[date, float] = field(default_factory=dict)
    rise: int = 0


@dataclass(frozen=True)
class Bounding:
    """All that the reviews at hosts inside can choose from, at given prices.

    tariff: what journeys count besides; None: fairness does not count.
    """

    place: Place
    prices: Named
    tariff: Tariff | None = None


@dataclass(frozen=True)
class Mix:
    """Of each set of columns that stand next to each other, a group takes at most so many.

    start: of each set its first column, in rising order, beginning with 0. most: of each.
    """

    start: Ints
    most: Ints


@dataclass(frozen=True)
class Choices:
    """Columns of which each group takes its cheapest. group: of each column, in rising order; every number occurs.

    cost: without prices. often: whether it may be taken more than once. matrix: (columns, rows).
    mixes: sets of columns of a group of which it takes only so many: see `Mix`.
    """

    group: Ints
    cost: Floats
    often: Bools
    matrix: sparse.csr_matrix
    mixes: tuple[Mix, ...] = ()


@dataclass(frozen=True)
class Bounded:
    """The choices of the reviews at hosts inside, and the rows that tie them to each other and to others.

    options: of every review its dates and, the last, to be left out. teams, leads: of every date; the last is whoever
    is not looked at, a column without rows. shortfalls: of the schools inside, up to `most` each. size, week: of every
    date its seats, and its week's Monday. rows: which of the model's the matrices have. lower, upper: their limits,
    none where a district cannot know them. prices: of the rows, as they were given.
    """

    options: Choices
    teams: Choices
    leads: Choices
    shortfalls: Choices
    size: Ints
    week: tuple[date, ...]
    most: Ints
    naming: Naming
    rows: Ints
    lower: Floats
    upper: Floats
    prices: Floats


Task = Planning | Bounding
Result = Planned | Bounded | None

Seconds = Callable[..., float | None]


def countdown(seconds: float | None) -> Seconds:
    """How long there is from now on, each time it is asked: of the whole, or of a multiple of it. None: no limit."""
    begun = time.monotonic()

    def left(share: float = 1.0) -> float | None:
        return None if seconds is None else max(0.0, share * seconds - (time.monotonic() - begun))

    return left
