"""The slot strip: how many must be told if a review moves, slot by slot; of one, the repair beside the plan."""

from dataclasses import dataclass
from datetime import date, timedelta
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from models.calendar import week_of
from models.change import OtherSlot
from models.instance import Review
from models.problem import InvalidInput, Problem
from scheduler.changes.differences import by_person, by_review
from scheduler.changes.effective_instance import effective
from scheduler.changes.places import review_named
from scheduler.changes.situation import asked_on
from scheduler.page.drawing import command, draw, of, parts
from scheduler.page.filters import address
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, day
from scheduler.page.questions import TooMany
from scheduler.page.stripping import Strip, at_once, is_open, look_at, look_at_all
from scheduler.showing.repairs import differing, who_to_tell
from scheduler.showing.table import Slot as SlotCell
from scheduler.storage.worded_changes import as_words

router = APIRouter(prefix="/plans/{id}")

_SHADES = 6  # from few people told to many
_MONDAY_TO_WEDNESDAY = range(3)

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
    looked = _looked_at(known, slot) if slot else None
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
        moves=[(one, known.words(one)) for one in sorted(known.at_once.bounds)],
        looked=looked,
        asked=address(opened, "reviews", about.id, "strip", **asked),
        to=lambda one: address(opened, "reviews", about.id, "strip", on=on, slot=one.isoformat()),
        base=address(opened, "reviews", about.id, "strip"),
        panel=address(opened, "reviews", about.id),
        under_way=under_way,
        is_whole=known.is_whole,
        slot_name=lambda one: str(SlotCell(one)),
        command=command(opened, "explain", "--slots", about.id, "--notice", notice.isoformat(), "--exactly"),
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


def _looked_at(known: Strip, text: str) -> date:
    """The slot that is looked at.

    Raises:
        InvalidInput: it cannot be asked for.
    """
    found = day(text, "slot")
    if found in known.at_once.refused:
        raise InvalidInput([known.at_once.refused[found]])
    if found not in known.at_once.bounds:
        expected = "a slot of the review's term, but the one it has"
        raise InvalidInput([Problem(where="slot", value=text, expected=expected, remedy="Choose one of the strip.")])
    return found


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
    now, weeks = opened.plan.planned(review.id).slot, _weeks(opened, review)
    fewest = min(map(known.people, known.at_once.bounds), default=0)
    found = []
    for weekday in _MONDAY_TO_WEDNESDAY:
        days = [monday + timedelta(days=weekday) for monday in weeks]
        name = str(SlotCell(days[0])).split(" ")[0]
        found.append(Row(name, tuple(_cell(known, one, now, fewest) for one in days)))
    return found


def _cell(known: Strip, slot: date, now: date | None, fewest: int) -> Cell | None:
    if slot == now:
        return Cell(slot, "now", "now", "the slot that it has")
    if slot in known.at_once.refused:
        return Cell(slot, "refused", "", known.words(slot))
    if slot not in known.at_once.bounds:
        return None
    found = known.found.get(slot)
    state = "bound" if found is None else "open" if is_open(found) else "exact"
    shade = min(known.people(slot) - fewest, _SHADES - 1)
    return Cell(slot, state, known.short(slot), known.words(slot), shade, known.losses(slot) > 0)


def _chosen(opened: Opened, known: Strip, slot: date) -> dict[str, Any]:
    """The repair with the slot that is looked at, beside the plan as it is."""
    found = known.found[slot]
    change = OtherSlot(notice=known.notice, review=known.review, slots=(slot,))
    said: dict[str, Any] = {
        "said": known.words(slot),
        "seeks": command(opened, "reschedule", *as_words(change)),
        "told": [],
        "differences": [],
    }
    if found.schedule is None:
        return said
    judged, now, then = effective(opened.instance, found.schedule), opened.schedule.reviews, found.schedule.reviews
    return said | {
        "told": parts([who_to_tell(judged, found.schedule)]),
        "differences": parts(differing(by_review(now, then), by_person(now, then))),
    }
