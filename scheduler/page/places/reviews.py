"""A review's panel: date, lead, team and states, and what is known of it."""

from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.instance import Review
from scheduler.changes.places import review_named
from scheduler.desk.report.tables import shown
from scheduler.page.drawing import command, draw, parts, where
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.showing.one_review import how_it_stands, its_facts, its_places, place_names, what_is_known

router = APIRouter(prefix="/plans/{id}")


@router.get("/reviews/{review:path}")
def panel(request: Request, opened: Asked, review: str) -> Response:
    """One review: by its id, or its host's id or name."""
    about = review_named(opened.plan.instance, review)
    said = opened.kept(("review", about.id), lambda: _said(opened, about))
    return draw(request, "review.html.j2", opened, **said)


def address(opened: Opened, review: Review, **asked: str) -> str:
    """The address of a review's panel. asked: what is asked there."""
    place = where(opened, "reviews", quote(review.id, safe=""))
    return f"{place}{'&' if '?' in place else '?'}{urlencode(asked)}" if asked else place


def _said(opened: Opened, review: Review) -> dict[str, Any]:
    plan = opened.plan
    return {
        "title": plan.instance.school_by_id[review.host].name,
        "address": address(opened, review),
        "stands": how_it_stands(plan, review),
        "seats": shown(its_places(plan, review)),
        "names": place_names(plan, review),
        "facts": shown(its_facts(plan, review)),
        "known": parts(what_is_known(plan, review)),
        "command": command(opened, "show", "--review", review.id),
    }
