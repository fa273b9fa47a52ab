"""A workbook brought in, a term solved and stopped, scenarios, stress: in a real Chromium, by mouse and by keyboard."""

import json
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance
from tests.chromium import axe_finds, chromium
from tests.page.browsing import plan_folder
from tests.page.chromium import WIDTHS, Browser, Tab, served

pytestmark = pytest.mark.browser

LONG = 120_000  # milliseconds, for what is solved while others use the machine


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return plan_folder(tmp_path_factory.mktemp("term"))


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    with chromium() as running, served(folder) as address:
        yield Browser(running, address)


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A workbook with something wrong, and the same mended."""
    place = tmp_path_factory.mktemp("books")
    mended = workbook_of(load_instance("three-hubs"))
    book = load_workbook(BytesIO(mended))
    book["Reviewers"].append(["R99", "<img src=x onerror=alert(1)>"])
    book.save(place / "spring.xlsx")
    (place / "mended.xlsx").write_bytes(mended)
    return place / "spring.xlsx", place / "mended.xlsx"


def is_well(tab: Tab, name: str) -> None:
    """Quiet, within its width, and nothing for axe-core to complain about, at each width."""
    tab.page.wait_for_load_state()
    for width in WIDTHS:
        tab.at_width(width)
        tab.snap(f"{name}-{width}")
        assert (tab.overflow, list(axe_finds(tab.page))) == (0, []), (name, width)
    tab.at_width(WIDTHS[-1])
    assert (tab.complaints, tab.elsewhere) == ([], [])


def go(tab: Tab, name: str, there: str) -> None:
    """By the keyboard alone to a link or button, and on until a page of that heading is there."""
    tab.press(name)
    tab.page.get_by_role("heading", name=there, level=1).wait_for(timeout=LONG)


def find(tab: Tab, words: str) -> None:
    tab.page.get_by_text(words).first.wait_for(timeout=LONG)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_a_workbook_is_brought_in_mended_saved_and_solved(
    browser: Browser, folder: Path, books: tuple[Path, Path], mode: str
) -> None:
    tab, name = browser.tab(mode), f"spring-{mode}"
    wrong, mended = books
    tab.page.set_input_files("input[type=file]", wrong)
    tab.page.get_by_role("button", name="Read it").click()
    find(tab, "1 problem to mend")
    is_well(tab, f"import-wrong-{mode}")
    with tab.page.expect_download() as kept:
        tab.page.get_by_role("link", name="The workbook with marks").click()
    assert "Problems" in load_workbook(BytesIO(Path(kept.value.path()).read_bytes())).sheetnames
    tab.page.set_input_files("input[type=file]", mended)
    tab.page.get_by_role("button", name="Read it").click()
    find(tab, "three-hubs:")
    is_well(tab, f"import-right-{mode}")
    tab.page.get_by_label("Name").fill(name)
    tab.page.get_by_role("button", name="Save").click()
    tab.page.get_by_role("link", name=f"Solve {name}.xlsx").click()
    find(tab, "Plan three-hubs")
    is_well(tab, f"solve-form-{mode}")
    tab.page.get_by_label("Seconds at most").fill("60")
    tab.page.get_by_role("button", name="Solve").click()
    find(tab, "What was found")
    is_well(tab, f"solved-{mode}")
    tab.page.get_by_label("Name").fill(f"{name}.json")
    tab.page.get_by_role("button", name="Save", exact=True).click()
    tab.page.get_by_role("heading", name="Overview", level=1).wait_for(timeout=LONG)
    assert json.loads((folder / f"{name}.json").read_text())["instance"] == "three-hubs"
    (folder / f"{name}.json").unlink()


def test_a_solve_is_begun_and_stopped_by_the_keyboard_alone(browser: Browser) -> None:
    tab = browser.tab()
    tab.go("/solve?instance=noe-2018-autumn")
    tab.enter("Seconds at most", "600")
    tab.press("Solve")
    tab.page.locator("#stop").wait_for(timeout=LONG)
    is_well(tab, "solving")
    tab.press("Stop, and keep the best")
    find(tab, "Stopped.")
    is_well(tab, "stopped")


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
