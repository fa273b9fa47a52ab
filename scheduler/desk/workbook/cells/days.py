"""Dates as people type them. What can be read in two ways is refused, with both readings."""

import re
from datetime import date, timedelta

from scheduler.words import day_said

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]00:00(?::00)?(?:\.0+)?)?")
_NUMBERS = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_IN_WORDS = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[ \-/.]*(?:of )?([a-z]{3,9})\.?,?[ \-/.]*(\d{4}|\d{2})")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
_WEEKDAY = re.compile(r"(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? +")
_FIRST_SERIAL, _LAST_SERIAL = 30_000, 80_000  # 1982 to 2119, as Excel counts days
_EXCEL_ZERO = date(1899, 12, 30)


class NotADay(ValueError):
    """The text is no date, or more than one. remedy: what to do."""

    def __init__(self, expected: str, remedy: str) -> None:
        super().__init__(expected)
        self.expected, self.remedy = expected, remedy


def day_of(text: str) -> date:
    """The date a text stands for: 2018-10-22, 22/10/2018, 22 Oct 2018, Mon 22 October 2018 and the like.

    Raises:
        NotADay: with what was expected, and what to do.
    """
    lowered = " ".join(text.casefold().split())
    weekday = _WEEKDAY.match(lowered)
    named = _WEEKDAYS.index(weekday[1]) if weekday else None
    readings = _readings(lowered[weekday.end() :] if weekday else lowered)
    if not readings:
        if _looks_like_a_date(lowered[weekday.end() :] if weekday else lowered):
            raise NotADay("a day that the calendar has", "There is no such day: correct it.")
        raise NotADay("a date, such as 22 Oct 2018", _serial(lowered) or "Type it as 22 Oct 2018 or 2018-10-22.")
    right = [day for day in readings if named is None or day.weekday() == named]
    if not right:
        was = " or ".join(f"{day:%A} {day_said(day)}" for day in readings)
        raise NotADay("a weekday and a date that fit", f"It is {was}: correct one of the two.")
    if len(right) > 1:
        ways = " or ".join(day_said(day) for day in right)
        raise NotADay("a date that can be read in one way only", f"It may be {ways}: type it like that.")
    return right[0]


def is_month_first(text: str) -> bool:
    """Whether the text is a date as Americans write it in numbers, such as 10/22/2018, and can be no other."""
    found = _NUMBERS.fullmatch(" ".join(text.split()))
    return found is not None and int(found[1]) <= 12 < int(found[2]) <= 31


def _looks_like_a_date(text: str) -> bool:
    in_words = _IN_WORDS.fullmatch(text)
    return bool(_ISO.fullmatch(text) or _NUMBERS.fullmatch(text) or (in_words and _month(in_words[2])))


def _readings(text: str) -> list[date]:
    """Every date the text can stand for, the British reading first."""
    if found := _ISO.fullmatch(text):
        return _dates([(int(found[1]), int(found[2]), int(found[3]))])
    if found := _NUMBERS.fullmatch(text):
        first, second, year = int(found[1]), int(found[2]), _year(found[3])
        return _dates([(year, second, first), (year, first, second)])
    if found := _IN_WORDS.fullmatch(text):
        return _dates([(_year(found[3]), month, int(found[1])) for month in _month(found[2])])
    if found := _MONTH_FIRST.fullmatch(text):
        return _dates([(int(found[3]), month, int(found[2])) for month in _month(found[1])])
    return []


def _month(word: str) -> list[int]:
    """The number of the month called so, in full or by three letters; sept is short for September, too."""
    short = "sep" if word == "sept" else word
    return [number for number, name in enumerate(_MONTHS, 1) if short in (name, name[:3])]


def _year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _dates(parts: list[tuple[int, int, int]]) -> list[date]:
    found = []
    for year, month, day in parts:
        try:
            found.append(date(year, month, day))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _serial(text: str) -> str:
    """A remedy where the text is a number as which Excel keeps a date."""
    number = serial_day(float(text)) if re.fullmatch(r"\d{5}(\.0+)?", text) else None
    return f"Excel keeps {day_said(number)} as this number: format the cell as a date." if number else ""


def serial_day(number: float) -> date | None:
    """The date that Excel keeps as this number; None where it is none of this time."""
    if not number.is_integer() or not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return None
    return _EXCEL_ZERO + timedelta(days=int(number))
