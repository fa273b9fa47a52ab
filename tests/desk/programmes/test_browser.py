"""The report of groups in a real browser: reached by Tab, and nothing for axe-core to complain about."""

from pathlib import Path

import pytest

from scheduler.desk.programmes.reporting import report
from scheduler.generating.programmes.challenge_the_gap import as_the_report_has_them, challenge_the_gap_2018
from scheduler.storage.programmes import load_plan, load_programme
from tests.chromium import axe_finds, chromium
from tests.desk.programmes.test_reporting import GAP, STORED

pytestmark = pytest.mark.browser


def test_groups_are_reached_by_tab_and_axe_finds_nothing(tmp_path: Path) -> None:
    instance, made = load_plan(STORED / f"{GAP}.json", load_programme(GAP))
    path = tmp_path / "groups.html"
    path.write_text(report(instance, made, others=as_the_report_has_them(challenge_the_gap_2018())), "utf-8")
    with chromium() as browser:
        for width in (1280, 400):
            page = browser.new_page(viewport={"width": width, "height": 900})
            heard: list[str] = []
            page.on("console", lambda message, heard=heard: heard.append(message.text))
            page.goto(path.as_uri())
            assert axe_finds(page) == [] and heard == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            first = page.locator(".star").first
            assert not first.locator("text").is_visible()
            for _ in range(40):
                page.keyboard.press("Tab")
                if page.evaluate("document.activeElement.classList.contains('star')"):
                    break
            assert first.locator("text").is_visible()
