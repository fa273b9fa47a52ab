"""Plans: what the folder holds, a workbook brought in, and the way into the page from another browser."""

from dataclasses import replace
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request, UploadFile
from starlette.responses import RedirectResponse, Response

from scheduler.page.drawing.pages import WORKBOOK, download, draw, of, parts
from scheduler.page.file_names import file_name
from scheduler.page.server.safety import ENTER
from scheduler.page.uploads import ENDING, Upload
from scheduler.showing.table import Table, as_csv
from scheduler.storage import bundled_names
from scheduler.storage.files import save_new

router = APIRouter()

_MOST_ROWS = 50  # of what is wrong; the download has all


@router.get("/")
def plans(request: Request) -> Response:
    """The folder's plans and workbooks."""
    return _drawn(request)


@router.post("/another-browser")
def another_browser(request: Request) -> Response:
    """An address that opens the page once more."""
    page = of(request)
    return _drawn(request, f"{page.address}{ENTER}?token={page.keys.token()}")


@router.post("/import")
def bring_in(request: Request, workbook: UploadFile) -> Response:
    """Read a workbook that was sent; nothing is written."""
    upload = of(request).uploads.take(workbook.filename or "", workbook.file.read())
    return RedirectResponse(f"/imports/{upload.id}", HTTPStatus.SEE_OTHER)


@router.get("/imports/{id}")
def imported(request: Request, id: str) -> Response:
    """What is wrong in it, what is only odd, and what it holds."""
    upload = _upload(request, id)
    tables = [part for part in upload.read.parts if isinstance(part, Table)]
    said = [part for part in upload.read.parts if isinstance(part, str)]
    shown = parts([*said, *map(_first, tables)])
    return draw(request, "imported.html.j2", upload=upload, shown=shown, longer=any(map(_is_long, tables)))


@router.get("/imports/{id}/marked{ending}")
def marked(request: Request, id: str, ending: str) -> Response:
    """The workbook with every problem at its cell."""
    upload = _upload(request, id)
    if ending != ENDING or not upload.copy:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no marked copy of this workbook")
    return download(upload.copy, WORKBOOK, f"marked-{upload.proposed}")


@router.get("/imports/{id}/problems.csv")
def problems(request: Request, id: str) -> Response:
    """All that was said of it, a row each."""
    upload = _upload(request, id)
    tables = [part for part in upload.read.parts if isinstance(part, Table)]
    content = "".join(f"{table.title}\n{as_csv(table)}\n" for table in tables)
    return download(content.encode(), "text/csv; charset=utf-8", "problems.csv")


@router.post("/imports/{id}/save")
def save(request: Request, id: str, name: Annotated[str, Form(max_length=300)]) -> Response:
    """Put it into the folder, under a name that is not taken."""
    upload = _upload(request, id)
    if upload.read.instance is None:
        raise HTTPException(HTTPStatus.CONFLICT, "a workbook in which something must be mended first")
    file = file_name(name, ENDING)
    save_new(of(request).home.folder / file, upload.content)
    return RedirectResponse("/", HTTPStatus.SEE_OTHER)


def _drawn(request: Request, address: str = "") -> Response:
    home = of(request).home
    return draw(
        request,
        "plans.html.j2",
        instances=home.instances(),
        groups=home.groups(),
        programmes=home.programmes(),
        bundled=bundled_names(),
        address=address,
    )


def _upload(request: Request, id: str) -> Upload:
    found = of(request).uploads.get(id)
    if found is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "a workbook that is not here any more: bring it in again")
    return found


def _is_long(table: Table) -> bool:
    return len(table.rows) > _MOST_ROWS


def _first(table: Table) -> Table:
    """The table, or of a long one its first rows."""
    if not _is_long(table):
        return table
    return replace(table, rows=table.rows[:_MOST_ROWS], note=f"And {len(table.rows) - _MOST_ROWS:,} more.")
