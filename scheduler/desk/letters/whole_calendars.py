"""Calendars of a schedule as it is: of the whole term, of a hub, of one host, or of one person."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from models.planned import ReviewStates, State
from models.problem import InvalidInput, Problem
from models.told import Role
from scheduler.desk.letters.calendars import PUBLISH, Binder, Entry
from scheduler.desk.letters.lines import Recipient, lines_of
from scheduler.desk.letters.news import news
from scheduler.plan import Plan


@dataclass(frozen=True)
class Of:
    """Of what a calendar is: a hub, a host or a person, by id; nothing, for the whole term."""

    hub: str | None = None
    host: str | None = None
    person: str | None = None


@dataclass(frozen=True)
class Made:
    """A calendar file. reviews: how many are in it. untold: of how many its host, or person, was not told yet."""

    content: bytes
    reviews: int
    untold: int


def calendar(plan: Plan, of: Of, binder: Binder) -> Made:
    """The calendar file.

    A host's or a person's holds what their letters say, as the same events, so that a letter changes them; what is a
    draft is not in it. The coordinator's own, of a hub or the whole term, holds drafts, too, as tentative.

    Raises:
        InvalidInput: there is nobody, or nothing, of that id.
    """
    if of.host is None and of.person is None:
        entries = list(_of_many(plan, of.hub))
        return Made(binder.calendar(PUBLISH, entries), len(entries), 0)
    to = _recipient(plan, of)
    letters = [letter for letter in news(plan, everyone=True).letters if letter.to == to]
    events = [event for letter in letters for event in letter.events]
    entries = [Entry(event.now, to, event.sequence) for event in events if event.now is not None]
    untold = sum(event.is_news for event in events if event.now is not None)
    return Made(binder.calendar(PUBLISH, entries), len(entries), untold)


def _of_many(plan: Plan, hub: str | None) -> Iterator[Entry]:
    if hub is not None:
        _refuse_unknown("--hub", hub, plan.instance.hub_by_id, "hub")
    states = {one.review: one for one in plan.schedule.states}
    for held in sorted(plan.held, key=lambda one: (one.slot, one.review.id)):
        if hub in (None, held.host.hub):
            _, line = next(lines_of(plan, plan.planned(held.review.id)))
            known = states.get(held.review.id, ReviewStates(review=held.review.id))
            yield Entry(line, is_open=known.slot == State.DRAFT)


def _recipient(plan: Plan, of: Of) -> Recipient:
    instance = plan.instance
    if of.host is not None:
        _refuse_unknown("--host", of.host, instance.school_by_id, "school")
        return Recipient(Role.HOST, of.host)
    person = of.person or ""
    _refuse_unknown("--person", person, {**instance.reviewer_by_id, **instance.lead_by_id}, "reviewer or lead")
    return Recipient(Role.LEAD if person in instance.lead_by_id else Role.REVIEWER, person)


def _refuse_unknown(option: str, id: str, known: Collection[str], noun: str) -> None:
    if id not in known:
        near = get_close_matches(id, known, n=1)
        problem = Problem(
            where=option,
            value=repr(id),
            expected=f"the id of a {noun} of the instance",
            remedy=f"Maybe {near[0]!r} is meant." if near else "See qa-scheduler show.",
        )
        raise InvalidInput([problem])
