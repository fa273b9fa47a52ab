"""Groups of a programme, to look at: what is proven, who is where, and their report. Nothing changes them here."""

from http import HTTPStatus

from fastapi import APIRouter, HTTPException, Request
from starlette.responses import Response

from scheduler.desk.folder import called
from scheduler.desk.programmes.judging import judged
from scheduler.desk.programmes.reporting import report
from scheduler.desk.programmes.showing import by_group, by_week, by_who, overview
from scheduler.page.drawing.pages import download, draw, of, parts
from scheduler.page.home import NoSuchPlan, OpenedGroups
from scheduler.programmes import programme_of
from scheduler.programmes.joined import Joined

router = APIRouter(prefix="/programmes/{id}")


@router.get("")
def groups(request: Request, id: str) -> Response:
    """The groups, in the words of `show` and `check`."""
    opened = _opened(request, id)
    joined = Joined(opened.effective, opened.made, _names(opened))
    said = [
        *overview(opened.effective, opened.made),
        *judged(opened.effective, opened.made).parts,
        by_group(joined),
        by_who(joined),
        by_week(joined),
    ]
    name = opened.listed.name
    return draw(
        request,
        "programme.html.j2",
        name=name,
        title=programme_of(opened.instance).title,
        shown=parts(said),
        report=f"/programmes/{id}/report",
        command=called(None, "report", opened.source, name, "-o", f"{opened.listed.path.stem}.html"),
    )


@router.get("/report")
def report_to_keep(request: Request, id: str) -> Response:
    """Their report, as `report` writes it."""
    opened = _opened(request, id)
    page = report(opened.effective, opened.made, _names(opened))
    return download(page.encode(), "text/html; charset=utf-8", f"{opened.listed.path.stem}.html")


def _opened(request: Request, id: str) -> OpenedGroups:
    try:
        return of(request).home.open_groups(id)
    except NoSuchPlan:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no groups in this folder are called so") from None


def _names(opened: OpenedGroups) -> dict[str, str]:
    """By id, also of who has left."""
    return {**opened.effective.name_by_id, **opened.instance.name_by_id}
