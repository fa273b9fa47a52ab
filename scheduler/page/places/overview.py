"""Overview: the indicators beside the 2018 report's, what is proven, and what needs attention."""

import shlex
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from models.problem import InvalidInput
from scheduler.desk.looking.steps import FILES, SOLVE, Step, offers, steps
from scheduler.desk.planned import judging
from scheduler.desk.report.tables import shown
from scheduler.page.drawing.filters import address
from scheduler.page.drawing.pages import command, draw, parts
from scheduler.page.file_names import other_name
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked
from scheduler.showing.figures import indicators, travel, vacant_seats
from scheduler.showing.summary import achieved, broken, proven, size

router = APIRouter(prefix="/plans/{id}")


@router.get("")
def overview(request: Request, opened: Asked) -> Response:
    """The plan at a glance."""
    said = opened.kept("overview", lambda: _said(opened))
    edits = _edits(opened)
    next_ = opened.kept(("steps", edits), lambda: steps(opened.plan, edits))
    listed = [(step, address(opened, step.place, **step.asked), _command(opened, step)) for step in next_]
    return draw(request, "overview.html.j2", opened, steps=listed, **said)


def _edits(opened: Opened) -> int:
    """How many cells were typed over in the plan's workbook, if it lies beside the plan and can be read."""
    book = opened.path.with_suffix(".xlsx")
    if opened.version is not None or not book.is_file():
        return 0
    state = book.stat()

    def count() -> int:
        try:
            return len(judging.opened(book, opened.instance, opened.contacts, opened.path).edits)
        except InvalidInput:
            return 0  # what is wrong with it is said where it is answered

    return opened.kept(("edits", state.st_mtime_ns, state.st_size), count)


def _command(opened: Opened, step: Step) -> str:
    name, *words = step.command.split()
    if step.place == FILES:
        return shlex.join(["qa-scheduler", name, opened.source, opened.path.with_suffix(".xlsx").name])
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
