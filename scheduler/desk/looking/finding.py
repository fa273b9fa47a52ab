"""What is found of what is looked for: reviews, journeys and schools, each as the row of its table that says it."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

from models.calendar import week_of
from models.instance import Instance, Review
from models.planned import ReviewStates
from models.schedule import PlannedReview
from scheduler.desk.contacts import Contacts
from scheduler.desk.looking.wanted import COMPLETE, PINNED, VACANT, Wanted, wanted
from scheduler.plan import Plan
from scheduler.showing.figures import vacancies
from scheduler.showing.table import Table, holds
from scheduler.showing.views import by_date, by_lead, by_reviewer, by_week, led_in_order, visits_in_order, without_date
from scheduler.words import count

Key = tuple[str, str]
"""A kind (school, reviewer, lead or hub) and an id: two kinds may share an id."""


@dataclass(frozen=True)
class Found:
    """A table's rows that are left, and what each is about: a review that is held, one that is not, or a journey.

    of: how many rows there are.
    """

    table: Table
    about: tuple[Any, ...]
    of: int


_PEOPLE = ("lead", "reviewer")
_EVERYBODY = (*_PEOPLE, "school", "hub")
_Rows = tuple[Table, Sequence[Any], Callable[[Any], str]]
"""A table, what each of its rows is about, and of that the id of its review."""


@dataclass(frozen=True)
class _Facts:
    """What one review is found by."""

    hub: str
    phase: str
    week: date | None
    states: frozenset[str]
    who: frozenset[Key]


class Finder:
    """Finds in one plan. contacts: people's own names, where they are known."""

    def __init__(self, plan: Plan, contacts: Contacts) -> None:
        self._plan = plan
        self._contacts = contacts
        self._views: dict[str, tuple[_Rows, ...]] = {}

    def found(self, view: str, asked: Wanted) -> Iterator[Found]:
        """The tables of a view with the rows that are left."""
        reviews = self._reviews(asked)
        if view not in self._views:
            self._views[view] = tuple(_VIEWS[view](self._plan))
        for table, things, review in self._views[view]:
            kept = [
                (row, thing)
                for row, thing in zip(table.rows, things, strict=True)
                if review(thing) in reviews and holds(row, asked.text)
            ]
            rows = tuple(row for row, _ in kept)
            title = table.title if rows or not table.rows else f"{table.title}: nothing is so"
            yield Found(replace(table, rows=rows, title=title), tuple(thing for _, thing in kept), len(table.rows))

    def people(self, text: str, most: int, *, alone: bool = False) -> tuple[str, ...]:
        """The first names of people, schools and hubs that hold a text. alone: of people alone."""
        wanted, kinds = text.casefold(), _PEOPLE if alone else _EVERYBODY
        return tuple(
            [name for key, name in self._names.items() if wanted in name.casefold() and key[0] in kinds][:most]
        )

    def person(self, text: str) -> str:
        """The id of whom somebody typed, by id or name; the text itself where it names nobody, or several."""
        wanted = " ".join(text.split()).casefold()
        found = [key[1] for key, names in self._called.items() if wanted in names and key[0] in _PEOPLE]
        return found[0] if len(found) == 1 else text.strip()

    def _reviews(self, asked: Wanted) -> frozenset[str]:
        """Ids of the reviews that are as asked, but for the text."""
        who = self._named(asked.who)
        return frozenset(
            review
            for review, facts in self._facts.items()
            if (not asked.hub or facts.hub == asked.hub)
            and (asked.week is None or facts.week == asked.week)
            and (not asked.phase or facts.phase == asked.phase)
            and (not asked.state or asked.state in facts.states)
            and (not asked.who or not who.isdisjoint(facts.who))
        )

    def _named(self, who: str) -> frozenset[Key]:
        """Who is called exactly so; nobody: all whose name holds it."""
        wanted = who.casefold()
        exact = [key for key, names in self._called.items() if wanted in names]
        return frozenset(exact or (key for key, name in self._names.items() if wanted in name.casefold()))

    @cached_property
    def _called(self) -> dict[Key, tuple[str, ...]]:
        """What each answers to: id, own name, and both as they are offered."""
        own = _own_names(self._plan.instance, self._contacts)
        return {key: (key[1].casefold(), own[key].casefold(), name.casefold()) for key, name in self._names.items()}

    @cached_property
    def _names(self) -> dict[Key, str]:
        own = _own_names(self._plan.instance, self._contacts)
        return {key: f"{name} ({key[1]})" if name and name != key[1] else key[1] for key, name in own.items()}

    @cached_property
    def _facts(self) -> dict[str, _Facts]:
        plan = self._plan
        states = {one.review: one for one in plan.schedule.states}
        return {
            review.id: _facts(plan, review, states.get(review.id) or ReviewStates(review=review.id))
            for review in plan.instance.reviews
        }


def chosen(plan: Plan, contacts: Contacts, view: str, asked: Mapping[str, str]) -> tuple[Table, ...]:
    """The tables of a view with the reviews alone that are asked for.

    Raises:
        InvalidInput: what is asked does not exist.
    """
    return tuple(one.table for one in Finder(plan, contacts).found(view, wanted(plan.instance, asked)))


def how_many(found: Iterable[Found], noun: str, asked: Wanted, instance: Instance) -> str:
    """How much is left of all, and what was asked, in a sentence."""
    listed = list(found)
    left, all_ = sum(len(one.about) for one in listed), sum(one.of for one in listed)
    if not asked.is_anything:
        return f"{count(all_, noun)}."
    return f"{left:,} of {count(all_, noun)}: {', '.join(asked.words(instance))}."


def _own_names(instance: Instance, contacts: Contacts) -> dict[Key, str]:
    known = {id: one.name for id, one in contacts.items()}
    return {
        **{("hub", one.id): one.name for one in instance.hubs},
        **{("school", one.id): one.name for one in instance.schools},
        **{("lead", one.id): known.get(one.id, "") for one in instance.leads},
        **{("reviewer", one.id): known.get(one.id, "") for one in instance.reviewers},
    }


def _facts(plan: Plan, review: Review, states: ReviewStates) -> _Facts:
    host, planned = plan.instance.school_by_id[review.host], plan.planned(review.id)
    return _Facts(
        hub=host.hub,
        phase=host.phase.value,
        week=_week(planned),
        states=frozenset(_states(plan, planned, states)),
        who=frozenset(_who(plan, review, planned)),
    )


def _week(planned: PlannedReview) -> date | None:
    return None if planned.slot is None else week_of(planned.slot)


def _states(plan: Plan, planned: PlannedReview, states: ReviewStates) -> Iterator[str]:
    yield VACANT if vacancies(plan.instance, planned) else COMPLETE
    if planned.slot is None:
        return
    yield states.slot.value
    if planned.lead is not None:
        yield states.lead.value
    yield from (states.of_seat(person).value for person in planned.reviewers)
    if states.pins:
        yield PINNED


def _who(plan: Plan, review: Review, planned: PlannedReview) -> Iterator[Key]:
    instance = plan.instance
    host = instance.school_by_id[review.host]
    yield from (("school", host.id), ("hub", host.hub))
    if planned.lead is not None:
        yield "lead", planned.lead
    for person in plan.team(review.id):
        home = instance.school_by_id[instance.reviewer_by_id[person].school]
        yield from (("reviewer", person), ("school", home.id), ("hub", home.hub))


def _weeks(plan: Plan) -> Iterator[_Rows]:
    held, not_dated = by_week(plan)
    yield held, by_date(plan), lambda one: str(one.review.id)
    yield not_dated, without_date(plan), lambda review: str(review.id)


def _visits(plan: Plan) -> Iterator[_Rows]:
    (visits,) = by_reviewer(plan)
    yield visits, visits_in_order(plan), lambda seat: str(seat.held.review.id)


def _led(plan: Plan) -> Iterator[_Rows]:
    (led,) = by_lead(plan)
    yield led, led_in_order(plan), lambda pair: str(pair[1].review.id)


_VIEWS: Mapping[str, Callable[[Plan], Iterator[_Rows]]] = {"week": _weeks, "reviewer": _visits, "lead": _led}
"""The views in which reviews can be looked for."""
