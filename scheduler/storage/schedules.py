"""Schedules from files, validated against the instance they are for."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches
from pathlib import Path

from pydantic import ValidationError

from models.before import EVERYTHING
from models.instance import Instance
from models.planned import ReviewStates
from models.problem import InvalidInput, Problem
from models.schedule import PlannedReview, Schedule
from models.slot import SlotLength
from scheduler.changes.effective_instance import effective
from scheduler.changes.happened import absence_problems
from scheduler.storage.fields import field_problems, read_model, unreadable_format
from scheduler.storage.files import read_text
from scheduler.storage.kinds import Kind, another_kind
from scheduler.storage.parsing import parse

_MOST_GUESSES = 20
_PARTS = ("slot", "lead", EVERYTHING)  # what a change frees besides people


def load_schedule(path: str | Path, instance: Instance) -> Schedule:
    """The schedule in a file, made for the instance. Whether it breaks a rule is for the checks to say.

    Its changes may have brought people, schools and reviews that the instance does not have: see `load_plan`.

    Raises:
        InvalidInput: with every problem found, also if the schedule names another instance.
    """
    return parse_schedule(read_text(Path(path)), instance, str(path))


def load_plan(path: str | Path, instance: Instance) -> tuple[Instance, Schedule]:
    """The schedule in a file, and the effective instance by which it is judged: with the schedule's changes replayed.

    Raises:
        InvalidInput: with every problem found.
    """
    schedule = load_schedule(path, instance)
    return effective(instance, schedule), schedule


def read_schedule(path: Path) -> Schedule:
    """The schedule in a file, whatever instance it is for; its ids are not looked at.

    Raises:
        InvalidInput: with every field that is wrong.
    """
    return any_schedule(read_text(path), str(path))


def any_schedule(text: str, source: str) -> Schedule:
    """The schedule a JSON text stands for, whatever instance it is for; see `read_schedule`."""
    try:
        raw, oddities = parse(text)
    except InvalidInput as error:
        raise InvalidInput(error.problems, source) from None
    wrong_format = unreadable_format(raw) or another_kind(raw, Kind.SCHEDULE)
    if wrong_format or oddities:
        raise InvalidInput([*oddities, *((wrong_format,) if wrong_format else ())], source)
    try:
        return read_model(Schedule, raw)
    except ValidationError as error:
        raise InvalidInput((problem for _, problem in field_problems(error, Schedule)), source) from None


def parse_schedule(text: str, instance: Instance, source: str = "") -> Schedule:
    """The schedule a JSON text stands for. `source` names the text in messages.

    Raises:
        InvalidInput: with every problem found.
    """
    try:
        raw, oddities = parse(text)
    except InvalidInput as error:
        raise InvalidInput(error.problems, source) from None
    wrong_format = unreadable_format(raw) or another_kind(raw, Kind.SCHEDULE)
    if wrong_format:
        raise InvalidInput([wrong_format], source)
    problems = list(oddities)
    odd = {problem.where for problem in oddities}
    damaged: set[str | int] = set()
    try:
        read_model(Schedule, raw)
    except ValidationError as error:
        for location, problem in field_problems(error, Schedule):
            damaged.add(location[1] if location[:1] == ("reviews",) and len(location) > 1 else location[0])
            problems += [] if problem.where in odd else [problem]
    listed = raw.get("reviews", []) if "reviews" not in damaged else []
    planned = [(n, read_model(PlannedReview, entry)) for n, entry in enumerate(listed) if n not in damaged]
    if "instance" not in damaged and raw["instance"] != instance.name:
        problems.append(_of_another(raw["instance"], instance.name))
    else:
        known = instance if damaged else _known(read_model(Schedule, raw), instance, problems)
        problems += _planned_problems(planned, known)
        if not damaged:
            problems += _states_problems(read_model(Schedule, raw), known)
            problems += _before_problems(read_model(Schedule, raw), known)
            problems += _told_problems(read_model(Schedule, raw), known.policy.slot)
    if problems:
        raise InvalidInput(problems, source)
    return read_model(Schedule, raw)


def _known(schedule: Schedule, instance: Instance, problems: list[Problem]) -> Instance:
    """The instance with the schedule's changes; without them, and a problem more, where they do not fit it."""
    try:
        return effective(instance, schedule)
    except (KeyError, ValueError) as error:
        problems.append(
            Problem(
                where="$.changes",
                value=f"changes that do not fit the instance ({error})",
                expected="changes of this instance",
                remedy="They are written by reschedule; put back what it wrote.",
            )
        )
        return instance


def _of_another(named: str, name: str) -> Problem:
    return Problem(
        where="$.instance",
        value=repr(named),
        expected=repr(name),
        remedy="It is a schedule of another instance: name that instance, or another schedule.",
    )


def _planned_problems(planned: list[tuple[int, PlannedReview]], instance: Instance) -> Iterator[Problem]:
    first: dict[str, int] = {}
    guessed: set[str] = set()
    for n, entry in planned:
        where = f"$.reviews[{n}]"
        if entry.review in first:
            yield Problem(
                where=f"{where}.review",
                value=repr(entry.review),
                expected="each review once",
                remedy=f"It stands first at $.reviews[{first[entry.review]}]; remove one.",
            )
        first.setdefault(entry.review, n)
        yield from _unknown(
            f"{where}.review", [entry.review], instance.review_by_id, "reviews in the instance", guessed
        )
        lead = [] if entry.lead is None else [entry.lead]
        yield from _unknown(f"{where}.lead", lead, instance.lead_by_id, "leads", guessed)
        yield from _unknown(f"{where}.reviewers", entry.reviewers, instance.reviewer_by_id, "reviewers", guessed)
        yield from _contradictions(where, entry, instance.policy.slot)


def _states_problems(schedule: Schedule, instance: Instance) -> Iterator[Problem]:
    """States, pins, bookings and absences are of a review in the schedule, and of whoever is there."""
    planned = {one.review: one for one in schedule.reviews}
    for n, states in enumerate(schedule.states):
        where, there = f"$.states[{n}]", planned.get(states.review)
        if there is None:
            yield from _unknown(f"{where}.review", [states.review], planned, "reviews", set(), "schedule")
            continue
        pinnable = [*(("slot",) if there.slot else ()), *(("lead",) if there.lead else ()), *there.reviewers]
        for key, named, known in (
            ("reviewers", states.reviewers, there.reviewers),
            ("pins", states.pins, pinnable),
            ("booked", states.booked, there.people),
        ):
            for name in named:
                if name not in known:
                    yield _nobody(f"{where}.{key}", name, known, states.review)
        yield from _absences(instance, there, states, f"{where}.absent")


def _absences(instance: Instance, there: PlannedReview, states: ReviewStates, where: str) -> Iterator[Problem]:
    yield from absence_problems(instance, there, states.absent, lambda _: where)


def _before_problems(schedule: Schedule, instance: Instance) -> Iterator[Problem]:
    """What a repair was measured against names reviews, people and schools that there are."""
    before = schedule.before
    if before is None:
        return
    guessed: set[str] = set()
    people = {**instance.reviewer_by_id, **instance.lead_by_id}
    reviews, schools = instance.review_by_id, instance.school_by_id
    for n, entry in enumerate(before.reviews):
        where = f"$.before.reviews[{n}]"
        yield from _unknown(f"{where}.review", [entry.review], reviews, "reviews", guessed)
        yield from _unknown(where, entry.people, people, "reviewers or leads", guessed)
    named = (
        ("states", [states.review for states in before.states], reviews, "reviews"),
        ("empty_seats", before.empty_seats, reviews, "reviews"),
        ("free", before.free, reviews, "reviews"),
        ("free", [one for what in before.free.values() for one in what if one not in _PARTS], people, "people"),
        ("gave_up", before.gave_up, reviews, "reviews"),
        ("gave_up", [one for who in before.gave_up.values() for one in who], people, "people"),
        ("forfeited", before.forfeited, reviews, "reviews"),
        ("reserves", before.reserves, instance.reviewer_by_id, "reviewers"),
        ("short", before.short, schools, "schools"),
    )
    for key, ids, known, collection in named:
        yield from _unknown(f"$.before.{key}", ids, known, collection, guessed)
    if before.changes > len(schedule.changes):
        yield Problem(
            where="$.before.changes",
            value=str(before.changes),
            expected=f"a number up to {len(schedule.changes)}, how many changes the schedule has",
            remedy="It is written by reschedule; put back what it wrote.",
        )


def _told_problems(schedule: Schedule, length: SlotLength) -> Iterator[Problem]:
    """Everybody stands once, with each review once. Who or what was taken back since is told of it still."""
    once = "Letters write it; put back what publish wrote."
    everybody = [(told.role, told.who) for told in schedule.told]
    for n, told in enumerate(schedule.told):
        where = f"$.told[{n}]"
        if (told.role, told.who) in everybody[:n]:
            yield Problem(where=f"{where}.who", value=repr(told.who), expected="each recipient once", remedy=once)
        reviews = [one.review for one in told.reviews]
        for at, one in enumerate(told.reviews):
            place = f"{where}.reviews[{at}]"
            if one.review in reviews[:at]:
                yield Problem(where=f"{place}.review", value=repr(one.review), expected="each review once", remedy=once)
            if one.slot is not None and not length.begins_on(one.slot):
                yield _no_slot(f"{place}.slot", one.slot, length)


def _nobody(where: str, name: str, known: Sequence[str], review: str) -> Problem:
    near = get_close_matches(name, known, n=1)
    return Problem(
        where=where,
        value=repr(name),
        expected=f"one of {', '.join(known)}, as planned for {review}" if known else f"nothing: {review} has no date",
        remedy=f"Maybe {near[0]!r} is meant." if near else "Correct or remove it.",
    )


def _unknown(
    where: str, ids: Iterable[str], known: Iterable[str], collection: str, guessed: set[str], holder: str = "instance"
) -> Iterator[Problem]:
    """Ids that are not known. What is meant is guessed for the first few: a schedule of others has thousands."""
    for name in ids:
        if name not in known:
            near = get_close_matches(name, known, n=1) if len(guessed) < _MOST_GUESSES else []
            guessed.add(name)
            yield Problem(
                where=where,
                value=repr(name),
                expected=f"an id listed under {collection} in the {holder}",
                remedy=f"Maybe {near[0]!r} is meant." if near else "Maybe it is misspelt.",
            )


def _contradictions(where: str, entry: PlannedReview, length: SlotLength) -> Iterator[Problem]:
    for person in sorted({person for person in entry.reviewers if entry.reviewers.count(person) > 1}):
        yield Problem(
            where=f"{where}.reviewers",
            value=f"{person!r} {entry.reviewers.count(person)} times",
            expected="each reviewer once in a team",
            remedy="Remove the repetition.",
        )
    if entry.slot is not None and not length.begins_on(entry.slot):
        yield _no_slot(f"{where}.slot", entry.slot, length)
    if entry.slot is None and (entry.lead is not None or entry.reviewers):
        yield Problem(
            where=f"{where}.slot",
            value="no slot, but people",
            expected="a slot, or neither lead nor reviewers",
            remedy="Give the review a slot, or free its people.",
        )


def _no_slot(where: str, day: date, length: SlotLength) -> Problem:
    return Problem(
        where=where,
        value=f"{day} ({day:%A})",
        expected=length.first_day,
        remedy=length.why,
    )
