"""Overview: the indicators beside the 2018 report's, what is proven, and what needs attention."""

import shlex
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from scheduler.desk.looking.steps import FILES, SOLVE, Step, offers, steps
from scheduler.desk.report.tables import shown
from scheduler.page.drawing.filters import address
from scheduler.page.drawing.pages import command, draw, parts
from scheduler.page.file_names import other_name
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.page.places.files import about_book, typed_in
from scheduler.showing.figures import indicators, travel, vacant_seats
from scheduler.showing.summary import achieved, broken, proven, size

router = APIRouter(prefix="/plans/{id}")


@router.get("")
def overview(request: Request, opened: Asked) -> Response:
    """The plan at a glance."""
    said = opened.kept("overview", lambda: _said(opened))
    typed = typed_in(opened)
    next_ = opened.kept(("steps", typed), lambda: steps(opened.plan, typed))
    listed = [(step, address(opened, step.place, **step.asked), _command(opened, step)) for step in next_]
    return draw(request, "overview.html.j2", opened, steps=listed, **said)


def _command(opened: Opened, step: Step) -> str:
    name, *words = step.command.split()
    if step.place == FILES:
        return about_book(opened, name)
    if step.place == SOLVE:
        return shlex.join(["qa-scheduler", name, opened.source, "-o", other_name(opened.listed.name)])
    return command(opened, name, *words)


def _said(opened: Opened) -> dict[str, Any]:
    plan, waiting = opened.plan, offers(opened.plan)
    return {
        "size": size(plan),
        "achieved": parts(achieved(plan)),
        "indicators": shown(indicators(plan)),
        "proven": parts(proven(plan)),
        "missing": parts([*broken(plan), *vacant_seats(plan), *([waiting] if waiting.rows else [])]),
        "travel": parts([travel(plan)]),
        "command": command(opened, "show"),
    }
