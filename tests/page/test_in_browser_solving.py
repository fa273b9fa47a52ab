"""Scenarios, stress, and a term planned anew: in a real Chromium, by the keyboard alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.storage import load_instance
from tests.chromium import chromium
from tests.page.browsing import plan_folder
from tests.page.chromium import Browser, Tab, served

pytestmark = pytest.mark.browser

LONG = 120_000  # milliseconds, for what is solved while others use the machine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_folder(tmp_path_factory.mktemp("term"))


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    with chromium() as running, served(folder) as address:
        yield Browser(running, address)


def is_well(tab: Tab, name: str) -> None:
    """Quiet, within its width, and nothing for axe-core to complain about, at each width, in light and dark."""
    tab.page.wait_for_load_state()
    assert tab.faults(name) == [], name
    assert (tab.complaints, tab.elsewhere) == ([], [])


def go(tab: Tab, name: str, there: str) -> None:
    """By the keyboard alone to a link or button, and on until a page of that heading is there."""
    tab.press(name)
    tab.page.get_by_role("heading", name=there, level=1).wait_for(timeout=LONG)


def find(tab: Tab, words: str) -> None:
    tab.page.get_by_text(words).first.wait_for(timeout=LONG)


def test_what_comes_is_asked_kept_and_solved_by_the_keyboard_alone(browser: Browser, folder: Path) -> None:
    tab = browser.tab()
    go(tab, "plan.json", "Overview")
    go(tab, "What if", "What if")
    go(tab, "Somebody has left", "What if: Somebody has left")
    tab.enter("Name of the scenario", "one leaves")
    tab.walk("Known on")
    tab.page.keyboard.type("09092018")  # the same wherever the month stands
    tab.enter("Person", "R0")
    tab.press("Keep it")
    tab.page.locator(".field.wrong").wait_for(timeout=LONG)  # there is nobody of that id
    is_well(tab, "scenario-wrong")
    tab.enter("Person", load_instance("two-schools").reviewers[0].id)
    go(tab, "Keep it", "What if")
    find(tab, "Scenarios of this folder")
    assert (folder / "one leaves.changes.json").exists()
    is_well(tab, "scenarios")
    tab.press("Solve those chosen")
    tab.page.locator("img.picture").wait_for(timeout=LONG)
    is_well(tab, "compared")


def test_a_plan_is_stressed_and_planned_anew(browser: Browser) -> None:
    tab = browser.tab()
    go(tab, "plan.json", "Overview")
    go(tab, "Stress", "Stress")
    tab.enter("Reviews cancelled", "100")
    tab.press("Draw and repair")
    find(tab, "What becomes of them")
    is_well(tab, "stressed")
    go(tab, "Solve", "Solve")
    tab.enter("Seconds at most", "60")
    tab.press("Solve")
    find(tab, "What differs from the plan as it is")
    is_well(tab, "anew")
    go(tab, "Keep as a new version", "Overview")
