"""Letters: who would be told what, then letters to those alone, into a new folder beside the plan."""

import io
import zipfile
from datetime import date
from hashlib import sha256
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Form, HTTPException, Request
from starlette.responses import RedirectResponse, Response

from scheduler.desk.doing.ends import Untrue
from scheduler.desk.doing.telling import Published, publish
from scheduler.desk.letters.posting import COVER
from scheduler.page.drawing.pages import command, draw, of, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, By, Mark, Once, day, refuse_stale

router = APIRouter(prefix="/plans/{id}/letters")


@router.get("")
def letters(request: Request, opened: Asked, on: str = "", everyone: bool = False, written: str = "") -> Response:
    """Who would be told what; nothing is written."""
    notice = opened.schedule.last_notice
    asked = on or (notice.isoformat() if notice else "")
    listed, reasons = _listed(request, opened, day(asked), everyone) if asked else (None, ())
    folder = _folders(opened).get(written)
    words = ["--on", asked, *(["--all"] if everyone else [])] if asked else []
    return draw(
        request,
        "letters.html.j2",
        opened,
        on=asked,
        everyone=everyone,
        shown=parts(listed.parts) if listed else [],
        some=listed is not None and bool(listed.post.news.letters),
        reasons=reasons,
        written=written if folder else "",
        folder=folder.name if folder else "",
        cover=(folder / COVER).read_text("utf-8") if folder else "",
        folders=_folders(opened),
        command=command(opened, "publish", *words),
    )


@router.post("")
def write(
    request: Request,
    opened: Asked,
    mark: Mark,
    on: str = Form(max_length=10),
    everyone: bool = Form(default=False),
    by: By = "",
    once: Once = "",
) -> Response:
    """Write the letters, and into the plan what everybody was told by them."""

    def write() -> str:
        refuse_stale(opened, mark)
        made = _published(request, opened, day(on), everyone=everyone, by=by)
        written = f"&written={_key(made.folder)}" if made.folder is not None else ""
        return f"/plans/{opened.id}/letters?on={on}{written}"

    return RedirectResponse(of(request).writings.once(once, write), HTTPStatus.SEE_OTHER)


@router.get("/{key}.zip")
def packed(opened: Asked, key: str) -> Response:
    """A folder of letters as one file to keep or to carry away."""
    folder = _folders(opened).get(key)
    if folder is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no folder of letters")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder))
    name = f'attachment; filename="letters-{key}.zip"'
    return Response(packed.getvalue(), media_type="application/zip", headers={"Content-Disposition": name})


def _listed(request: Request, opened: Opened, on: date, everyone: bool) -> tuple[Published | None, tuple[str, ...]]:
    """Who would be told what; or why nobody may be."""

    def made() -> tuple[Published | None, tuple[str, ...]]:
        try:
            return _published(request, opened, on, everyone=everyone, dry_run=True), ()
        except Untrue as error:
            return None, (error.said, *error.reasons)

    return opened.kept(("letters", on, everyone, of(request).home.settings), made)


def _published(
    request: Request, opened: Opened, on: date, *, everyone: bool, dry_run: bool = False, by: str = ""
) -> Published:
    home = of(request).home
    said = home.settings
    return publish(
        opened.instance,
        opened.contacts,
        opened.path,
        None,
        on,
        sender=said.sender,
        templates=home.folder / said.templates if said.templates else None,
        everyone=everyone,
        dry_run=dry_run,
        by=by,
        expected_sha256=opened.sha256,
    )


def _folders(opened: Opened) -> dict[str, Path]:
    """The folders of letters beside the plan, the last written first, by what addresses call them."""
    beside = [one for one in opened.path.parent.glob(f"{opened.path.stem}-letters*") if (one / COVER).is_file()]
    beside.sort(key=lambda one: one.stat().st_mtime_ns, reverse=True)
    return {_key(one): one for one in beside}


def _key(folder: Path) -> str:
    return sha256(folder.name.encode()).hexdigest()[:12]
