"""Changes: a form for each kind of what has happened, several of them together, then their repairs."""

import json
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from models.change import Change
from models.problem import InvalidInput
from scheduler.changes.kinds import reason
from scheduler.desk.doing.repairing import refuse_unfit
from scheduler.page.drawing.forms import KIND_TITLES, Forms, Said, forms_of
from scheduler.page.drawing.pages import command, draw
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, Typed, refuse_stale
from scheduler.page.places.repairs import seek
from scheduler.storage.changes import load_changes
from scheduler.storage.worded_changes import as_words

router = APIRouter(prefix="/plans/{id}/changes")

SoFar = Annotated[str, Query(max_length=20_000)]
"""The changes that were said before, as a file of changes has them, so that nothing is kept by the server."""


@router.get("")
def kinds(request: Request, opened: Asked, so_far: SoFar = "") -> Response:
    """What can have happened."""
    said = _changes(so_far)
    return draw(
        request,
        "changes.html.j2",
        opened,
        kinds=KIND_TITLES,
        so_far=so_far,
        causes=[reason(change) for change in said],
        command=_command(opened, said),
    )


@router.get("/{kind}")
def form(request: Request, opened: Asked, kind: str, so_far: SoFar = "") -> Response:
    """The form of one kind. What the address says is filled in already."""
    forms, said = forms_of(opened), request.query_params
    typed = {name: said.getlist(name) for name in said if name not in ("so_far", "version")}
    return _drawn(request, opened, forms, kind, typed, so_far)


@router.post("/{kind}")
def say(request: Request, opened: Asked, kind: str, typed: Typed) -> Response:
    """Add a change to those before it, or seek the repairs of them all."""
    refuse_stale(opened, _text(typed, "mark"))
    forms, so_far = forms_of(opened), _text(typed, "so_far")
    try:
        said = (*_changes(so_far), forms.read(kind, typed))
        refuse_unfit(opened.instance, opened.schedule, said)
    except InvalidInput as error:
        return _drawn(request, opened, forms, kind, typed, so_far, error)
    if _text(typed, "then") == "more":
        so_far = json.dumps([one.model_dump(mode="json", exclude_defaults=True) | {"kind": one.kind} for one in said])
        return RedirectResponse(f"/plans/{opened.id}/changes?{urlencode({'so_far': so_far})}", HTTPStatus.SEE_OTHER)
    job = seek(request, opened, said, _text(typed, "once"))
    return RedirectResponse(f"/jobs/{job.id}", HTTPStatus.SEE_OTHER)


def _drawn(
    request: Request,
    opened: Opened,
    forms: Forms,
    kind: str,
    typed: Said,
    so_far: str,
    error: InvalidInput | None = None,
) -> Response:
    """The form with what was typed, and what is wrong with it."""
    before = _changes(so_far)
    shown = forms.form(kind, typed, error.problems if error else ())
    status = HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK
    return draw(
        request,
        "change.html.j2",
        opened,
        status,
        form=shown,
        lists=forms.lists,
        so_far=so_far,
        causes=[reason(change) for change in before],
        command=_command(opened, before, kind),
    )


def _changes(so_far: str) -> tuple[Change, ...]:
    """The changes that were said before."""
    if not so_far:
        return ()
    return load_changes([f'{{"format": 1, "changes": {so_far}}}'])


def _command(opened: Opened, said: tuple[Change, ...], kind: str = "CHANGE...") -> str:
    """The command that seeks the same repairs."""
    return command(opened, "reschedule", *(word for change in said for word in as_words(change)), kind)


def _text(typed: Said, name: str) -> str:
    """The field of that name; empty where it was not sent."""
    return next(iter(typed.get(name, ())), "")
