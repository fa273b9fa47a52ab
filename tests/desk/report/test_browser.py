"""The report in a real browser: drawn, quiet, found by keyboard alone, and nothing for axe-core to complain about.

They want Playwright (the extra `browser`) and a Chromium; where either is missing, they are skipped and say so.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from models.network import Hub
from scheduler.desk.report.page import report
from scheduler.plan import Plan
from scheduler.storage import load_instance, load_plan
from tests import tiny
from tests.chromium import axe_finds, chromium
from tests.desk.report.test_names import everybody
from tests.desk.report.test_page import HOSTILE, ROOT, SMALL, TERM, html_of, plan_of

pytestmark = pytest.mark.browser

WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 400, "height": 800}
HUB, WEEK = "Ash Field Hub", "2018-10-08"


@dataclass
class Heard:
    """What a page has said and asked for."""

    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    with chromium() as running:
        yield running


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A term, a small one, and a plan full of hostile names, each as a report."""
    place = tmp_path_factory.mktemp("reports")
    (place / "term.html").write_text(html_of(TERM), "utf-8")
    (place / "small.html").write_text(html_of(SMALL), "utf-8")
    (place / "hostile.html").write_text(report(hostile()), "utf-8")
    (place / "named.html").write_text(report(plan_of(SMALL), contacts=everybody("Ann ")), "utf-8")
    return place


@cache
def hostile(names: tuple[str, ...] = HOSTILE) -> Plan:
    """Every name in the network would like to run; a seat is vacant, and a review not held."""
    schools = [tiny.school(f"S{n}", km=30 * n, name=name, pupils=200, hub=f"h{n % 2}") for n, name in enumerate(names)]
    hubs = [Hub(id=f"h{n}", name=names[n]) for n in range(2)]
    people = [tiny.reviewer(f"{name}{n}", f"S{n}") for n, name in enumerate(names)]
    instance = tiny.instance(
        *schools, *people, tiny.lead(names[0]), tiny.review("S0"), tiny.review("S2"), hubs=tuple(hubs)
    )
    return tiny.plan(instance, tiny.held("S0", names[0], people[1].id))


@dataclass
class Opened:
    page: Any
    heard: Heard

    @property
    def status(self) -> str:
        return str(self.page.inner_text("#how-many"))

    def shown(self, selector: str) -> int:
        """How many there are to be seen; a line straight across the map has no height, and is there."""
        seen = "all => all.filter(one => one.checkVisibility()).length"
        return int(self.page.locator(selector).evaluate_all(seen))

    def focused(self) -> str:
        return str(self.page.evaluate("document.activeElement.id"))

    def tab_to(self, id: str) -> None:
        """By the Tab key alone, as many times as it takes."""
        for _ in range(40):
            self.page.keyboard.press("Tab")
            if self.focused() == id:
                return
        raise AssertionError(f"Tab never comes to {id}")


@pytest.fixture
def opened(browser: Any, folder: Path) -> Iterator[Any]:
    """A function that opens a report, at a width and an address; whatever it does is heard."""
    contexts = []

    def open_(name: str = "term.html", *, at: str = "", size: dict[str, int] = WIDE, script: bool = True) -> Opened:
        context = browser.new_context(viewport=size, java_script_enabled=script, offline=True, locale="en-GB")
        contexts.append(context)
        page, heard = context.new_page(), Heard()
        page.on("console", lambda message: heard.complaints.append(f"{message.type}: {message.text}"))
        page.on("pageerror", lambda error: heard.complaints.append(str(error)))
        page.on("dialog", lambda dialog: heard.complaints.append(f"dialog: {dialog.message}"))
        page.on("request", lambda request: heard.requests.append(request.url))
        page.goto(f"{(folder / name).as_uri()}{at}")
        return Opened(page, heard)

    yield open_
    for context in contexts:
        context.close()


@pytest.mark.parametrize("name", ["term.html", "hostile.html"])
@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_it_is_quiet_and_fits(opened: Any, name: str, size: dict[str, int], folder: Path) -> None:
    one = opened(name, size=size)
    one.page.wait_for_timeout(200)
    assert one.heard == Heard(complaints=[], requests=[(folder / name).as_uri()])
    assert one.page.evaluate("document.documentElement.scrollWidth") <= size["width"]
    assert one.shown("script") == 0 and one.page.locator("img").count() == 0


def test_calendar_and_map_are_drawn(opened: Any) -> None:
    one, plan = opened(), plan_of(TERM)
    assert one.shown("#calendar .chip") == 2 * len(plan.held)
    assert one.shown("#chart .hosts circle") == len(plan.held)
    assert one.shown("#chart .lines path:not(.of-lead)") == len(plan.seats)
    box = one.page.locator("#chart").bounding_box()
    coast = one.page.locator("#chart .coast").bounding_box()
    assert box["width"] > 500 and coast["width"] > 500 and coast["height"] > 500
    assert one.status == "144 of 144 reviews and 556 of 556 journeys are shown."


def test_a_hub_and_a_week_are_found_by_keyboard(opened: Any) -> None:
    one, plan = opened(), plan_of(TERM)
    hub = next(each for each in plan.instance.hubs if each.name == HUB)
    of_hub = [
        held
        for held in plan.held
        if hub.id in (held.host.hub, *(plan.instance.school_by_id[person.school].hub for person in held.reviewers))
    ]
    one.tab_to("week")
    one.tab_to("hub")
    one.page.keyboard.type("Ash")
    assert one.status.startswith(f"{len(of_hub)} of 144 reviews")
    assert one.shown("#table-weeks tbody tr") == len(of_hub)
    assert one.shown("#calendar .chip") == 2 * len(of_hub)
    one.page.keyboard.press("Shift+Tab")
    assert one.focused() == "week"
    one.page.keyboard.type("8 Oct")
    week = [held for held in of_hub if held.week.isoformat() == WEEK]
    assert one.shown("#table-weeks tbody tr") == len(week) > 0
    assert one.page.evaluate("location.hash") == f"#week={WEEK}&hub={hub.id}"
    one.tab_to("clear")
    one.page.keyboard.press("Enter")
    assert one.status.startswith("144 of 144 reviews")
    assert one.heard.complaints == []


def test_a_person_is_found_by_keyboard_and_the_map_comes_nearer(opened: Any) -> None:
    one, plan = opened(), plan_of(TERM)
    seat = plan.seats[0]
    before = one.page.get_attribute("#chart", "viewBox")
    one.tab_to("who")
    one.page.keyboard.type(seat.reviewer.id)
    assert one.status.startswith(f"{seat.reviewer.id}: 1 of 144 reviews and 1 of 556 journeys")
    assert one.shown("#chart .lines path") == one.shown("#chart .hosts circle") == 1
    assert one.page.get_attribute("#chart", "viewBox") != before
    one.page.keyboard.press("Control+A")
    one.page.keyboard.type("Nobody Atall")
    assert one.status.startswith("Nobody is called “Nobody Atall”. 0 of 144 reviews")
    one.page.keyboard.press("Control+A")
    one.page.keyboard.press("Delete")
    assert one.page.get_attribute("#chart", "viewBox") != "" and one.status.startswith("144 of")


def test_whoever_has_a_name_is_found_by_it_and_by_their_id(opened: Any) -> None:
    one, seat = opened("named.html"), plan_of(SMALL).seats[0]
    id, journeys = seat.reviewer.id, len([each for each in plan_of(SMALL).seats if each.reviewer == seat.reviewer])
    for asked in (id, f"ann {id}", f"Ann {id} ({id})"):
        one.page.fill("#who", asked)
        assert one.status.startswith(f"Ann {id} ({id}): ") and one.shown("#chart .lines path") == journeys
        one.page.fill("#traveller", asked)
        assert one.page.inner_text("#picked .name") == f"Ann {id} ({id})"


def test_the_address_brings_the_same_part_back(opened: Any) -> None:
    one = opened(at=f"#hub=H01&week={WEEK}&at=map")
    assert (one.page.input_value("#hub"), one.page.input_value("#week")) == ("H01", WEEK)
    assert one.focused() == "map"
    shown = one.shown("#table-weeks tbody tr")
    one.page.evaluate("location.hash = 'hub=H02'")
    one.page.wait_for_function("document.getElementById('hub').value === 'H02'")
    assert one.page.input_value("#week") == "" and one.shown("#table-weeks tbody tr") != shown
    one.page.evaluate("location.hash = 'hub=no-such-hub&who=%3Cimg src=x%3E'")
    one.page.wait_for_function("document.getElementById('hub').value === ''")
    assert one.heard.complaints == []


def test_links_lead_there_by_keyboard_and_keep_what_is_chosen(opened: Any) -> None:
    one = opened(at="#hub=H01")
    chip = one.page.locator("#calendar .chip:visible").first
    target = chip.get_attribute("href").removeprefix("#")
    chip.focus()
    one.page.keyboard.press("Enter")
    assert one.focused() == target
    assert one.page.evaluate("location.hash") == f"#at={target}&hub=H01"
    one.page.locator("nav a[href='#fairness']").focus()
    one.page.keyboard.press("Enter")
    assert one.focused() == "fairness"


def test_a_card_comes_for_anybody_who_is_asked_for(opened: Any) -> None:
    one, plan = opened(), plan_of(TERM)
    school = next(each for each in plan.instance.schools if each.name == "Hope Wood Academy")
    for asked, name in ((plan.seats[0].reviewer.id, plan.seats[0].reviewer.id), ("L01", "L01"), (school.name,) * 2):
        one.page.fill("#traveller", asked)
        cells = one.page.locator("#picked td").all_inner_texts()
        assert one.page.inner_text("#picked .name") == name
        row = one.page.locator("section#fairness details tbody tr", has=one.page.locator("th", has_text=name)).first
        values = row.evaluate("row => [...row.cells].map(cell => cell.textContent)")
        assert [text or "none" for text in values[-len(cells) // 3 :]] == cells[0::3]
    one.page.fill("#traveller", "Nobody Atall")
    assert one.page.locator("#picked .card").count() == 0


def test_all_of_it_can_be_read_without_its_script(opened: Any) -> None:
    one, plan = opened(script=False), plan_of(TERM)
    assert one.shown("#find") == one.shown("#pick") == 0
    assert one.shown("#calendar .chip") == 2 * len(plan.held)
    assert one.shown("#chart .lines path") == len(plan.seats) + len(plan.held)
    one.page.locator("section#fairness details summary").first.click()
    assert one.shown("#table-schools-travel tbody tr") == len(plan.instance.schools) + 1


@pytest.mark.parametrize(
    ("name", "at", "size"),
    [
        ("term.html", "", WIDE),
        ("term.html", f"#hub=H01&week={WEEK}", NARROW),
        *(("small.html", "", size) for size in (WIDE, NARROW)),
        *(("hostile.html", "", size) for size in (WIDE, NARROW)),
    ],
)
def test_axe_finds_nothing(opened: Any, name: str, at: str, size: dict[str, int]) -> None:
    """With every fold open, but for those of the term: there it would take a minute."""
    one = opened(name, at=at, size=size)
    if name != "hostile.html":
        one.page.fill("#traveller", "L")
    if name != "term.html":
        one.page.evaluate("document.querySelectorAll('details').forEach(fold => { fold.open = true })")
    assert axe_finds(one.page) == []


def test_it_prints_on_few_pages(opened: Any) -> None:
    one = opened()
    pdf = one.page.pdf(prefer_css_page_size=True)
    assert 10 <= pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page/") <= 40


def test_the_year_is_drawn_in_time(browser: Any, tmp_path: Path) -> None:
    """Of 432 reviews and 1,670 journeys none is left out."""
    name = "noe-2018-19"
    plan = Plan(*load_plan(ROOT / "solutions" / f"{name}.json", load_instance(name)))
    (tmp_path / "year.html").write_text(report(plan), "utf-8")
    page = browser.new_page()
    page.goto((tmp_path / "year.html").as_uri())
    page.fill("#who", "L01")
    assert page.locator("#calendar .chip:visible").count() == 2 * sum(
        held.lead is not None and held.lead.id == "L01" for held in plan.held
    )
    page.close()
