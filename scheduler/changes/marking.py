"""By hand: how far dates, leads and seats have got with those concerned, what is pinned, who has booked travel."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from models.planned import PlannedReview, ReviewStates, State
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.happened import not_begun, untrue
from scheduler.changes.places import LEAD, asked
from scheduler.plan import Plan

SLOT = "slot"


@dataclass(frozen=True)
class Place:
    """A date, a lead or a seat of a review that has a date. what: "slot", "lead", or a reviewer's id."""

    review: str
    what: str


@dataclass(frozen=True)
class Marks:
    """What is said of places; None leaves it as it is. is_booked: of whoever is there, for dates book nothing.

    is_absent: of whoever was planned; instead: who came then, None where nobody did.
    """

    state: State | None = None
    is_pinned: bool | None = None
    is_booked: bool | None = None
    is_absent: bool | None = None
    instead: str | None = None

    @property
    def in_words(self) -> str:
        """The marks in a few words."""
        pinned = {True: "pinned", False: "no longer pinned", None: ""}[self.is_pinned]
        booked = {True: "travel booked", False: "travel not booked", None: ""}[self.is_booked]
        absent = f"replaced by {self.instead}" if self.instead else "absent"
        came = {True: absent, False: "attended", None: ""}[self.is_absent]
        return ", ".join(word for word in (self.state or "", pinned, booked, came) if word)


def places(plan: Plan, names: Iterable[str], *, or_left: bool = False) -> tuple[Place, ...]:
    """What each REVIEW, REVIEW/slot, REVIEW/lead or REVIEW/PERSON stands for; a review, for all of its places.

    or_left: PERSON may also be somebody who left the review after it had begun.

    Raises:
        InvalidInput: with all names that stand for nothing in the schedule.
    """
    found: list[Place] = []
    wrong: list[Problem] = []
    for name in names:
        try:
            found += _places(plan, name, or_left)
        except InvalidInput as error:
            wrong += error.problems
    if wrong:
        raise InvalidInput(wrong)
    return tuple(dict.fromkeys(found))


def _places(plan: Plan, name: str, or_left: bool) -> Iterator[Place]:
    of_slot = name.endswith(f"/{SLOT}")
    about = asked(plan, name.removesuffix(f"/{SLOT}") if of_slot else name, or_left=or_left)
    planned = plan.planned(about.review.id)
    if planned.slot is None:
        problem = Problem(
            where=name,
            value="is not held",
            expected="a review that has a date",
            remedy="There is nothing to mark.",
        )
        raise InvalidInput([problem])
    if of_slot:
        yield Place(planned.review, SLOT)
    elif about.is_lead:
        yield Place(planned.review, LEAD)
    elif about.of is not None:
        yield Place(planned.review, about.of)
    else:
        yield from _all_of(planned)


def places_until(plan: Plan, last: date | None) -> tuple[Place, ...]:
    """All places of the reviews that begin up to that day; without one, of all that have a date."""
    return tuple(
        place
        for planned in plan.schedule.reviews
        if planned.slot is not None and (last is None or planned.slot <= last)
        for place in _all_of(planned)
    )


def _all_of(planned: PlannedReview) -> Iterator[Place]:
    yield from (Place(planned.review, what) for what in (SLOT, LEAD, *planned.reviewers))


def marked(schedule: Schedule, of: Iterable[Place], marks: Marks) -> tuple[Schedule, tuple[str, ...]]:
    """The schedule with these marks on these places, and the reviews of which they say something new."""
    named: dict[str, list[str]] = {}
    for place in of:
        named.setdefault(place.review, []).append(place.what)
    known = {states.review: states for states in schedule.states}
    before = {
        planned.review: known.get(planned.review, ReviewStates(review=planned.review)) for planned in schedule.reviews
    }
    after = {
        planned.review: _with_marks(planned, before[planned.review], named.get(planned.review, []), marks)
        for planned in schedule.reviews
    }
    changed = tuple(review for review in after if after[review] != before[review])
    said = tuple(states for states in after.values() if states != ReviewStates(review=states.review))
    return (schedule.model_copy(update={"states": said}) if changed else schedule), changed


def _with_marks(planned: PlannedReview, states: ReviewStates, named: list[str], marks: Marks) -> ReviewStates:
    state, seats = marks.state, [what for what in named if what in planned.reviewers]
    people = [*seats, *([planned.lead] if planned.lead is not None and LEAD in named else [])]
    others = {person: known for person, known in states.reviewers.items() if person not in seats}
    new = {person: state for person in seats if state is not None and state != State.PUBLISHED}
    return states.model_copy(
        update={
            "slot": states.slot if state is None or SLOT not in named else state,
            "lead": states.lead if state is None or LEAD not in named else state,
            "reviewers": states.reviewers if state is None else {**others, **new},
            "pins": _with(states.pins, [what for what in named if what in (SLOT, LEAD, *seats)], marks.is_pinned),
            "booked": _with(states.booked, people, marks.is_booked),
            "absent": _with_absent(states.absent, [planned.lead if what == LEAD else what for what in named], marks),
        }
    )


def _with_absent(known: dict[str, str | None], named: list[str | None], marks: Marks) -> dict[str, str | None]:
    if marks.is_absent is None:
        return known
    people = [person for person in named if person is not None and person != SLOT]
    others = {person: instead for person, instead in known.items() if person not in people}
    return {**others, **(dict.fromkeys(people, marks.instead) if marks.is_absent else {})}


def refuse_untrue_absences(plan: Plan, of: Iterable[Place], marks: Marks, day: date) -> None:
    """Refuse marks of who was absent that cannot be so.

    Raises:
        InvalidInput: a review begins after the day, it is not said who was absent, or who came instead cannot have.
    """
    of = tuple(of)
    reviews = tuple(dict.fromkeys(place.review for place in of))
    wrong = [problem for review in reviews for problem in not_begun(plan.planned(review), day, review)]
    if marks.is_absent:
        wrong += [_not_said_who(place.review) for place in of if place.what == SLOT]
    if not wrong:
        after = Plan(plan.instance, marked(plan.schedule, of, marks)[0])
        wrong += [problem for review in reviews for problem in untrue(after, review, f"{review}/{{}}".format)]
    if wrong:
        raise InvalidInput(wrong)


def _not_said_who(review: str) -> Problem:
    value, expected = "no person", f"{review}/PERSON or {review}/lead, who did not come"
    return Problem(where=review, value=value, expected=expected, remedy="Name each who was absent.")


def _with(known: tuple[str, ...], named: list[str], wanted: bool | None) -> tuple[str, ...]:
    if wanted is None:
        return known
    return tuple(dict.fromkeys((*known, *named))) if wanted else tuple(one for one in known if one not in named)
