"""The application: every place, behind the guard."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus
from importlib import resources
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from models.problem import InvalidInput, Problem
from scheduler.page.drawing.pages import Page, draw, refused, refused_input
from scheduler.page.home import Home, NoSuchPlan
from scheduler.page.places import PLACES
from scheduler.page.places.asked import Stale
from scheduler.page.places.history import since
from scheduler.page.server.engine import Engine, Unanswered
from scheduler.page.server.jobs import MOST_WAITING, Full, Jobs
from scheduler.page.server.questions import MOST_AT_ONCE, TooMany
from scheduler.page.server.safety import BODY_SECONDS, Guard, Keys
from scheduler.page.uploads import Uploads


def make_app(folder: Path, port: int, body_seconds: float = BODY_SECONDS) -> FastAPI:
    """The page of a folder, to be served on this machine at a port. Its state is `app.state.page`.

    body_seconds: how long the body of a request may take to come.
    """
    page = Page(Home(folder), Jobs(), Engine(), Keys(), f"http://127.0.0.1:{port}", Uploads(folder))

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        page.close()

    app = FastAPI(title="qa-scheduler page", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.page = page
    app.mount("/static", StaticFiles(directory=str(_folder("scheduler.page", "static"))), name="static")
    app.mount("/report", StaticFiles(directory=str(_folder("scheduler.desk.report", "templates"))), name="report")
    for router in PLACES:
        app.include_router(router)
    _refuse_in_words(app)
    hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
    app.add_middleware(Guard, hosts=hosts, keys=page.keys, cookie=f"qa-scheduler-{port}", body_seconds=body_seconds)
    return app


def _folder(package: str, name: str) -> Path:
    found = resources.files(package) / name
    assert isinstance(found, Path)  # the project is installed as files
    return found


def _refuse_in_words(app: FastAPI) -> None:
    """Whatever is refused is a page that says why and what to do."""

    def say(request: Request, status: int, where: str, value: str, expected: str, remedy: str) -> Response:
        problem = Problem(where=where, value=value, expected=expected, remedy=remedy)
        return refused(request, [problem], status, HTTPStatus(status).phrase)

    @app.exception_handler(InvalidInput)
    def wrong(request: Request, error: InvalidInput) -> Response:
        return refused_input(request, error)

    @app.exception_handler(NoSuchPlan)
    def no_plan(request: Request, _: NoSuchPlan) -> Response:
        remedy = "It may have been renamed or removed. Choose one under Plans."
        return say(request, HTTPStatus.NOT_FOUND, request.url.path, "no plan here", "a plan of this folder", remedy)

    @app.exception_handler(Stale)
    def stale(request: Request, error: Stale) -> Response:
        return draw(request, "stale.html.j2", error.opened, HTTPStatus.CONFLICT, differences=since(error))

    @app.exception_handler(Full)
    def full(request: Request, _: Full) -> Response:
        value, expected = f"1 job runs and {MOST_WAITING} wait", f"at most {MOST_WAITING} that wait"
        remedy = "Wait for one to end, or stop one, and send this again. Nothing was begun."
        return say(request, HTTPStatus.TOO_MANY_REQUESTS, "the queue", value, expected, remedy)

    @app.exception_handler(TooMany)
    def too_many(request: Request, _: TooMany) -> Response:
        value, expected = f"{MOST_AT_ONCE} questions are being answered", f"at most {MOST_AT_ONCE} at once"
        remedy = "Wait for one to end, or stop one, and ask again."
        return say(request, HTTPStatus.TOO_MANY_REQUESTS, "the question", value, expected, remedy)

    @app.exception_handler(Unanswered)
    def unanswered(request: Request, error: Unanswered) -> Response:
        remedy = "Ask again: a new process answers. What is saved is untouched."
        return say(request, HTTPStatus.SERVICE_UNAVAILABLE, "the engine", str(error), "an answer", remedy)

    @app.exception_handler(UnicodeError)
    def no_text(request: Request, _: UnicodeError) -> Response:
        expected, remedy = "text in UTF-8", "Type it again, without letters that are none."
        return say(request, HTTPStatus.BAD_REQUEST, request.url.path, "letters that are none", expected, remedy)

    @app.exception_handler(RequestValidationError)
    def not_as_asked(request: Request, error: RequestValidationError) -> Response:
        problems = [
            Problem(
                where=str(one["loc"][-1]),
                value=str(one.get("input"))[:100],
                expected=one["msg"],
                remedy="Go back and fill it in again.",
            )
            for one in error.errors()
        ]
        return refused(request, problems, HTTPStatus.UNPROCESSABLE_ENTITY, "This cannot be done as it is")

    @app.exception_handler(HTTPException)
    def refused_by_starlette(request: Request, error: HTTPException) -> Response:
        expected, remedy = "a place of this page", "Follow a link of the page, or begin at Plans."
        return say(request, error.status_code, request.url.path, str(error.detail), expected, remedy)
