"""What is refused of changes to come, each looked at in the world that those before it make."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from difflib import get_close_matches

from pydantic import ValidationError

from models.calendar import Days, is_slot, slot_days
from models.change import (
    CancelReview,
    Change,
    ChangeNumber,
    ChangeTeamSizes,
    CloseSchools,
    DeclineOffer,
    DropOut,
    LeadJoins,
    OtherSlot,
    PersonLeaves,
    ReviewerJoins,
    SchoolJoins,
    SchoolLeaves,
    WaiveRule,
)
from models.instance import Instance
from models.planned import State
from models.policy import Policy
from models.problem import Problem
from models.references import reference_problems
from models.schedule import Schedule
from scheduler.changes.replaying import replay, with_number
from scheduler.changes.situation import Situation

_BEFORE_REFERENCES = ("hubs", "schools", "calendars", "areas", "terms", "reviewers", "leads", "reviews", "waivers")


def problems(instance: Instance, schedule: Schedule, changes: Sequence[Change], where: str = "$") -> list[Problem]:
    """Everything that is wrong with changes to come, each looked at in the world that those before it make."""
    found: list[Problem] = []
    situation = Situation(instance, schedule)
    world, last = situation.world, max((change.notice for change in schedule.changes), default=None)
    for n, change in enumerate(changes):
        place = f"{where}.changes[{n}]"
        wrong = [*_notice(world, change, last, place), *_wrong(world, situation, change, place)]
        found += wrong
        if not wrong:
            world, last = replay(world, situation.entailed([change])), change.notice
    return found


def _notice(world: Instance, change: Change, last: date | None, where: str) -> Iterator[Problem]:
    end = max(term.last_day for term in world.terms)
    if last is not None and change.notice < last:
        remedy = "Changes stand in the order in which they became known; what is known already is not changed."
        yield _problem(f"{where}.notice", change.notice, f"a day from {last} on, the notice before it", remedy)
    if change.notice > end:
        yield _problem(f"{where}.notice", change.notice, f"a day up to {end}, the end of the last term", "Correct it.")


def _wrong(world: Instance, situation: Situation, change: Change, where: str) -> Iterator[Problem]:
    if isinstance(change, CancelReview):
        yield from _of_review(world, situation, change.review, change.notice, f"{where}.review")
    elif isinstance(change, OtherSlot):
        yield from _of_review(world, situation, change.review, change.notice, f"{where}.review")
        yield from _slots(world, change, where)
    elif isinstance(change, DropOut | DeclineOffer):
        yield from _drop_out(world, situation, change, where)
    elif isinstance(change, PersonLeaves):
        yield from _person(world, change.person, f"{where}.person")
    elif isinstance(change, SchoolLeaves):
        yield from _unknown(change.school, world.school_by_id, f"{where}.school", "schools")
    elif isinstance(change, CloseSchools):
        yield from _closure(world, change, where)
    elif isinstance(change, ChangeTeamSizes):
        if change.by == 0:
            yield _problem(f"{where}.by", 0, "by how many seats teams change, such as -1", "Leave the change out.")
    elif isinstance(change, ChangeNumber):
        yield from _number(world, change, where)
    else:
        yield from _joins(world, change, where)


def _problem(where: str, value: object, expected: str, remedy: str) -> Problem:
    return Problem(where=where, value=str(value), expected=expected, remedy=remedy)


def _unknown(name: str, known: Iterable[str], where: str, collection: str) -> Iterator[Problem]:
    if name not in known:
        near = get_close_matches(name, known, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "Maybe it is misspelt."
        yield _problem(where, repr(name), f"an id listed under {collection} in the instance", remedy)


def _person(world: Instance, person: str, where: str) -> Iterator[Problem]:
    yield from _unknown(person, (*world.reviewer_by_id, *world.lead_by_id), where, "reviewers or leads")


def _of_review(world: Instance, situation: Situation, review: str, notice: date, where: str) -> Iterator[Problem]:
    """A review must be known, have a date, and not be done."""
    if review not in world.review_by_id:
        yield from _unknown(review, world.review_by_id, where, "reviews")
        return
    planned = situation.planned(review)
    if planned.slot is None:
        yield _problem(where, f"{review!r}, which has no date", "a review with a date", "There is nothing to change.")
        return
    states, last = situation.states.get(review), slot_days(planned.slot)[-1]
    if last < notice or (states is not None and states.slot == State.DONE):
        yield _problem(
            where, f"{review!r}, done on {last}", "a review that is not done", "What is done does not change."
        )


def _slots(world: Instance, change: OtherSlot, where: str) -> Iterator[Problem]:
    review = world.review_by_id.get(change.review)
    term = world.term_by_id[review.term] if review is not None else None
    for n, slot in enumerate(change.slots):
        place = f"{where}.slots[{n}]"
        if not is_slot(slot):
            remedy = "A slot lies within one week and holds its Wednesday."
            yield _problem(place, f"{slot} ({slot:%A})", "a Monday, Tuesday or Wednesday", remedy)
        elif slot <= change.notice:
            yield _past(place, slot, change.notice)
        elif term is not None and slot not in term:
            expected = f"a day of term {term.id!r}, {term.first_day} to {term.last_day}"
            yield _problem(place, slot, expected, "Move the slot into the term.")
    for slot, times in Counter(change.slots).items():
        if times > 1:
            yield _problem(f"{where}.slots", f"{slot} {times} times", "each slot once", "Keep the better rank.")


def _past(where: str, day: date, notice: date) -> Problem:
    return _problem(where, day, f"a day after the notice, {notice}", "What has passed does not change.")


def _drop_out(world: Instance, situation: Situation, change: DropOut | DeclineOffer, where: str) -> Iterator[Problem]:
    unknown = list(_person(world, change.person, f"{where}.person"))
    yield from unknown
    days = change.days if isinstance(change, DropOut) else None
    if days is not None:
        if change.review is not None:
            remedy = "Leave one of the two out; without both, the rest of the term is meant."
            yield _problem(where, "a review and days", "a review or days", remedy)
        yield from _days(days, change.notice, where)
    if change.review is None:
        return
    wrong = list(_of_review(world, situation, change.review, change.notice, f"{where}.review"))
    yield from wrong
    if wrong or unknown:
        return
    planned = situation.planned(change.review)
    if change.person not in planned.people:
        expected = f"one of {', '.join(planned.people)}, who are planned for {change.review}"
        yield _problem(f"{where}.person", repr(change.person), expected, "There is nothing to drop.")
    elif isinstance(change, DeclineOffer):
        states = situation.states.get(change.review)
        state = State.PUBLISHED
        if states is not None:
            state = states.lead if change.person == planned.lead else states.of_seat(change.person)
        if state != State.OFFERED:
            remedy = 'What is accepted or published is not declined: use "drop-out".'
            yield _problem(f"{where}.person", f"{change.person!r}, whose state is {state}", "an offer", remedy)


def _days(days: Days, notice: date, where: str) -> Iterator[Problem]:
    if days.first < notice:
        remedy = "What has passed does not change."
        yield _problem(f"{where}.days", days, f"days from the notice on, {notice}", remedy)


def _closure(world: Instance, change: CloseSchools, where: str) -> Iterator[Problem]:
    if not change.schools and not change.hubs:
        yield _problem(where, "no school and no hub", "some under schools or hubs", "Say which schools are closed.")
    for n, school in enumerate(change.schools):
        yield from _unknown(school, world.school_by_id, f"{where}.schools[{n}]", "schools")
    for n, hub in enumerate(change.hubs):
        yield from _unknown(hub, world.hub_by_id, f"{where}.hubs[{n}]", "hubs")
    yield from _days(change.days, change.notice, where)


def _number(world: Instance, change: ChangeNumber, where: str) -> Iterator[Problem]:
    sections = world.policy.model_dump(by_alias=True)
    rules = [name for name, content in sections.items() if isinstance(content, dict)]
    if change.rule not in rules:
        near = get_close_matches(change.rule, rules, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "See qa-scheduler rules."
        yield _problem(f"{where}.rule", repr(change.rule), f"one of {', '.join(rules)}", remedy)
        return
    numbers = [name for name, value in sections[change.rule].items() if isinstance(value, bool | int | float)]
    if change.number not in numbers:
        near = get_close_matches(change.number, numbers, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "Choose one of these."
        yield _problem(f"{where}.number", repr(change.number), f"one of {', '.join(numbers)}", remedy)
        return
    try:
        Policy.model_validate(with_number(world.policy, change))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
            yield _problem(f"{where}.value", change.value, expected, "Correct the value.")


def _joins(
    world: Instance, change: ReviewerJoins | LeadJoins | SchoolJoins | WaiveRule, where: str
) -> Iterator[Problem]:
    """What joins must fit what is there: the same is asked of it as of an instance's entries."""
    after = replay(world, [change])
    entries = {name: list(enumerate(getattr(after, name))) for name in _BEFORE_REFERENCES}
    known = {
        name: frozenset(entry if isinstance(entry, str) else entry.id for _, entry in entries[name])
        for name in _BEFORE_REFERENCES
        if name != "waivers"
    }
    for problem in reference_problems(entries, known):
        field = problem.where.rpartition(".")[2] if "." in problem.where[1:] else problem.where
        yield problem.model_copy(update={"where": f"{where}.{_ENTRY[change.kind]}.{field}"})
    if isinstance(change, SchoolJoins) and change.review is not None:
        if change.review.host != change.school.id:
            value = repr(change.review.host)
            yield _problem(f"{where}.review.host", value, repr(change.school.id), "It is the review of this school.")
        for n, slot in enumerate(change.review.slots):
            if slot <= change.notice:
                yield _past(f"{where}.review.slots[{n}]", slot, change.notice)


_ENTRY = {"reviewer-joins": "reviewer", "lead-joins": "lead", "school-joins": "school", "waive-rule": "waiver"}
