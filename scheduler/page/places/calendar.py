"""Calendar: weeks across, hubs, leads or phases down, a card a review; or the same by date, as a list."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from models.instance import Review
from scheduler.desk.looking.finding import Found, how_many
from scheduler.desk.report.calendars import HUBS, LEADS, PHASES, By, drawn
from scheduler.desk.report.marks import Marks
from scheduler.page.drawing.filters import Filter, address, choices, filtered, finder, names
from scheduler.page.drawing.pages import command, draw
from scheduler.page.drawing.tables import Linked, linked
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.showing.states import stands

router = APIRouter(prefix="/plans/{id}")

_WAYS: Mapping[str, By] = {"hub": HUBS, "lead": LEADS, "phase": PHASES}
_NAMES = {"hub": "By hubs", "lead": "By leads", "phase": "By phases", "date": "A list by date"}
_MOST_OFFERED = 30


@router.get("/calendar")
def calendar(request: Request, opened: Asked) -> Response:
    """The reviews that are looked for."""
    asked = filtered(request, opened, "calendar", by="hub", rows="")
    held, without_date = finder(opened).found("week", asked.wanted)
    way = _WAYS.get(asked.more["by"])
    return draw(
        request,
        "calendar.html.j2",
        opened,
        filter=asked,
        choices=choices(opened),
        ways=[(name, asked.link(by=by), by == asked.more["by"]) for by, name in _NAMES.items()],
        how_many=how_many([held, without_date], "review", asked.wanted, opened.plan.instance),
        calendars=_calendars(opened, way, held, asked) if way else [],
        by_date=_linked(opened, held, asked, host=2) if way is None else None,
        without_date=_linked(opened, without_date, asked, host=1) if without_date.table.rows else None,
        stands=opened.kept("stands", lambda: stands(opened.plan)),
        names=names(opened),
        names_at=address(opened, "names"),
        to_review=lambda review: address(opened, "reviews", review),
        command=command(opened, "show", "--by", "week", *asked.as_options),
    )


@router.get("/names")
def offered(
    request: Request,
    opened: Asked,
    who: str = "",
    waived: Annotated[str, Query(alias="waiver.person")] = "",
    alone: bool = False,
) -> Response:
    """The people, schools and hubs that a text may mean. waived: the text of a waiver's form. alone: people alone."""
    found = finder(opened).people(who or waived, _MOST_OFFERED, alone=alone)
    return draw(request, "names.html.j2", opened, names=found)


def _calendars(opened: Opened, by: By, found: Found, asked: Filter) -> list[Any]:
    plan = opened.plan
    marks = opened.kept("marks", lambda: Marks(plan))
    drawn_ = drawn(plan, marks, by, plan.instance.terms, found.about, asked.wanted.week)
    return [one for one in drawn_ if one.rows]


def _linked(opened: Opened, found: Found, asked: Filter, host: int) -> Linked:
    """The table of reviews, with the address of each one's panel at the column of its host."""
    ids = [one.id if isinstance(one, Review) else one.review.id for one in found.about]
    return linked(found.table, [{host: address(opened, "reviews", id)} for id in ids], asked)
