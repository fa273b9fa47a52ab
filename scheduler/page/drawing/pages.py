"""Pages from templates: every name escaped, whole or, where a part of the page is asked for, that part alone."""

import secrets
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from fastapi import Request
from jinja2 import ChoiceLoader, Environment, PackageLoader, PrefixLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from models.problem import InvalidInput, Problem
from scheduler.desk.folder import called
from scheduler.desk.report.tables import Shown, shown
from scheduler.page.drawing.charts import charts
from scheduler.page.drawing.filters import address
from scheduler.page.drawing.naming import as_it_is, named
from scheduler.page.home import Home, Opened
from scheduler.page.server.engine import Engine
from scheduler.page.server.jobs import Jobs
from scheduler.page.server.once import Writings
from scheduler.page.server.questions import Questions
from scheduler.page.server.safety import Keys
from scheduler.page.uploads import Uploads
from scheduler.showing.progress import words
from scheduler.showing.table import Table
from scheduler.words import visible

PARTS = ("panel", "answer", "strip")
"""The ids of the parts of a page that are drawn by themselves where htmx asks for them."""
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
"""What a workbook is to a browser."""


@dataclass(frozen=True)
class Page:
    """What all places share.

    address: where the page is found, such as http://127.0.0.1:8000. streams: how many jobs each browser follows now.
    closed: whether the page is ending.
    """

    home: Home
    jobs: Jobs
    engine: Engine
    keys: Keys
    address: str
    uploads: Uploads
    questions: Questions = field(default_factory=Questions)
    writings: Writings = field(default_factory=Writings)
    streams: Counter[str] = field(default_factory=Counter)

    closed: threading.Event = field(default_factory=threading.Event)

    def close(self) -> None:
        """End what runs, all of it at once: each waits a little for its own."""
        if self.closed.is_set():
            return
        self.closed.set()
        with ThreadPoolExecutor() as them:
            for one in (self.jobs, self.engine, self.questions, self.uploads):
                them.submit(one.close)


def of(request: Request) -> Page:
    """What the places share."""
    page: Page = request.app.state.page
    return page


def draw(
    request: Request, template: str, opened: Opened | None = None, status: int = HTTPStatus.OK, **context: Any
) -> HTMLResponse:
    """A page; its block `panel` or `answer` alone where htmx asks for what goes there.

    opened: the plan it is about: its name, version and mark are on the page then.
    """
    page = of(request)
    drawn = _environment().get_template(template)
    known = {
        "request": request,
        "opened": opened,
        "settings": page.home.settings,
        "troubles": page.home.troubles(),
        "plans": page.home.plans(),
        "jobs": page.jobs.all(),
        "here": request.url.path,
        "named": named(opened) if opened is not None else as_it_is,
        **context,
    }
    part = request.headers.get("hx-target")
    if part in PARTS and part in drawn.blocks:
        return HTMLResponse("".join(drawn.blocks[part](drawn.new_context(known))), status)
    return HTMLResponse(drawn.render(known), status)


def fragment(template: str, macro: str, *values: Any) -> str:
    """A part of a page, as one macro of a template draws it."""
    text: str = getattr(_environment().get_template(template).module, macro)(*values)
    return text


def download(content: bytes, media: str, name: str) -> Response:
    """A file to keep, under a name of any letters; it is never shown as a page of ours."""
    headers = {"Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}"}
    return Response(content, media_type=media, headers=headers)


def parts(them: Iterable[Table | str], *, only_one: bool = True) -> list[Shown | str]:
    """What commands print, for the macro `parts`: tables and sentences."""
    return [visible(part) if isinstance(part, str) else shown(part, only_one=only_one) for part in them]


def command(opened: Opened, name: str, *words: str) -> str:
    """The command that gives the same answer about a plan."""
    return called(None, name, opened.source, opened.listed.name, *words)


def refused(request: Request, problems: Sequence[Problem], status: int, title: str) -> HTMLResponse:
    """What is wrong with what was asked, each with its place, what was expected and how to mend it."""
    return draw(request, "refused.html.j2", status=status, title=title, problems=problems)


def refused_input(request: Request, error: InvalidInput) -> HTMLResponse:
    """What is wrong with a file or a form."""
    return refused(request, error.problems, HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be done as it is")


@cache
def _environment() -> Environment:
    report = PrefixLoader({"report": PackageLoader("scheduler.desk.report")})
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("scheduler.page"), report]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "numbers": lambda them: " ".join(map(str, them)),
        "where": address,  # templates of a panel have an `address` of their own
        "visible": visible,
        "once": lambda: secrets.token_hex(8),
        "words": words,
        "said": parts,
        "charts": charts,
        "shown": shown,
        "named": as_it_is,
    }
    environment.filters["visible"] = visible
    return environment
