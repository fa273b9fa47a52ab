"""Days, calendars, terms and weeks."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from pydantic import Field, model_serializer, model_validator
from pydantic.json_schema import JsonSchemaValue

from models.base import Day, Fact

DAYS_PATTERN = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(/[0-9]{4}-[0-9]{2}-[0-9]{2})?$"
WEDNESDAY = 2


class Days(Fact):
    """The days from `first` to `last`, both included. In JSON `"2018-10-22/2018-10-26"`, or one day `"2018-11-05"`."""

    first: Day
    last: Day

    @model_validator(mode="after")
    def _in_order(self) -> "Days":
        _refuse_swapped(self.first, self.last)
        return self

    @model_validator(mode="wrap")
    @classmethod
    def _read(cls, value: Any, read: Callable[[Any], "Days"]) -> "Days":
        return _days_of(value) if isinstance(value, str) else read(value)

    @model_serializer
    def _write(self) -> str:
        return str(self)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: Any, handler: Any) -> JsonSchemaValue:
        return {
            "type": "string",
            "pattern": DAYS_PATTERN,
            "description": "one day, or first/last day of a range, both included (ISO 8601)",
        }

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last

    def __iter__(self) -> Iterator[date]:  # type: ignore[override]
        return (self.first + timedelta(days=n) for n in range((self.last - self.first).days + 1))

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}/{self.last}"


@lru_cache(maxsize=10_000)
def _days_of(text: str) -> Days:
    """The days a text stands for. A national instance writes a few hundred different ranges half a million times."""
    if not re.fullmatch(DAYS_PATTERN, text):
        raise ValueError("a day is written 2018-10-22 and a range 2018-10-22/2018-10-26")
    first, _, last = text.partition("/")
    days = {"first": date.fromisoformat(first), "last": date.fromisoformat(last or first)}
    _refuse_swapped(**days)
    return Days(**days)


def _refuse_swapped(first: date, last: date) -> None:
    if last < first:
        raise ValueError(f"the last day {last} is before the first day {first}. Maybe they are swapped")


class Calendar(Fact):
    """When schools that follow it are open: weekdays in `open`, without `closed` (half terms, bank holidays)."""

    id: str = Field(min_length=1)
    name: str
    open: tuple[Days, ...] = Field(min_length=1)
    closed: tuple[Days, ...] = ()

    def is_school_day(self, day: date) -> bool:
        """Whether schools of this calendar are open on `day`. Saturdays and Sundays never are."""
        return (
            day.weekday() < 5
            and any(day in days for days in self.open)
            and not any(day in days for days in self.closed)
        )


class Term(Fact):
    """One term of the school year. `number` counts from 1; `calendar` says which weeks of it are school weeks."""

    id: str = Field(min_length=1)
    number: int = Field(ge=1)
    calendar: str
    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> "Term":
        if self.last_day < self.first_day:
            raise ValueError(
                f"the term ends on {self.last_day}, before it begins on {self.first_day}. Maybe they are swapped"
            )
        return self

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day <= self.last_day


def week_of(day: date) -> date:
    """The Monday of the week of `day`: two reviews are in one week exactly when this is equal."""
    return day - timedelta(days=day.weekday())


def school_year_start(school_year: str) -> int:
    """The calendar year in which a school year such as "2018-19" begins: 2018."""
    return int(school_year[:4])


def school_year_days(school_year: str) -> Days:
    """All days of a school year: August to August."""
    start = school_year_start(school_year)
    return Days(first=date(start, 8, 1), last=date(start + 1, 8, 31))
