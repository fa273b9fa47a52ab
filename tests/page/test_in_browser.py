"""Every place of the page in a real Chromium: quiet, within its width, and nothing for axe-core to complain about."""

import re
from collections.abc import Iterator
from pathlib import Path
from shutil import copyfile
from urllib.parse import quote

import pytest
from fastapi.routing import APIRoute

from scheduler.page.places import PLACES
from scheduler.storage.writing import dumps
from tests.chromium import chromium
from tests.desk.report.test_browser import hostile
from tests.desk.report.test_page import HOSTILE
from tests.page.browsing import plan_folder
from tests.page.chromium import WIDTHS, Browser, Tab, served

pytestmark = pytest.mark.browser

GROUPS = Path(__file__).parents[2] / "solutions" / "programmes" / "growing-the-top-2018.json"
ROUTES = [route for router in PLACES for route in router.routes if isinstance(route, APIRoute)]
LOOKED_AT = sorted(
    route.path_format
    for route in ROUTES
    if "GET" in (route.methods or ())
    and not route.path.startswith(("/jobs/{", "/imports/{", "/plans/{id}/files/"))
    and "{key}" not in route.path
)
"""All that is looked at; a place that is added is tested with them, what comes of a form by its own journey."""
ASKED = {"/solve": "?instance=two-schools", "/plans/{id}/people/{who}/why-not": "?review={review}"}
NAMED = {
    "usual": {"review": "review-S00001", "kind": "school-joins", "who": "R0001", "school": "S00001"},
    "hostile": {"review": "VS0", "kind": "drop-out", "who": quote(f"{HOSTILE[3]}3"), "school": "S0"},
}
"""What stands for the names in their addresses, in either folder."""


@pytest.fixture(scope="module")
def browsers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Browser]]:
    """A Chromium on the page of each of two folders: an ordinary plan, and one in which all names would like to run."""
    usual = plan_folder(tmp_path_factory.mktemp("usual"), "three-hubs-24")
    nasty = tmp_path_factory.mktemp("nasty")
    plan = hostile(tuple(name.replace("\x1b", "") for name in HOSTILE))  # no file may hold that one
    (nasty / "term.json").write_text(dumps(plan.instance), "utf-8")
    (nasty / "plan.json").write_text(dumps(plan.schedule), "utf-8")
    for folder in (usual, nasty):
        copyfile(GROUPS, folder / "trios.json")
    with chromium() as running, served(usual) as one, served(nasty) as other:
        yield {"usual": Browser(running, one), "hostile": Browser(running, other)}


@pytest.fixture(scope="module")
def tabs(browsers: dict[str, Browser]) -> dict[str, Tab]:
    """One tab a folder, for all places."""
    return {which: browser.tab() for which, browser in browsers.items()}


@pytest.mark.parametrize("which", ["usual", "hostile"])
@pytest.mark.parametrize("path", LOOKED_AT)
def test_a_place_is_quiet_within_its_width_and_accessible(tabs: dict[str, Tab], path: str, which: str) -> None:
    tab = tabs[which]
    tab.complaints.clear()
    place = f"{path}{ASKED.get(path, '')}".format(id=id_of(tab, path), **NAMED[which])
    answer = tab.page.request.get(f"{tab.address}{place}")
    if "<!DOCTYPE html>" not in answer.text() or "content-disposition" in answer.headers:
        pytest.skip(f"{path} is no page: a file to keep, or a part of a page")
    assert tab.go(place) == 200
    widths = WIDTHS if which == "usual" else WIDTHS[:1]  # long names want room most where there is least
    assert tab.faults(f"{which}{path}", widths) == []
    assert (tab.complaints, tab.elsewhere) == ([], [])


def id_of(tab: Tab, path: str) -> str:
    """What addresses call the plan, or the groups of a programme."""
    kind = "programmes" if path.startswith("/programmes/") else "plans"
    return str(re.findall(rf"/{kind}/(\w+)", tab.page.request.get(tab.address).text())[0])


def test_the_page_is_walked_by_keyboard(browsers: dict[str, Browser]) -> None:
    """From the entrance, by Tab and Enter alone, past the skip link, to the plan and back."""
    tab = browsers["usual"].tab()
    tab.walk("Skip to the page")
    tab.page.keyboard.press("Enter")
    assert tab.page.evaluate("document.activeElement.id") == "main"
    tab.press("plan.json")
    assert tab.page.inner_text("h1") == "Overview"
    tab.press("qa-scheduler")
    assert tab.page.inner_text("h1") == "Plans"
    tab.press("Make an address for another browser")
    assert "/enter?token=" in tab.page.inner_text("[role=status]")
    assert (tab.complaints, tab.elsewhere) == ([], [])


def test_who_has_no_session_is_told_how_to_get_in(browsers: dict[str, Browser]) -> None:
    browser = browsers["usual"]
    stranger = Browser(browser._chromium, f"{browser.address}/enter?token=guessed").tab()
    assert "opens the page once" in stranger.page.inner_text("body")
    assert stranger.go("/jobs") == 403


def test_all_of_it_is_read_without_scripts(browsers: dict[str, Browser]) -> None:
    tab = browsers["usual"].tab(script=False)
    with tab.leading():
        tab.page.get_by_role("link", name="plan.json").first.click()
    assert tab.page.inner_text("h1") == "Overview"
    assert (tab.complaints, tab.elsewhere) == ([], [])
