"""What an instance's entries say about each other: unknown, duplicate and contradictory ids, impossible dates.

Works on any part of an instance, so that everything wrong in a file can be reported at once.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any

from models.calendar import Days, Term, school_year_days, school_year_start
from models.instance import Instance
from models.problem import Problem
from models.slot import SlotLength

Entries = Mapping[str, Sequence[tuple[int, Any]]]
"""Collection name -> (position in the file, valid entry)."""


def reference_problems(
    entries: Entries, known: Mapping[str, frozenset[str]], length: SlotLength | None
) -> Iterator[Problem]:
    """Every problem between entries.

    entries: the valid entries of each collection, with their position. known: the ids each collection declares, also
    those of entries that are themselves invalid, so that one mistake is reported once. What refers to a collection that
    is not in `known` (it could not be read) is not judged. length: of slots; None where it could not be read.
    """
    yield from _duplicates(entries)
    yield from _unknown_ids(entries, known)
    yield from _dates(entries, length)
    yield from _term_dates(entries)
    yield from _contradictions(entries)


def _path(collection: str, position: int, field: str) -> str:
    return f"$.{collection}[{position}].{field}"


_KEYS: tuple[tuple[str, str, str], ...] = (
    ("terms", "id", "an id no other term has"),
    ("terms", "number", "a number no other term has"),
    ("calendars", "id", "an id no other calendar has"),
    ("hubs", "id", "an id no other hub has"),
    ("schools", "id", "an id no other school has"),
    ("reviewers", "id", "an id no other reviewer has"),
    ("leads", "id", "an id no other lead has"),
    ("reviews", "id", "an id no other review has"),
    ("reviews", "host", "a host with one review in the instance"),
    ("ledger", "school", "one entry a school"),
    ("fixed", "review", "one fixed decision a review"),
)


def _duplicates(entries: Entries) -> Iterator[Problem]:
    for collection, field, expected in _KEYS:
        seen: dict[Any, tuple[int, Any]] = {}
        for position, entry in entries.get(collection, ()):
            value = getattr(entry, field)
            if value in seen:
                first, other = seen[value]
                yield Problem(
                    where=_path(collection, position, field),
                    value=f"{value!r}{_schools(other, entry) if collection == 'reviewers' else ''}",
                    expected=expected,
                    remedy=f"It stands first at {_path(collection, first, field)}; rename or remove one.",
                )
            seen.setdefault(value, (position, entry))
    yield from _leads_who_review(entries)


def _schools(reviewer: Any, again: Any) -> str:
    """For a reviewer who stands twice with two schools: which."""
    return "" if reviewer.school == again.school else f" at two schools, {reviewer.school!r} and {again.school!r}"


def _leads_who_review(entries: Entries) -> Iterator[Problem]:
    reviewers = {entry.id for _, entry in entries.get("reviewers", ())}
    for position, lead in entries.get("leads", ()):
        if lead.id in reviewers:
            yield Problem(
                where=_path("leads", position, "id"),
                value=repr(lead.id),
                expected="an id that no reviewer has",
                remedy="Give the lead an id of their own, such as 'L07'.",
            )


def _one(value: Any) -> Iterable[Any]:
    return () if value is None else (value,)


_REFERENCES: tuple[tuple[str, str, tuple[str, ...], Callable[[Any], Iterable[Any]]], ...] = (
    ("terms", "calendar", ("calendars",), _one),
    ("schools", "hub", ("hubs",), _one),
    ("schools", "calendar", ("calendars",), _one),
    ("schools", "strong_in", ("areas",), tuple),
    ("schools", "works_on", ("areas",), tuple),
    ("reviewers", "school", ("schools",), _one),
    ("reviewers", "conflicts", ("schools",), tuple),
    ("leads", "conflicts", ("schools",), tuple),
    ("reviews", "host", ("schools",), _one),
    ("reviews", "term", ("terms",), _one),
    ("reviews", "declined_by", ("reviewers", "leads"), tuple),
    ("reviews", "left_by", ("reviewers",), tuple),
    ("visits", "person", ("reviewers", "leads"), _one),
    ("visits", "host", ("schools",), _one),
    ("visits", "home", ("schools",), _one),
    ("ledger", "school", ("schools",), _one),
    ("fixed", "review", ("reviews",), _one),
    ("fixed", "lead", ("leads",), _one),
    ("fixed", "reviewers", ("reviewers",), tuple),
    ("waivers", "person", ("reviewers", "leads"), _one),
    ("waivers", "review", ("reviews",), _one),
)


def _unknown_ids(entries: Entries, known: Mapping[str, frozenset[str]]) -> Iterator[Problem]:
    for collection, field, targets, values in _REFERENCES:
        if not all(target in known for target in targets):
            continue
        ids = frozenset().union(*(known[target] for target in targets))
        for position, entry in entries.get(collection, ()):
            for value in values(getattr(entry, field)):
                if value not in ids:
                    yield Problem(
                        where=_path(collection, position, field),
                        value=repr(value),
                        expected=f"an id listed under {' or '.join(targets)}",
                        remedy="Maybe it is misspelt; else add the missing entry.",
                    )


def _dates(entries: Entries, length: SlotLength | None) -> Iterator[Problem]:
    terms = {term.id: term for _, term in entries.get("terms", ())}
    for position, review in entries.get("reviews", ()):
        term = terms.get(review.term)
        ranked = [(f"$.reviews[{position}].slots[{n}]", slot) for n, slot in enumerate(review.slots)]
        others = [(f"$.reviews[{position}].possible[{n}]", slot) for n, slot in enumerate(review.possible or ())]
        for where, slot in (*ranked, *others):
            if length is not None and not length.begins_on(slot):
                yield _not_a_slot(where, slot, length)
            elif term is not None and slot not in term:
                yield Problem(
                    where=where,
                    value=str(slot),
                    expected=f"a day of term {term.id!r}, {term.first_day} to {term.last_day}",
                    remedy="Move the slot into the term, or the review into another term.",
                )
        for slot, times in Counter(review.slots).items():
            if times > 1:
                yield Problem(
                    where=f"$.reviews[{position}].slots",
                    value=f"{slot} {times} times",
                    expected="each slot once",
                    remedy="Keep the better rank.",
                )
    yield from _fixed_slots(entries, terms, length)
    for position, visit in entries.get("visits", ()):
        if length is not None and visit.slot is not None and not length.begins_on(visit.slot):
            yield _not_a_slot(_path("visits", position, "slot"), visit.slot, length)


def _fixed_slots(entries: Entries, terms: Mapping[str, Term], length: SlotLength | None) -> Iterator[Problem]:
    term_of = {review.id: terms.get(review.term) for _, review in entries.get("reviews", ())}
    for position, fixed in entries.get("fixed", ()):
        term = term_of.get(fixed.review)
        if fixed.slot is None:
            continue
        if length is not None and not length.begins_on(fixed.slot):
            yield _not_a_slot(_path("fixed", position, "slot"), fixed.slot, length)
        elif term is not None and fixed.slot not in term:
            yield Problem(
                where=_path("fixed", position, "slot"),
                value=str(fixed.slot),
                expected=f"a day of term {term.id!r}, {term.first_day} to {term.last_day}",
                remedy="Correct the slot, or move the review into another term.",
            )


def _term_dates(entries: Entries) -> Iterator[Problem]:
    """Terms follow each other by number, and each has a school day in its calendar."""
    calendars = {calendar.id: calendar for _, calendar in entries.get("calendars", ())}
    in_order = sorted(entries.get("terms", ()), key=lambda entry: entry[1].number)
    for (_, before), (position, term) in pairwise(in_order):
        if term.first_day <= before.last_day:
            yield Problem(
                where=_path("terms", position, "first_day"),
                value=str(term.first_day),
                expected=f"a day after {before.last_day}, the last of term {before.id!r}",
                remedy="Terms follow each other in the order of their numbers.",
            )
    for position, term in in_order:
        calendar = calendars.get(term.calendar)
        days = Days(first=term.first_day, last=term.last_day)
        if calendar is not None and not any(calendar.is_school_day(day) for day in days):
            yield Problem(
                where=_path("terms", position, "calendar"),
                value=repr(term.calendar),
                expected=f"a calendar that is open on a day from {term.first_day} to {term.last_day}",
                remedy="Correct the calendar's open days or the term's dates.",
            )


def _not_a_slot(where: str, slot: Any, length: SlotLength) -> Problem:
    return Problem(
        where=where,
        value=f"{slot} ({slot:%A})",
        expected=length.first_day,
        remedy=length.why,
    )


def _contradictions(entries: Entries) -> Iterator[Problem]:
    yield from _visits(entries)
    for position, entry in entries.get("ledger", ()):
        left, right = entry.received + entry.debt_brought_in, entry.sent + entry.credited + entry.owed
        if left != right:
            yield Problem(
                where=f"$.ledger[{position}]",
                value=f"{left} on the left, {right} on the right",
                expected="received + debt_brought_in = sent + credited + owed",
                remedy=f"If the other numbers are right, owed is {left - entry.sent - entry.credited}.",
            )
    planned = {entry.school: entry.planned_size for _, entry in entries.get("ledger", ())}
    sizes = {}
    for position, review in entries.get("reviews", ()):
        sizes[review.id] = review.size
        expected = planned.get(review.host)
        if review.size is not None and expected is not None and review.size != expected:
            yield Problem(
                where=_path("reviews", position, "size"),
                value=str(review.size),
                expected=f"the planned size of the ledger, {expected}",
                remedy="Leave one of the two out, or make them equal.",
            )
    for position, fixed in entries.get("fixed", ()):
        if fixed.slot is None and fixed.lead is None and not fixed.reviewers:
            yield Problem(
                where=f"$.fixed[{position}]",
                value="nothing fixed",
                expected="a slot, a lead or reviewers",
                remedy="Say what is fixed, or remove the entry.",
            )
        for person, times in Counter(fixed.reviewers).items():
            if times > 1:
                yield Problem(
                    where=_path("fixed", position, "reviewers"),
                    value=f"{person!r} {times} times",
                    expected="each reviewer once",
                    remedy="Remove the repetition.",
                )


def _visits(entries: Entries) -> Iterator[Problem]:
    """A reviewer's visit says from which school it was, and nobody who made one is a first-timer."""
    reviewers = {reviewer.id: (position, reviewer) for position, reviewer in entries.get("reviewers", ())}
    first_timers = set()
    for position, visit in entries.get("visits", ()):
        if visit.person not in reviewers:
            continue
        if visit.home is None:
            yield Problem(
                where=_path("visits", position, "home"),
                value="nothing",
                expected="the school the reviewer came from then",
                remedy="Add it; only a lead's visit has none.",
            )
        number, reviewer = reviewers[visit.person]
        if reviewer.is_first_timer and visit.person not in first_timers:
            first_timers.add(visit.person)
            yield Problem(
                where=_path("reviewers", number, "completed_reviews"),
                value="0",
                expected=f"at least 1, for $.visits[{position}] is theirs",
                remedy="Count their completed reviews.",
            )


def year_problems(school_year: str, entries: Entries) -> Iterator[Problem]:
    """A school year names two years that follow each other, terms lie in it, and no visit lies in a later one."""
    if not _is_school_year(school_year):
        yield _not_a_school_year("$.school_year", school_year)
        return
    start = school_year_start(school_year)
    for position, term in entries.get("terms", ()):
        for field in ("first_day", "last_day"):
            if getattr(term, field) not in school_year_days(school_year):
                yield Problem(
                    where=_path("terms", position, field),
                    value=str(getattr(term, field)),
                    expected=f"a day of the school year {school_year!r}, August to August",
                    remedy="Correct the day, or the school year.",
                )
    for position, visit in entries.get("visits", ()):
        if not _is_school_year(visit.school_year):
            yield _not_a_school_year(_path("visits", position, "school_year"), visit.school_year)
        elif school_year_start(visit.school_year) > start:
            yield Problem(
                where=_path("visits", position, "school_year"),
                value=repr(visit.school_year),
                expected=f"a year up to {school_year!r}",
                remedy="Visits lie in the past; a coming review belongs under reviews.",
            )
        elif visit.slot is not None and visit.slot not in school_year_days(visit.school_year):
            yield Problem(
                where=_path("visits", position, "slot"),
                value=str(visit.slot),
                expected=f"a day of the visit's school year {visit.school_year!r}",
                remedy="Correct the slot, or the school year.",
            )


def _is_school_year(text: str) -> bool:
    start = school_year_start(text)
    return 1900 <= start < 2200 and (start + 1) % 100 == int(text[5:])


def _not_a_school_year(where: str, text: str) -> Problem:
    return Problem(
        where=where,
        value=repr(text),
        expected="two years that follow each other, such as '2018-19'",
        remedy="Correct the second year.",
    )


def term_number_problems(terms_in_year: int, entries: Entries) -> Iterator[Problem]:
    """No term has a number above the terms of a year."""
    for position, term in entries.get("terms", ()):
        if term.number > terms_in_year:
            yield Problem(
                where=_path("terms", position, "number"),
                value=str(term.number),
                expected=f"at most {terms_in_year}, the terms_in_year",
                remedy="Correct the number, or terms_in_year.",
            )


def travel_problems(instance: Instance) -> Iterator[Problem]:
    """Where the policy counts journeys in a way in which none was measured."""
    travel, measure = instance.policy.travel, instance.policy.travel.measure
    if measure is not None and (instance.travel is None or not instance.travel.table(measure)):
        yield Problem(
            where="$.policy.travel.by",
            value=f"{travel.by!r}, and no journeys in {measure}",
            expected=f"a table of {measure} under travel, or 'straight'",
            remedy="Add the journeys with qa-scheduler travel, or count straight.",
        )
