"""What requests say, for all places: the plan, and forms whose writing carries the mark of what it was made from."""

from datetime import date
from typing import Annotated

from fastapi import Depends, Form, Query, Request

from models.problem import InvalidInput, Problem
from scheduler.page.drawing.forms import Said
from scheduler.page.drawing.pages import of
from scheduler.page.home import Opened


def _opened(request: Request, id: str, version: Annotated[int | None, Query(ge=0)] = None) -> Opened:
    return of(request).home.open(id, version)


Asked = Annotated[Opened, Depends(_opened)]
"""The plan that the address names, in the version it names."""

Mark = Annotated[str, Form(pattern="^[0-9a-f]{64}$")]
"""The sha256 of the plan's text that the page showed."""

By = Annotated[str, Form(max_length=200)]
"""Who does it, for the history."""

Once = Annotated[str, Form(max_length=64)]
"""What tells a form that is sent twice."""


async def _typed(request: Request) -> Said:
    form = await request.form(max_files=0, max_fields=200)
    return {name: [str(one) for one in form.getlist(name)] for name in form}


Typed = Annotated[Said, Depends(_typed)]
"""Every field of the form that was sent, such as those of `drawing.forms`. No file can be sent with it."""


class Stale(Exception):
    """The plan is another by now than the page showed. mark: of what it showed."""

    def __init__(self, opened: Opened, mark: str) -> None:
        self.opened, self.mark = opened, mark


def refuse_stale(opened: Opened, mark: str) -> None:
    """Raises Stale where somebody has changed the plan since it was shown; nothing is written then."""
    if opened.sha256 != mark:
        raise Stale(opened, mark)


def day(text: str, where: str = "on") -> date:
    """A day as a form gives it.

    Raises:
        InvalidInput: it is none.
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        remedy = "Give the day on which it became known."
        problem = Problem(where=where, value=text or "nothing", expected="a date such as 2018-10-22", remedy=remedy)
        raise InvalidInput([problem]) from None
