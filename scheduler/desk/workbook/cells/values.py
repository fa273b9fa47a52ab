"""A cell's value, as a column of its kind has it: the plain value that the instance's JSON would hold."""

import re
from datetime import date, datetime, time
from difflib import get_close_matches
from typing import Any

from models.network import Phase
from scheduler.desk.workbook.cells.days import NotADay, day_of
from scheduler.desk.workbook.cells.known import Collections
from scheduler.desk.workbook.cells.plain import alike, trimmed
from scheduler.desk.workbook.files.grids import CellValue, Unworked
from scheduler.desk.workbook.sheets import PHASES, Column, Kind
from scheduler.storage.parsing import unprintable
from scheduler.words import a_or_an, day_said, either

ERRORS = (
    "#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!",
    "#CONNECT!", "#UNKNOWN!", "#BUSY!", "#GETTING_DATA",
)  # fmt: skip
_NOTHING = ("-", "--", "n/a", "na", "none", "nil", "not known", "unknown", "?", "tbc", "tba")
_YES = {"yes": True, "y": True, "x": True, "true": True, "1": True, "no": False, "n": False, "false": False, "0": False}
_LONGEST = 2_000  # no field of an instance needs more; Excel cuts at 32,767
_LONGEST_LIST = 32_767
_MANY = (Kind.SOME, Kind.DAYS, Kind.STRETCHES)
_UNTIL = re.compile(r"(.+?\d)(?: to | until | - | \u2013 )(?=.*\d)(.+)")
_SHOWN = 60
_DASHES = str.maketrans({"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-"})
_MOST_DIGITS = 10**15  # Excel keeps 15 digits of a number
_PHASES = {
    "middle deemed primary": Phase.MIDDLE,  # as the public register calls them
    "middle deemed secondary": Phase.MIDDLE,
    "all through": Phase.ALL_THROUGH,
    "alternative provision": Phase.AP,
    "pupil referral unit": Phase.AP,
    "pru": Phase.AP,
    "infant": Phase.PRIMARY,
    "junior": Phase.PRIMARY,
}


class Wrong(ValueError):
    """A value that a column cannot have. found: the part of the cell that is wrong, where it is not all of it."""

    def __init__(self, expected: str, remedy: str, found: str = "") -> None:
        super().__init__(expected)
        self.expected, self.remedy, self.found = expected, remedy, found


def shown(value: CellValue) -> str:
    """A cell's value as a message shows it, never longer than a line."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return day_said(value) if value.time() == time() else f"{day_said(value)} {value:%H:%M}"
    if isinstance(value, date):
        return day_said(value)
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= _SHOWN else f"{text[: _SHOWN - 3]}..."


def text_of(value: CellValue) -> str:
    """A cell's value as a text; whole numbers without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime | date):
        return str(value.date() if isinstance(value, datetime) else value)
    return trimmed(str(value))


def is_blank(value: CellValue) -> bool:
    """Whether nobody sees anything in the cell."""
    return value is None or (isinstance(value, str) and not trimmed(value))


def is_nothing(column: Column, value: CellValue) -> bool:
    """Whether the cell says nothing: it is empty, or a column that may be empty has a dash or the like."""
    text = alike(text_of(value))
    can_say_none = column.needed or column.kind in (Kind.ID, Kind.DAYS, Kind.STRETCHES)
    return not text or (not can_say_none and text in _NOTHING)


def value_of(column: Column, value: CellValue, known: Collections) -> Any:
    """What the cell stands for; of a column `many`, of one of them.

    Raises:
        Wrong: with what was expected, and what to do.
    """
    if isinstance(value, Unworked):
        remedy = "Open the workbook in Excel and save it: then Excel works it out."
        raise Wrong("a value", remedy, f"the formula {shown(value)} without a value")
    if isinstance(value, str):
        _refuse_odd(value, _LONGEST_LIST if column.kind in _MANY else _LONGEST)
    return _READERS[column.kind](column, value, known)


def _refuse_odd(text: str, longest: int) -> None:
    if text.strip().upper() in ERRORS:
        raise Wrong("a value", "Excel could not work it out: correct or empty the cell.")
    if odd := unprintable(trimmed(text)):
        raise Wrong("printable text", f"Remove the character {odd}.")
    if len(text) > longest:
        raise Wrong(f"at most {longest:,} characters", f"It has {len(text):,}: maybe too much was pasted.")


def _text(column: Column, value: CellValue, known: Collections) -> str:
    """A text; of numbers and dates, Excel may not have kept what was typed."""
    if isinstance(value, bool):
        raise Wrong(column.kind, "Excel made a yes or no of it: format the cell as text, and type it again.")
    if isinstance(value, date) and column.kind == Kind.ID:
        raise Wrong(column.kind, "Excel made a date of it: format the cell as text, and type it again.")
    if isinstance(value, int | float) and abs(value) >= _MOST_DIGITS:
        raise Wrong(column.kind, "Excel keeps 15 digits of a number: format the cell as text, and type it again.")
    return text_of(value)


def _year(column: Column, value: CellValue, known: Collections) -> str:
    """A school year as 2026-27, also where it was typed as 2026/27 or 2026-2027."""
    text = text_of(value).translate(_DASHES).replace(" ", "")
    found = re.fullmatch(r"(\d{4})[-/](?:\d{2})?(\d{2})", text)
    if isinstance(value, date):
        raise Wrong(column.kind, "Excel made a date of it: format the cell as text, and type it again.")
    if found is None:
        remedy = f"Maybe {text}-{(int(text) + 1) % 100:02} is meant." if _is_year(text) else "Correct it."
        raise Wrong(column.kind, remedy)
    return f"{found[1]}-{found[2]}"


def _is_year(text: str) -> bool:
    return re.fullmatch(r"(19|20|21)\d{2}", text) is not None


def _number(column: Column, value: CellValue, known: Collections) -> float | int:
    if isinstance(value, (bool, date)):
        remedy = "It is formatted as a date: format the cell as a number." if isinstance(value, date) else ""
        raise Wrong(column.kind, remedy or "Type the number.")
    if isinstance(value, int | float):
        return value
    text = trimmed(str(value))
    grouped = text.replace(",", "") if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text) else text
    if re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,2})?", grouped):
        return float(grouped) if "." in grouped or "e" in grouped.casefold() else int(grouped)
    comma = re.fullmatch(r"[+-]?\d+,\d+", text)
    raise Wrong(column.kind, "Write a point, not a comma." if comma else "Type the number alone, without words.")


def _whole(column: Column, value: CellValue, known: Collections) -> int:
    number = _number(column, value, known)
    if number != number or number in (float("inf"), float("-inf")) or not float(number).is_integer():
        raise Wrong(column.kind, f"Round it: {number:.0f}." if abs(number) < 1e9 else "Correct it.")
    return int(number)


def _wholes(column: Column, value: CellValue, known: Collections) -> list[int]:
    return [_whole(column, part, known) for part in parts_of(text_of(value))]


def _yes(column: Column, value: CellValue, known: Collections) -> bool:
    if isinstance(value, bool):
        return value
    answer = _YES.get(alike(text_of(value)))
    if answer is None:
        raise Wrong("yes or no", "Type yes or no; empty is no.")
    return answer


def _day(column: Column, value: CellValue, known: Collections) -> str:
    if isinstance(value, datetime):
        if value.time() != time():
            raise Wrong("a date without a time", f"Type {day_said(value)} alone.")
        value = value.date()
    if isinstance(value, bool) or not isinstance(value, date):
        try:
            value = day_of(text_of(value))
        except NotADay as error:
            raise Wrong(error.expected, error.remedy) from None
    if not 1900 < value.year < 2200:
        raise Wrong("a date of this time", "Correct the year.")
    return value.isoformat()


def _days(column: Column, value: CellValue, known: Collections) -> list[str]:
    if alike(text_of(value)) == "none":
        return []
    return [_day(column, value, known)] if isinstance(value, date) else [
        _day(column, part, known) for part in parts_of(text_of(value))
    ]  # fmt: skip


def _stretch(column: Column, value: CellValue, known: Collections) -> str:
    """A day, or a first and a last one."""
    if isinstance(value, date):
        return _day(column, value, known)
    text = text_of(value)
    first, _, last = text.partition("/") if text.count("/") == 1 else (text, "", "")
    if not last and (found := _UNTIL.fullmatch(text)):
        first, last = found[1], found[2]
    days = [_day(column, part.strip(), known) for part in (first, last) if part.strip()]
    if days[-1] < days[0]:
        raise Wrong("a last day after the first", "Maybe the two are swapped.", shown(text))
    return "/".join(dict.fromkeys(days))


def _stretches(column: Column, value: CellValue, known: Collections) -> list[str]:
    if alike(text_of(value)) == "none":
        return []
    parts: list[CellValue] = [value] if isinstance(value, date) else [*parts_of(text_of(value))]
    return [_stretch(column, part, known) for part in parts]


def _words(column: Column, value: CellValue, known: Collections) -> list[str]:
    return [_word(column, part, known) for part in parts_of(text_of(value))]


def _word(column: Column, value: CellValue, known: Collections) -> str:
    said = {alike(word): word for word in column.words} | ({} if column.words != PHASES else _PHASES)
    text = alike(text_of(value))
    if text in said:
        return str(said[text])
    near = get_close_matches(text, said, n=1)
    raise Wrong(
        f"one of {', '.join(column.words)}", f"Maybe {said[near[0]]} is meant." if near else "Choose one of them."
    )


def _one(column: Column, value: CellValue, known: Collections) -> str:
    return _found(column, text_of(value), known)


def _some(column: Column, value: CellValue, known: Collections) -> list[str]:
    text = text_of(value)
    if not column.of:
        return parts_of(text)
    whole = _candidates(column, text, known)
    return whole if len(whole) == 1 else [_found(column, part, known) for part in parts_of(text)]


def _candidates(column: Column, text: str, known: Collections) -> list[str]:
    return list(dict.fromkeys(id_ for name in column.of for id_ in known[name].find(text)))


def _found(column: Column, text: str, known: Collections) -> str:
    """The id that a text means.

    Raises:
        Wrong: nothing is called so, or several are.
    """
    if any(known[name].is_unread for name in column.of):
        return text
    found = _candidates(column, text, known)
    if len(found) == 1:
        return found[0]
    what = either([name.removesuffix("s") for name in column.of])
    if found:
        raise Wrong(f"one {what}", f"Several are called so: write the id, {either(found[:5])}.", shown(text))
    meant = next(filter(None, (known[of].near(text) for of in column.of)), "")
    sheets = either(list(dict.fromkeys(known[name].sheet for name in column.of)))
    remedy = f"Maybe {meant} is meant." if meant else f"Correct it, or add it to sheet {sheets}."
    raise Wrong(f"the id or name of {a_or_an(what)}", remedy, shown(text))


def parts_of(text: str) -> list[str]:
    """The parts of a list in a cell: by semicolons or lines, else by commas."""
    between = r"[;\n]" if re.search(r"[;\n]", text) else ","
    return [part for part in map(str.strip, re.split(between, text)) if part]


_READERS = {
    Kind.TEXT: _text,
    Kind.ID: _text,
    Kind.NUMBER: _number,
    Kind.WHOLE: _whole,
    Kind.WHOLES: _wholes,
    Kind.YES: _yes,
    Kind.DAY: _day,
    Kind.DAYS: _days,
    Kind.STRETCH: _stretch,
    Kind.STRETCHES: _stretches,
    Kind.WORD: _word,
    Kind.WORDS: _words,
    Kind.ONE: _one,
    Kind.SOME: _some,
    Kind.YEAR: _year,
}
