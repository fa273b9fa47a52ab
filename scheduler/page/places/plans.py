"""Plans: what the folder holds, and the way into it from another browser."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from scheduler.page.drawing import draw, of
from scheduler.page.safety import ENTER
from scheduler.storage import bundled_names

router = APIRouter()


@router.get("/")
def plans(request: Request) -> Response:
    """The folder's plans and workbooks."""
    home = of(request).home
    return draw(request, "plans.html.j2", instances=home.instances(), bundled=bundled_names(), address="")


@router.post("/another-browser")
def another_browser(request: Request) -> Response:
    """An address that opens the page once more."""
    page = of(request)
    address = f"{page.address}{ENTER}?token={page.keys.token()}"
    return draw(request, "plans.html.j2", instances=page.home.instances(), bundled=bundled_names(), address=address)
