"""A review's panel in a real Chromium: asked and marked by mouse, by the keyboard alone, and without scripts."""

from collections.abc import Iterator

import pytest

from tests.chromium import axe_finds, chromium
from tests.page.browsing import plan_folder
from tests.page.chromium import WIDTHS, Browser, Keyboard, Tab, served

pytestmark = pytest.mark.browser

REVIEW, SOMEBODY = "review-S00001", "R00009"


@pytest.fixture(scope="module")
def entered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    folder = plan_folder(tmp_path_factory.mktemp("term"), "three-hubs-24")
    with chromium() as running, served(folder) as address:
        yield Browser(running, address)


def at_review(entered: Browser, *, script: bool = True) -> Tab:
    tab = entered.tab(script=script)
    plan = str(tab.page.locator("a[href^='/plans/']").first.get_attribute("href"))
    tab.go(f"{plan}/reviews/{REVIEW}")
    return tab


def answered(tab: Tab) -> str:
    """The answer, once it is whole."""
    tab.page.wait_for_selector("#answer:not([aria-busy])", timeout=60_000)
    return str(tab.page.inner_text("#answer"))


def test_a_seat_is_asked_about_by_mouse(entered: Browser) -> None:
    tab = at_review(entered)
    for link, says in (("Who instead?", "Who could take"), ("What it would cost", "What it would cost to have")):
        tab.page.get_by_role("link", name=link).nth(1).click()
        tab.page.wait_for_selector(f"a[aria-current=true]:text('{link}')")
        assert says in answered(tab)
        assert axe_finds(tab.page) == []
    assert "ask=prices" in tab.page.url
    assert (tab.complaints, tab.elsewhere) == ([], [])


def test_why_not_is_asked_and_a_date_is_pinned_by_keyboard_alone(entered: Browser) -> None:
    tab = at_review(entered)
    tab.enter("Why not", "R")
    tab.page.wait_for_selector("#people-named option", state="attached")
    tab.page.keyboard.type(SOMEBODY[1:])
    tab.press("Say why not")
    assert f"--why-not {SOMEBODY}" in answered(tab)
    tab.walk("Mark date")
    tab.page.keyboard.press("Space")
    tab.press("Pin")
    tab.page.wait_for_selector("text=Written: pin")
    assert tab.page.locator(".chips .pinned").count() == 1
    assert (tab.complaints, tab.elsewhere) == ([], [])


def test_it_is_asked_and_marked_without_scripts(entered: Browser) -> None:
    tab = at_review(entered, script=False)
    tab.page.get_by_role("link", name="By up to three moves").nth(1).click()
    assert "Who could take" in answered(tab)
    tab.page.get_by_label("Why not").first.fill(SOMEBODY)
    with tab.leading():
        tab.page.get_by_role("button", name="Say why not").first.click()
    assert f"--why-not {SOMEBODY}" in answered(tab)
    tab.page.get_by_label("Mark lead").check()
    with tab.leading():
        tab.page.get_by_role("button", name="Mark as accepted").click()
    assert "Written: mark as accepted" in tab.page.inner_text("#marks")
    assert (tab.complaints, tab.elsewhere) == ([], [])


def test_a_rule_is_waived_on_a_phone_by_keyboard_alone(entered: Browser) -> None:
    """What is folded there is opened, and nothing is asked of who has scripts alone."""
    tab = at_review(entered)
    tab.at_width(WIDTHS[0])
    assert not tab.page.get_by_role("link", name="What it would cost").first.is_visible()
    tab.walk("More about lead")
    tab.page.keyboard.press("Enter")
    assert tab.page.get_by_role("link", name="What it would cost").first.is_visible()
    tab.press("Waive a rule for them")
    tab.page.wait_for_selector("#waive[open]")
    assert axe_finds(tab.page) == [] and not tab.overflow
    hands = Keyboard(tab)
    hands.fill("Known on", "2018-09-03")
    hands.choose("Rule", "experience")
    hands.fill("Allowed by", "QA")
    hands.fill("Reason", "agreed with the hub")
    hands.press("Waive it, and seek repairs")
    tab.page.get_by_text("Side by side").first.wait_for(timeout=60_000)
    assert (tab.complaints, tab.elsewhere) == ([], [])
