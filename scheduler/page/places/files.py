"""Files to keep of a plan: its workbook to type over, its report, and calendars; made when they are asked for."""

from datetime import date
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Request
from starlette.responses import Response

from scheduler.desk.doing.typing_over import Waiting, waiting
from scheduler.desk.folder import called
from scheduler.desk.letters.calendars import Binder
from scheduler.desk.letters.naming import Naming
from scheduler.desk.letters.publishing import day_of
from scheduler.desk.letters.whole_calendars import Of, calendar
from scheduler.desk.planned.writing import plan_workbook
from scheduler.desk.report.page import report
from scheduler.page.drawing.pages import WORKBOOK, command, download, draw, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, day

router = APIRouter(prefix="/plans/{id}/files")

_EXPLAINED = 3  # reviews that lack somebody, as `report` does


@router.get("")
def files(request: Request, opened: Asked) -> Response:
    """What can be had."""
    stem = opened.path.stem
    return draw(
        request,
        "files.html.j2",
        opened,
        on=opened.schedule.last_notice or "",
        hubs=opened.plan.instance.hubs,
        typed=typed_in(opened),
        verdicts=parts(typed_in(opened).parts),
        commands={
            "check": about_book(opened, "check"),
            "repair": about_book(opened, "repair"),
            "workbook": command(opened, "export", "-o", f"{stem}.xlsx"),
            "report": command(opened, "report", "-o", f"{stem}.html"),
            "calendar": command(opened, "calendar", "--on", "DATE", "-o", f"{stem}.ics"),
        },
    )


@router.get("/{kind}")
def file(
    opened: Asked, kind: str, on: Annotated[str, Query(max_length=10)] = "", hub: Annotated[str, Query()] = ""
) -> Response:
    """One of them."""
    stem = opened.path.stem
    if kind == "workbook":
        return download(_workbook(opened), WORKBOOK, f"{stem}.xlsx")
    if kind == "report":
        page = opened.kept("report", lambda: report(opened.plan, explain=_EXPLAINED, contacts=opened.contacts))
        return download(page.encode(), "text/html; charset=utf-8", f"{stem}.html")
    if kind == "calendar":
        return download(_calendar(opened, day(on) if on else None, hub), "text/calendar", f"{stem}.ics")
    raise HTTPException(HTTPStatus.NOT_FOUND, "no such file of a plan")


def about_book(opened: Opened, name: str) -> str:
    """The command about the plan's workbook that lies beside the plan."""
    return called(None, name, opened.source, opened.path.with_suffix(".xlsx").name)


def typed_in(opened: Opened) -> Waiting:
    """What was typed into the plan's workbook, where it lies beside the plan; of an older version nothing is asked."""
    book = opened.path.with_suffix(".xlsx")
    if opened.version is not None or not book.is_file():
        return Waiting()
    state = book.stat()
    return opened.kept(
        ("typed", state.st_mtime_ns, state.st_size),
        lambda: waiting(book, opened.instance, opened.contacts, opened.path),
    )


def _workbook(opened: Opened) -> bytes:
    return opened.kept(
        "workbook", lambda: plan_workbook(opened.plan, opened.contacts, opened.sha256, opened.listed.name)
    )


def _calendar(opened: Opened, on: date | None, hub: str) -> bytes:
    binder = Binder(Naming(opened.plan.instance, opened.contacts), day_of(opened.schedule, on))
    return calendar(opened.plan, Of(hub or None), binder).content
