"""Marks by hand in a review's panel: how far places have got, what is pinned, who has booked travel and who came."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import RedirectResponse, Response

from models.problem import InvalidInput
from scheduler.changes.places import review_named
from scheduler.desk.doing import marking
from scheduler.page.deeds import Do
from scheduler.page.drawing.filters import address, finder
from scheduler.page.drawing.pages import of
from scheduler.page.places.asked import Asked, By, Mark, Once, day, refuse_stale
from scheduler.page.places.reviews import drawn

router = APIRouter(prefix="/plans/{id}")

_Text = Annotated[str, Form(max_length=1_000)]
_Places = Annotated[list[str], Form(max_length=200)]


@router.post("/mark")
def mark(
    request: Request,
    opened: Asked,
    mark: Mark,
    review: _Text,
    do: Annotated[Do, Form()],
    place: _Places = [],  # noqa: B006
    who: _Text = "",
    on: _Text = "",
    why: _Text = "",
    by: By = "",
    once: Once = "",
) -> Response:
    """Mark places of a review; none named, all of it. who: who came instead of somebody absent."""
    about = review_named(opened.plan.instance, review)

    def write() -> str:
        refuse_stale(opened, mark)
        marks = do.marks(finder(opened).person(who) if who else None)
        known_on = day(on) if on or marks.is_absent is not None else None
        marking.mark(
            opened.instance,
            opened.path,
            marks,
            place or [about.id],
            on=known_on,
            why=why,
            by=by,
            expected_sha256=mark,
        )
        return address(opened, "reviews", about.id, done=do.value)

    try:
        return RedirectResponse(of(request).writings.once(once, write), HTTPStatus.SEE_OTHER)
    except InvalidInput as error:
        return drawn(request, opened, about, HTTPStatus.UNPROCESSABLE_ENTITY, problems=tuple(error.problems))
