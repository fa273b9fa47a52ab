"""What a process for districts is asked, and what it answers."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from models.schedule import PlannedReview
from scheduler.nation.prices import Named, RowName
from scheduler.program import Floats
from scheduler.rows import Ints


@dataclass(frozen=True)
class Place:
    """The schools whose reviews are looked at, those whose people may come to them, and the leads who may.

    inside: the schools and leads whose prices are found, or who are bounded; who plans has no use for it.
    """

    hosts: frozenset[str]
    homes: frozenset[str]
    leads: frozenset[str]
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Planning:
    """Plan the reviews at the hosts.

    even: reviews a week, by Monday, that crowd nobody there. prices: who is promising at them is looked at; without any
    everybody is, and prices are found. decided: reviews that stay as they are. present: those to be planned, as they
    are now: who is there may stay.
    """

    place: Place
    even: dict[date, int]
    seconds: float | None
    prices: Named = field(default_factory=dict)
    decided: tuple[PlannedReview, ...] = ()
    present: tuple[PlannedReview, ...] = ()


@dataclass(frozen=True)
class Planned:
    """The reviews as planned (None: no schedule found in the time) and, if there were none, prices of all rows.

    week: prices of one review more in each week, by Monday.
    """

    reviews: tuple[PlannedReview, ...] | None
    prices: Named
    week: dict[date, float]


@dataclass(frozen=True)
class Pricing:
    """Find new prices of the rows of those inside and of the reviews at the hosts, at given prices of all others."""

    place: Place
    prices: Named
    week: dict[date, float]
    seconds: float | None


@dataclass(frozen=True)
class Priced:
    """New prices, and the names of those before that are no longer."""

    gone: frozenset[RowName]
    prices: Named


@dataclass(frozen=True)
class Bounding:
    """What the reviews at hosts inside cost at least, date by date, at given prices."""

    place: Place
    prices: Named


@dataclass(frozen=True)
class Bounded:
    """date_review, date_week, date_cost: of every date its review, its week's Monday and what it costs at least.

    The price of the week is not in it. unheld: by review. rest: what else belongs to those inside.
    """

    reviews: tuple[str, ...]
    date_review: Ints
    date_week: tuple[date, ...]
    date_cost: Floats
    unheld: Floats
    rest: float


Task = Planning | Pricing | Bounding
Result = Planned | Priced | Bounded | None


def countdown(seconds: float | None) -> Callable[..., float | None]:
    """How long there is from now on, each time it is asked: of the whole, or of a multiple of it. None: no limit."""
    begun = time.monotonic()

    def left(share: float = 1.0) -> float | None:
        return None if seconds is None else max(0.0, share * seconds - (time.monotonic() - begun))

    return left
