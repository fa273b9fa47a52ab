"""Map: hosts and who travels to them, as near as what is looked for allows; the journeys in tables beside it."""

from collections.abc import Iterable
from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.people import Lead
from scheduler.desk.looking.finding import Found, how_many
from scheduler.desk.looking.wanted import Wanted
from scheduler.desk.report.maps import Map, drawn, licence, near
from scheduler.desk.report.marks import Marks
from scheduler.page.drawing.filters import address, choices, filtered, finder
from scheduler.page.drawing.pages import command, draw
from scheduler.page.drawing.tables import linked
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.plan import Held, Seat

router = APIRouter(prefix="/plans/{id}")


@router.get("/map")
def the_map(request: Request, opened: Asked) -> Response:
    """The journeys to the reviews that are looked for."""
    asked = filtered(request, opened, "map", rows="")
    (visits,) = finder(opened).found("reviewer", asked.wanted)
    (led,) = finder(opened).found("lead", asked.wanted)
    return draw(
        request,
        "map.html.j2",
        opened,
        filter=asked,
        choices=choices(opened),
        names_at=address(opened, "names"),
        how_many=how_many([visits, led], "journey", asked.wanted, opened.plan.instance),
        map_=_southwards(_near(opened, asked.wanted, visits, led)),
        licence=licence(),
        visits=linked(visits.table, [_of_visit(opened, seat) for seat in visits.about], asked),
        led=linked(led.table, [_of_lead(opened, *one) for one in led.about], asked),
        to_review=lambda review: address(opened, "reviews", review),
        commands=[command(opened, "show", "--by", by, *asked.as_options) for by in ("reviewer", "lead")],
    )


def _near(opened: Opened, wanted: Wanted, visits: Found, led: Found) -> Map:
    """The map of what is left. Hosts to whom nobody travels are looked for without the text, which is of journeys."""
    plan = opened.plan
    whole = opened.kept("map", lambda: drawn(plan, opened.kept("marks", lambda: Marks(plan))))
    if not wanted.is_anything:
        return whole
    hosts: Iterable[Held] = ()
    if not wanted.text:
        held, _ = finder(opened).found("week", replace(wanted, text=""))
        hosts = held.about
    return near(whole, visits.about, led.about, hosts)


def _southwards(found: Map) -> Map:
    """The map whose hosts are in the order in which the Tab key goes through them: from north to south."""
    return replace(found, hosts=tuple(sorted(found.hosts, key=lambda spot: (spot.y, spot.x))))


def _of_visit(opened: Opened, seat: Seat) -> dict[int, str]:
    """What the cells of a reviewer's journey lead to."""
    person, school, review = seat.reviewer.id, seat.home.id, seat.held.review.id
    return {
        0: address(opened, "people", person),
        1: address(opened, "schools", school),
        3: address(opened, "reviews", review),
    }


def _of_lead(opened: Opened, lead: Lead, held: Held) -> dict[int, str]:
    """What the cells of a lead's journey lead to."""
    return {0: address(opened, "people", lead.id), 3: address(opened, "reviews", held.review.id)}
