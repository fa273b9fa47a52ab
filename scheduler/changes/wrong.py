"""What can be wrong with an entry of a change, as several kinds ask it."""

from collections.abc import Iterable, Iterator
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

from models.calendar import Days, school_year_days
from models.instance import Instance
from models.planned import State
from models.problem import Problem
from models.references import reference_problems
from scheduler.changes.effects import last_day

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation

_COLLECTIONS = ("hubs", "schools", "calendars", "areas", "terms", "reviewers", "leads", "reviews", "waivers")


def problem(where: str, value: object, expected: str, remedy: str) -> Problem:
    return Problem(where=where, value=str(value), expected=expected, remedy=remedy)


def unknown(name: str, known: Iterable[str], where: str, collection: str) -> Iterator[Problem]:
    """The id must be among the known ones."""
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "Maybe it is misspelt."
        yield problem(where, repr(name), f"an id listed under {collection} in the instance", remedy)


def unknown_person(world: Instance, person: str, where: str) -> Iterator[Problem]:
    """The id must be a reviewer's or a lead's."""
    yield from unknown(person, (*world.reviewer_by_id, *world.lead_by_id), where, "reviewers or leads")


def of_review(world: Instance, situation: "Situation", review: str, notice: date, where: str) -> Iterator[Problem]:
    """A review must be known, have a date, and not be done."""
    if review not in world.review_by_id:
        yield from unknown(review, world.review_by_id, where, "reviews")
        return
    planned = situation.planned(review)
    if planned.slot is None:
        yield problem(where, f"{review!r}, which has no date", "a review with a date", "There is nothing to change.")
        return
    states, last = situation.states.get(review), world.policy.slot.last_day(planned.slot)
    if last < notice or (states is not None and states.slot == State.DONE):
        yield problem(
            where, f"{review!r}, done on {last}", "a review that is not done", "What is done does not change."
        )


def not_planned(world: Instance, situation: "Situation", review: str, person: str, where: str) -> Iterator[Problem]:
    """Whoever gives a place up must have it. Nothing is said of a person or a review that is unknown or has no date."""
    planned = situation.planned(review)
    known = person in world.reviewer_by_id or person in world.lead_by_id
    if known and planned.slot is not None and person not in planned.people:
        expected = f"one of {', '.join(planned.people)}, who are planned for {review}"
        yield problem(f"{where}.person", repr(person), expected, "There is nothing to drop.")


def past(where: str, day: date, notice: date) -> Problem:
    return problem(where, day, f"a day after the notice, {notice}", "What has passed does not change.")


def outside_the_year(world: Instance, notice: date, where: str) -> Iterator[Problem]:
    """A notice must be a day of the school year, up to the end of the last term."""
    first, end = school_year_days(world.school_year).first, last_day(world)
    if notice < first:
        remedy = f"Correct it; what was known before stands under {first}."
        yield problem(where, notice, f"a day from {first} on, when the school year {world.school_year} begins", remedy)
    if notice > end:
        yield problem(where, notice, f"a day up to {end}, the end of the last term", "Correct it.")


def of_days(world: Instance, days: Days, notice: date, where: str) -> Iterator[Problem]:
    """Days must not begin before the notice, nor after the last term, and end within the school year."""
    year, end = school_year_days(world.school_year), last_day(world)
    if days.first > end:
        remedy = "Correct the days; what comes later belongs to the next term."
        yield problem(f"{where}.days", days, f"days that begin by {end}, the end of the last term", remedy)
    elif days.last > year.last:
        remedy = "Correct the last day."
        yield problem(f"{where}.days", days, f"days up to {year.last}, the end of the school year", remedy)
    if days.first < notice:
        remedy = "What has passed does not change."
        yield problem(f"{where}.days", days, f"days from the notice on, {notice}", remedy)


def of_references(after: Instance, where: str) -> Iterator[Problem]:
    """What joins must fit what is there: the same is asked of it as of an instance's entries.

    after: the instance with what joins. where: the place of what joins.
    """
    entries = {name: list(enumerate(getattr(after, name))) for name in _COLLECTIONS}
    known = {
        name: frozenset(entry if isinstance(entry, str) else entry.id for _, entry in entries[name])
        for name in _COLLECTIONS
        if name != "waivers"
    }
    for found in reference_problems(entries, known, after.policy.slot):
        field = found.where.rpartition(".")[2] if "." in found.where[1:] else found.where
        yield found.model_copy(update={"where": f"{where}.{field}"})
