"""What every model shares: frozen, and no field that nobody declared."""

import re
from datetime import date
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

# Upper ends: far beyond what any network has, and low enough for every sum of them to stay exact.
MOST_SEATS, MOST_KM, MOST_PUPILS, MOST_TIMES = 99, 20_100, 100_000, 100  # nowhere on Earth is farther than 20,015 km
Seats = Annotated[int, Field(ge=1, le=MOST_SEATS)]
Number = Annotated[int, Field(ge=0, le=1_000)]
"""How many reviews, reviewers, days or years a policy allows or asks for."""
Km = Annotated[int, Field(ge=0, le=MOST_KM)]
Pupils = Annotated[int, Field(ge=0, le=MOST_PUPILS)]
Rank = Annotated[int, Field(ge=0, le=1_000)]
"""How good a slot is for its host: 0 is best."""
Times = Annotated[int, Field(ge=1, le=MOST_TIMES)]
Account = Annotated[int, Field(ge=-10_000, le=10_000)]
"""Reviewers in a school's account; below 0 is credit."""


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _as_written(value: Any) -> Any:
    """Digits alone are no day, though the library takes them for seconds since 1970."""
    if not isinstance(value, str):
        return value
    if not _DAY.fullmatch(value):
        raise ValueError("a day, written 2018-10-22")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_as_written)]
"""A day as files have it: year, month, day."""
Id = Annotated[str, Field(min_length=1)]


class Fact(BaseModel):
    """A frozen record. Unknown fields are refused, so that a misspelt one is never silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    def __copy__(self) -> Self:
        """A copy without cached lookups: `model_copy(update=...)` may change what they are made of."""
        copied = super().__copy__()
        for name in vars(copied).keys() - type(self).model_fields.keys():
            del vars(copied)[name]
        return copied
