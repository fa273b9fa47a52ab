"""Overview: the indicators beside the 2018 report's, what is proven, and what needs attention."""

from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from scheduler.desk.report.tables import shown
from scheduler.page.drawing import command, draw, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.showing.figures import indicators, travel, vacant_seats
from scheduler.showing.summary import achieved, broken, proven, size

router = APIRouter(prefix="/plans/{id}")


@router.get("")
def overview(request: Request, opened: Asked) -> Response:
    """The plan at a glance."""
    said = opened.kept("overview", lambda: _said(opened))
    return draw(request, "overview.html.j2", opened, **said)


def _said(opened: Opened) -> dict[str, Any]:
    plan = opened.plan
    return {
        "size": size(plan),
        "achieved": parts(achieved(plan)),
        "indicators": shown(indicators(plan)),
        "proven": parts(proven(plan)),
        "missing": parts([*broken(plan), *vacant_seats(plan)]),
        "travel": parts([travel(plan)]),
        "command": command(opened, "show"),
    }
