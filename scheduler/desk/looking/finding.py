"""What is found of what is looked for: reviews, journeys, people and schools, each with its row of a table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from models.instance import Instance
from scheduler.desk.contacts import Contacts
from scheduler.desk.looking.facts import REVIEW, SCHOOL, Facts, Key, facts_of
from scheduler.desk.looking.people import by_person
from scheduler.desk.looking.wanted import Wanted, wanted
from scheduler.desk.naming import with_id
from scheduler.plan import Plan
from scheduler.showing.ledger import by_account, in_order
from scheduler.showing.table import Table, holds
from scheduler.showing.views import (
    by_date,
    by_lead,
    by_reviewer,
    by_school,
    by_week,
    led_in_order,
    schools_in_order,
    visits_in_order,
    without_date,
)
from scheduler.words import count


@dataclass(frozen=True)
class Found:
    """A table's rows that are left, and what each is about: a review, a journey, a person or a school.

    of: how many rows there are.
    """

    table: Table
    about: tuple[Any, ...]
    of: int


_PEOPLE = ("lead", "reviewer")
_EVERYBODY = (*_PEOPLE, "school", "hub")
_Rows = tuple[Table, Sequence[Any], Callable[[Any], Key]]
"""A table, what each of its rows is about, and what that is found as: a review, a person or a school."""


class Finder:
    """Finds in one plan. contacts: people's own names, where they are known."""

    def __init__(self, plan: Plan, contacts: Contacts) -> None:
        self._plan = plan
        self._contacts = contacts
        self._views: dict[str, tuple[_Rows, ...]] = {}

    def found(self, view: str, asked: Wanted) -> Iterator[Found]:
        """The tables of a view with the rows that are left."""
        as_asked = self._as_asked(asked)
        if view not in self._views:
            self._views[view] = tuple(_VIEWS[view](self._plan))
        for table, things, key in self._views[view]:
            kept = [
                (row, thing)
                for row, thing in zip(table.rows, things, strict=True)
                if key(thing) in as_asked and holds((*row, self._own.get(key(thing))), asked.text)
            ]
            rows = tuple(row for row, _ in kept)
            nothing = f"nothing about {asked.text!r}" if asked.text else "nothing is so"
            title = table.title if rows or not table.rows else f"{table.title}: {nothing}"
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

    def _as_asked(self, asked: Wanted) -> frozenset[Key]:
        """The reviews, people and schools that are as asked, but for the text."""
        who = self._named(asked.who)
        return frozenset(
            key
            for key, facts in self._facts.items()
            if (not asked.hub or facts.hub == asked.hub)
            and (asked.week is None or asked.week in facts.weeks)
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
        return {
            key: (key[1].casefold(), self._own[key].casefold(), name.casefold()) for key, name in self._names.items()
        }

    @cached_property
    def _names(self) -> dict[Key, str]:
        return {key: with_id(key[1], name) for key, name in self._own.items()}

    @cached_property
    def _own(self) -> dict[Key, str]:
        return _own_names(self._plan.instance, self._contacts)

    @cached_property
    def _facts(self) -> Mapping[Key, Facts]:
        return facts_of(self._plan)


def chosen(plan: Plan, contacts: Contacts, view: str, asked: Mapping[str, str]) -> tuple[Table, ...]:
    """The tables of a view with what alone is asked for.

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


def _weeks(plan: Plan) -> Iterator[_Rows]:
    held, not_dated = by_week(plan)
    yield held, by_date(plan), lambda one: (REVIEW, one.review.id)
    yield not_dated, without_date(plan), lambda review: (REVIEW, review.id)


def _visits(plan: Plan) -> Iterator[_Rows]:
    (visits,) = by_reviewer(plan)
    yield visits, visits_in_order(plan), lambda seat: (REVIEW, seat.held.review.id)


def _led(plan: Plan) -> Iterator[_Rows]:
    (led,) = by_lead(plan)
    yield led, led_in_order(plan), lambda pair: (REVIEW, pair[1].review.id)


def _people(plan: Plan) -> Iterator[_Rows]:
    reviewers, leads = by_person(plan)
    yield reviewers, plan.instance.reviewers, lambda one: ("reviewer", one.id)
    yield leads, plan.instance.leads, lambda one: ("lead", one.id)


def _schools(plan: Plan) -> Iterator[_Rows]:
    (schools,) = by_school(plan)
    yield schools, schools_in_order(plan), lambda one: (SCHOOL, one.id)


def _accounts(plan: Plan) -> Iterator[_Rows]:
    yield by_account(plan), in_order(plan), lambda one: (SCHOOL, one.id)


_VIEWS: Mapping[str, Callable[[Plan], Iterator[_Rows]]] = {
    "week": _weeks,
    "reviewer": _visits,
    "lead": _led,
    "person": _people,
    "school": _schools,
    "account": _accounts,
}
"""The views in which something can be looked for."""
