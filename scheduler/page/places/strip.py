"""The slot strip: how many must be told if a review moves, slot by slot; of one, the repair beside the plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from models.calendar import week_of
from models.instance import Review
from models.problem import InvalidInput
from scheduler.changes.places import review_named
from scheduler.changes.situation import asked_on
from scheduler.desk.doing import slots
from scheduler.page.drawing.filters import address
from scheduler.page.drawing.pages import command, draw, of
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, Mark, day, refuse_stale
from scheduler.page.places.repairs import beside_the_plan
from scheduler.page.server.questions import TooMany
from scheduler.page.stripping import (
    Strip,
    at_once,
    in_words,
    is_closed,
    is_losing,
    look_at,
    look_at_all,
    people,
    short,
)
from scheduler.showing.table import Slot as SlotCell

router = APIRouter(prefix="/plans/{id}")

_SHADES = 6  # from few people told to many

_Day = Annotated[str, Query(max_length=10)]


@dataclass(frozen=True)
class Cell:
    """One slot. words: all that is known of it; short: the same in a cell. shade: 0 for the fewest people told.

    state: "now" for the one that the review has, "refused", "bound", "exact", "open" where it is not proven.
    """

    slot: date
    state: str
    short: str
    words: str
    shade: int = 0
    loses: bool = False


@dataclass(frozen=True)
class Row:
    """The slots of the weeks that begin on the same weekday; None where there is none."""

    name: str
    cells: tuple[Cell | None, ...]


@router.get("/reviews/{review:path}/strip")
def strip(
    request: Request,
    opened: Asked,
    review: str,
    on: _Day = "",
    slot: _Day = "",
    week: _Day = "",
    exactly: bool = False,
) -> Response:
    """All slots of a review's term. slot: the one looked at. week: its best slot is looked at. exactly: all of them."""
    about, page = review_named(opened.plan.instance, review), of(request)
    notice = day(on) if on else asked_on(opened.instance, opened.schedule)
    try:
        known = at_once(page.engine, opened, about.id, notice)
    except InvalidInput as error:  # it is said in its place: a panel shows it, though nothing is asked there yet
        return _not_movable(request, opened, about, error)
    if week:
        chosen = known.best_of_week(week_of(day(week, "week")))
        asked = {"on": on, "slot": chosen.isoformat() if chosen else ""}
        return RedirectResponse(address(opened, "reviews", about.id, "strip", **asked), HTTPStatus.SEE_OTHER)
    looked = day(slot, "slot") if slot else None
    if looked is not None:
        look_at(page.engine, opened, known, looked)
    under_way = _all_under_way(request, opened, known) if exactly or looked else False
    shown = _chosen(opened, known, looked) if looked else {}
    asked = {"on": on, "slot": slot, "exactly": "true" if exactly else ""}
    return draw(
        request,
        "strip.html.j2",
        opened,
        problems=(),
        review=about,
        title=opened.plan.instance.school_by_id[about.host].name,
        notice=notice,
        weeks=_weeks(opened, about),
        rows=_rows(opened, about, known),
        moves=[(at.slot, in_words(at)) for at in known.askable],
        looked=looked,
        asked=address(opened, "reviews", about.id, "strip", **asked),
        to=lambda one: address(opened, "reviews", about.id, "strip", on=on, slot=one.isoformat()),
        all_repairs=lambda one: address(
            opened, "changes", "other-slot", notice=notice.isoformat(), review=about.id, slots=one.isoformat()
        ),
        base=address(opened, "reviews", about.id, "strip"),
        panel=address(opened, "reviews", about.id),
        under_way=under_way,
        is_whole=known.is_whole,
        slot_name=lambda one: str(SlotCell(one, opened.plan.policy.slot)),
        command=command(opened, "explain", "--slots", about.id, "--on", notice.isoformat(), "--exactly"),
        **shown,
    )


def _not_movable(request: Request, opened: Opened, about: Review, error: InvalidInput) -> Response:
    return draw(
        request,
        "strip.html.j2",
        opened,
        title=opened.plan.instance.school_by_id[about.host].name,
        panel=address(opened, "reviews", about.id),
        problems=error.problems,
        under_way=False,
    )


def _all_under_way(request: Request, opened: Opened, known: Strip) -> bool:
    """Whether slots are still being looked at; begun now if it was not."""
    if known.is_whole:
        return False
    key = "strip", opened.id, opened.version, opened.sha256, known.review, known.notice
    try:
        asked = of(request).questions.ask(key, lambda hear: look_at_all(opened, known, hear))
    except TooMany:
        return True  # it is asked again in a moment
    return not asked.ended.is_set()


def _weeks(opened: Opened, review: Review) -> list[date]:
    term = opened.plan.instance.term_by_id[review.term]
    first, last = week_of(term.first_day), week_of(term.last_day)
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def _rows(opened: Opened, review: Review, known: Strip) -> list[Row]:
    weeks, fewest = _weeks(opened, review), min(map(people, known.askable), default=0)
    found = []
    for weekday in opened.plan.policy.slot.weekdays:
        days = [monday + timedelta(days=weekday) for monday in weeks]
        name = opened.plan.policy.slot.name(days[0])
        found.append(Row(name, tuple(_cell(known, one, fewest) for one in days)))
    return found


def _cell(known: Strip, slot: date, fewest: int) -> Cell | None:
    if slot == known.now:
        return Cell(slot, "now", "now", "the slot that it has")
    at = known.at.get(slot)
    if at is None:
        return None
    if at.refused is not None:
        return Cell(slot, "refused", "", in_words(at))
    look = "bound" if at.exact is None else "exact" if is_closed(at) else "open"
    return Cell(slot, look, short(at), in_words(at), min(people(at) - fewest, _SHADES - 1), is_losing(at))


def _chosen(opened: Opened, known: Strip, slot: date) -> dict[str, Any]:
    """The repair with the slot that is looked at, beside the plan as it is."""
    at = known.at[slot]
    said: dict[str, Any] = {"said": in_words(at), "told": [], "differences": []}
    if at.exact is None or at.exact.schedule is None:
        return said
    return said | beside_the_plan(opened, at.exact.schedule)


@router.post("/reviews/{review:path}/strip")
def propose(
    request: Request,
    opened: Asked,
    review: str,
    mark: Mark,
    on: Annotated[str, Form(max_length=10)],
    slot: Annotated[str, Form(max_length=10)],
) -> Response:
    """Put the repair of the slot that is looked at among the repairs, to be applied there."""
    refuse_stale(opened, mark)
    about = review_named(opened.plan.instance, review)
    slots.propose(opened.instance, opened.path, about.id, day(slot, "slot"), None, day(on), mark)
    return RedirectResponse(f"/plans/{opened.id}/repairs", HTTPStatus.SEE_OTHER)
