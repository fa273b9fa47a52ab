"""The slot strip in a real Chromium: a card is dragged, or a slot is chosen from the list by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.chromium import chromium
from tests.page.browsing import plan_folder
from tests.page.chromium import Browser, Tab, served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_folder(tmp_path_factory.mktemp("home"), "three-hubs-24")


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    with chromium() as running, served(folder) as address:
        yield Browser(running, address)


def calendar(tab: Tab) -> None:
    tab.page.click("main >> text=plan.json")
    tab.page.click("nav >> text=Calendar")
    tab.page.wait_for_url("**/calendar*")  # loaded: its script must be there before a card can be dragged


def test_a_card_that_is_dragged_asks_what_a_move_would_take(browser: Browser, folder: Path) -> None:
    before = (folder / "plan.json").read_bytes()
    tab = browser.tab()
    calendar(tab)
    card = tab.page.locator("a[data-review]").first
    home = card.locator("xpath=ancestor::td").get_attribute("data-monday")
    row = card.locator("xpath=ancestor::tr")
    other = row.locator(f"td[data-monday]:not(.off):not([data-monday='{home}'])").last
    card.drag_to(other, steps=5)
    tab.page.wait_for_selector("#h-chosen-slot")
    assert "/strip?" in tab.page.url
    assert "must be told" in tab.page.inner_text("#strip") or "keeps all rules" in tab.page.inner_text("#strip")
    assert (folder / "plan.json").read_bytes() == before, "nothing is changed until a repair is applied"
    assert (tab.complaints, tab.elsewhere) == ([], [])


def test_the_list_does_without_a_mouse(browser: Browser) -> None:
    tab = browser.tab()
    calendar(tab)
    tab.go(f"{tab.page.locator('a[data-review]').first.get_attribute('href')}/strip")
    tab.walk("Move to")
    tab.page.keyboard.press("ArrowDown")
    tab.press("Look at it")
    tab.page.wait_for_selector("#h-chosen-slot")
    assert (tab.complaints, tab.elsewhere) == ([], [])
