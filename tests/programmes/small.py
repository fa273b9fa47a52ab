"""Small facts for programmes, drawn or by hand: schools on one meridian, one calendar, every weekday open."""

from datetime import date, timedelta
from random import Random
from typing import Any

from models.calendar import Calendar, Days
from models.instance import Origin
from models.network import Hub, Phase, School
from tests.tiny import CALENDAR, FIRST_MONDAY, latitude

ORIGIN = Origin(text="made for a test")
HUBS = tuple(Hub(id=f"H{n}", name=f"Hub {n}") for n in range(1, 5))
CALENDARS: tuple[Calendar, ...] = (CALENDAR,)


def school(id: str, km: float = 0, **fields: Any) -> School:
    """A school so many km north of the first."""
    usual: dict[str, Any] = {"name": id, "hub": "H1", "phase": Phase.PRIMARY, "calendar": CALENDAR.id}
    return School(**{**usual, "id": id, "latitude": latitude(km), "longitude": 0.0, **fields})


def day(week: int, weekday: int = 0) -> date:
    """A day of the `week`-th week, from 1."""
    return FIRST_MONDAY + timedelta(weeks=week - 1, days=weekday)


def draw_school(rng: Random, id: str, days: tuple[date, ...], most_km: int = 90) -> School:
    """A school somewhere, closed on some of the days that matter."""
    return school(
        id,
        rng.randrange(2 * most_km) / 2,  # just at a whole or half km, where the last digit would decide
        hub=rng.choice(HUBS).id,
        phase=rng.choice((Phase.PRIMARY, Phase.SECONDARY)),
        pupils=rng.choice((None, 120, 300, 900, 1400)),
        trust=rng.choice((None, None, None, "Ash", "Birch")),
        closed=tuple(Days(first=one, last=one) for one in days if rng.random() < 0.2),
    )
