"""History: every step with who and why; any version opened, compared and brought back; the last step taken back."""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from models.history import Entry
from scheduler.changes.differences import differences
from scheduler.changes.kinds import reason
from scheduler.desk.doing import undoing
from scheduler.desk.report.tables import Shown
from scheduler.page.drawing.pages import command, draw, of, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, By, Mark, Once, Stale, refuse_stale
from scheduler.showing.changed.repairs import differing
from scheduler.storage.files import without_mark
from scheduler.storage.schedules import any_schedule
from scheduler.storage.versions import history, last_standing, text_sha256, troubles

router = APIRouter(prefix="/plans/{id}")


@router.get("/history")
def steps(request: Request, opened: Asked) -> Response:
    """Every step, the last first."""
    made = history(opened.path)
    rows = [(entry, [reason(change) for change in entry.changes]) for entry in reversed(made)]
    return draw(
        request,
        "history.html.j2",
        opened,
        rows=rows,
        last=last_standing(opened.path),
        troubles=troubles(opened.path),
        command=command(opened, "history"),
    )


@router.post("/undo")
def undo(request: Request, opened: Asked, mark: Mark, by: By = "", once: Once = "") -> Response:
    """Take the last step back."""
    return _written(request, opened, mark, once, lambda: undoing.undo(opened.path, by, mark))


@router.post("/bring-back")
def bring(
    request: Request, opened: Asked, mark: Mark, step: Annotated[int, Form(ge=0)], by: By = "", once: Once = ""
) -> Response:
    """Make a version of before the plan again, as a new step."""
    return _written(request, opened, mark, once, lambda: undoing.bring_back(opened.path, step, by, mark))


@router.get("/compare")
def compare(
    request: Request, opened: Asked, other: str = "", before: Annotated[int | None, Query(ge=0)] = None
) -> Response:
    """The plan beside another one, or beside a version of before."""
    home = of(request).home
    than = home.open(other or opened.id, before)
    length = opened.plan.policy.slot
    said = opened.kept(
        ("compared", than.sha256), lambda: parts(differing(*differences(than.schedule, opened.schedule), length))
    )
    return draw(
        request,
        "compare.html.j2",
        opened,
        than=than,
        differences=said,
        command=_command_to_compare(opened, than),
    )


def since(stale: Stale) -> list[Shown | str]:
    """What has become of a plan since somebody looked at it; nothing where its history does not have what they saw."""
    opened = stale.opened
    made = history(opened.path)
    texts = {text_sha256(text): text for entry in made for text in (entry.before, entry.after)}
    if stale.mark not in texts:
        return []
    seen = any_schedule(without_mark(texts[stale.mark]), opened.listed.name)
    steps = [f"Step {entry.number}, by {entry.by or 'somebody'}: {entry.what}" for entry in _after(made, stale.mark)]
    return parts([*steps, *differing(*differences(seen, opened.schedule), opened.plan.policy.slot)])


def _after(made: Sequence[Entry], mark: str) -> Sequence[Entry]:
    """The steps that were made since the plan had this mark."""
    last = max(n for n, entry in enumerate(made) if mark in (text_sha256(entry.before), text_sha256(entry.after)))
    return made[last + (text_sha256(made[last].after) == mark) :]


def _command_to_compare(opened: Opened, than: Opened) -> str:
    """Files can be compared at the command line; of a version of before there is no file."""
    if opened.version is not None or than.version is not None:
        return ""
    return command(opened, "diff").replace(opened.source, than.listed.name)


def _written(request: Request, opened: Opened, mark: str, once: str, write: Callable[[], object]) -> Response:
    """Write a step, once, and show the history with it."""

    def written() -> str:
        refuse_stale(opened, mark)
        write()
        return f"/plans/{opened.id}/history"

    return RedirectResponse(of(request).writings.once(once, written), HTTPStatus.SEE_OTHER)
