"""The report is one file that needs nothing else, says what the schedule says, and runs nothing of anybody else's."""

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from models.network import Hub
from scheduler.desk.doing.directory import find, supporters
from scheduler.desk.report.page import report
from scheduler.directory.tables import brokered_parts
from scheduler.plan import Plan
from scheduler.showing.burdens import by_fairness
from scheduler.showing.figures import indicators
from scheduler.showing.table import Table, readable
from scheduler.showing.views import by_hub, by_lead, by_reviewer, by_school, by_week
from scheduler.storage import load_instance, load_plan
from tests import tiny
from tests.desk.report.reading import Element, read

ROOT = Path(__file__).parents[3]
TERM, YEAR, SMALL = "noe-2018-autumn", "noe-2018-19", "four-hubs-term"
HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</script><script>alert(1)</script>",
    "{{ 7 * 7 }}{% raw %}",
    "javascript:alert(1)",
    "<!--",
    "\u202egnp.evil\x1b[31m",
)


@cache
def plan_of(name: str) -> Plan:
    return Plan(*load_plan(ROOT / "solutions" / f"{name}.json", load_instance(name)))


@cache
def html_of(name: str) -> str:
    return report(plan_of(name))


@cache
def page_of(name: str) -> Element:
    return read(html_of(name))


def tables(plan: Plan) -> Iterator[Table]:
    """All tables that the page has of any plan."""
    yield indicators(plan)
    for view in (by_week, by_school, by_reviewer, by_lead, by_hub):
        yield from (table for table in view(plan) if table.rows)
    yield from by_fairness(plan)


@pytest.mark.parametrize("name", [SMALL, TERM])
def test_every_table_holds_what_the_commands_show(name: str) -> None:
    page = page_of(name)
    for table in tables(plan_of(name)):
        shown = page.by_id(f"table-{table.key.replace('_', '-')}")
        assert [cell.text for cell in next(shown.all("thead")).all("th")] == list(table.columns)
        assert shown.rows() == [tuple(map(readable, row)) for row in table.rows]


@pytest.mark.parametrize("name", [SMALL, TERM])
def test_every_review_stands_in_each_calendar(name: str) -> None:
    plan, page = plan_of(name), page_of(name)
    by_hubs, by_leads = page.all("table", "calendar")
    rows = {row.attributes["id"]: row for row in page.by_id("table-weeks").all("tr") if "id" in row.attributes}
    for calendar in (by_hubs, by_leads):
        places = [chip.attributes["href"] for chip in calendar.all("a", "chip")]
        assert sorted(places) == sorted(f"#review-{n}" for n in range(len(plan.held)))
        for chip in calendar.all("a", "chip"):
            row = rows[chip.attributes["href"].removeprefix("#")]
            assert all(row.attributes[key] == chip.attributes[key] for key in ("data-w", "data-h", "data-k"))
    hubs = {hub.name for hub in plan.instance.hubs}
    assert {next(row.all("th")).text for row in next(by_hubs.all("tbody")).all("tr")} <= hubs


def test_every_journey_and_host_is_on_the_map() -> None:
    plan, page = plan_of(TERM), page_of(TERM)
    chart = page.by_id("chart")
    lines, hosts = (next(chart.all("g", kind)) for kind in ("lines", "hosts"))
    of_leads = list(lines.all("path", "of-lead"))
    assert (len(list(lines.all("path"))) - len(of_leads), len(of_leads)) == (len(plan.seats), len(plan.held))
    assert len(list(hosts.all("circle"))) == len(plan.held)
    assert len(list(next(chart.all("g", "hubs")).all("text"))) == len(plan.instance.hubs)


def test_what_rows_are_found_by_names_all_who_come() -> None:
    plan, page = plan_of(SMALL), page_of(SMALL)
    names = json.loads(page.by_id("names").text)
    held = {one.host.name: one for one in plan.held}
    for row in next(page.by_id("table-weeks").all("tbody")).all("tr"):
        one = held[list(row.all("td"))[1].text]
        who = {names["who"][int(n)] for n in row.attributes["data-k"].split()}
        assert one.lead is not None and f"{one.lead.id} (Lead Reviewer)" in who
        assert {person.id for person in one.reviewers} <= who
        assert f"{one.host.name} ({one.host.id})" in who
        assert row.attributes["data-w"] == one.week.isoformat()
        schools = one.host, *(plan.instance.school_by_id[person.school] for person in one.reviewers)
        hubs = {names["hubs"][int(n)] for n in row.attributes["data-h"].split()}
        assert hubs == {school.hub for school in schools}


@pytest.mark.parametrize("name", [SMALL, TERM, pytest.param(YEAR, marks=pytest.mark.soak)])
def test_it_is_one_file_of_at_most_2_mb(name: str) -> None:
    html, page = html_of(name), page_of(name)
    assert len(html.encode()) <= 2_000_000
    for element in page.all():
        assert element.tag not in ("link", "img", "iframe", "object", "embed", "base", "audio", "video", "use", "image")
        assert not {"src", "srcset", "action", "formaction", "style", "ping"} & element.attributes.keys()
        assert element.attributes.get("href", "#").startswith("#")
        assert not any(name.startswith("on") for name in element.attributes)
    assert "://" not in html and "url(" not in html and "@import" not in html


def test_its_policy_lets_nothing_run_but_its_own() -> None:
    page = page_of(SMALL)
    (policy,) = (one for one in page.all("meta") if "http-equiv" in one.attributes)
    said = policy.attributes["content"]
    assert "default-src 'none'" in said and "unsafe" not in said
    data, script = page.all("script")
    (style,) = page.all("style")
    assert data.attributes["type"] == "application/json"
    for element, name in ((script, "script"), (style, "style")):
        digest = base64.b64encode(hashlib.sha256(element.text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in said


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_can_act(name: str) -> None:
    """As the name of the network, a hub, a school and a person; what is not seen is written out."""
    schools = tiny.school("A", name=name, hub="h"), tiny.school("B", km=20, name=name)
    hubs = Hub(id="h", name=name), Hub(id="hub-B", name="B")
    people = tiny.reviewer(name, "B"), tiny.lead(f"{name} as lead")
    instance = tiny.instance(*schools, *people, tiny.review("A", id=name), name=name, hubs=hubs)
    held = tiny.held("A", f"{name} as lead", name).model_copy(update={"review": name})
    html = report(tiny.plan(instance, held))
    page = read(html)
    assert len(list(page.all("script"))) == 2 and not list(page.all("img"))
    assert len(json.loads(page.by_id("names").text)["who"]) == 4
    assert "49" not in next(page.all("h1")).text and "\x1b" not in html and "\u202e" not in html
    if name.isprintable():
        assert next(page.all("h1")).text.startswith(name)
        assert page.by_id("table-weeks").rows()[0][2:5] == (name, f"{name} as lead", name)


def test_an_empty_schedule_is_reported() -> None:
    instance = tiny.instance(tiny.school("A"), tiny.school("B", km=20), tiny.review("A"), tiny.lead("L1"))
    page = read(report(tiny.plan(instance)))
    assert "School A" in page.by_id("table-without-date").text
    assert "is not held" in page.by_id("missing").text
    assert list(page.all("a", "chip")) == []


def test_a_vacant_seat_is_said_in_words_and_explained() -> None:
    schools = tiny.school("A", pupils=200), tiny.school("B", km=20)
    instance = tiny.instance(*schools, tiny.review("A"), tiny.lead("L1"), tiny.reviewer("R1", "B"))
    page = read(report(tiny.plan(instance, tiny.held("A", "L1", "R1"))))
    assert all("1 vacant" in chip.text and "lacks" in chip.classes for chip in page.all("a", "chip"))
    (host,) = next(page.by_id("chart").all("g", "hosts")).all("circle")
    assert "lacks" in host.classes
    why = next(one for one in page.by_id("missing").all("summary") if "vacant" in one.text)
    assert why.text == "School A (VA), Mon-Wed 3 Sep: 1 seat vacant."


def test_of_many_that_lack_somebody_some_are_explained_and_the_others_counted() -> None:
    schools = [tiny.school(f"S{n}", km=20 * n, pupils=200) for n in range(5)]
    instance = tiny.instance(*schools, *(tiny.review(f"S{n}") for n in range(5)), tiny.lead("L1"))
    section = read(report(tiny.plan(instance), explain=2)).by_id("missing")
    summaries = [one.text for one in section.all("summary")]
    assert [one.partition(" is not held")[0] for one in summaries[:2]] == ["School S0 (VS0)", "School S1 (VS1)"]
    assert "Of 3 reviews more that lack somebody, qa-scheduler explain" in section.text


def test_the_directory_says_what_the_commands_say() -> None:
    instance, page = plan_of(TERM).instance, page_of(TERM)
    brokered = brokered_parts(supporters(instance))
    for table in (find(instance, {}).table, *(part for part in brokered if isinstance(part, Table))):
        if table.rows:
            shown = page.by_id(f"table-{table.key.replace('_', '-')}")
            assert shown.rows() == [tuple(map(readable, row)) for row in table.rows]
    said = page.by_id("directory").text
    assert all(part in said for part in brokered if isinstance(part, str))
    assert all(element.attributes.get("id") != "directory" for element in read(report(tiny_plan())).all("section"))


def tiny_plan() -> Plan:
    """Of schools that say nothing of areas."""
    return tiny.plan(tiny.instance(tiny.school("A"), tiny.school("B", km=20), tiny.review("A"), tiny.lead("L1")))


def test_a_broken_rule_is_said_at_once_and_in_full() -> None:
    schools = tiny.school("A"), tiny.school("B", km=20)
    instance = tiny.instance(*schools, tiny.review("A"), tiny.lead("L1"), tiny.reviewer("R1", "A"))
    page = read(report(tiny.plan(instance, tiny.held("A", "L1", "R1"))))
    assert "BROKEN: " in page.by_id("glance").text
    assert page.by_id("table-breaches").rows()[0][0] == "outside-hub"


def test_what_is_proven_is_said_with_every_goal() -> None:
    goals = [result.goal for result in (plan_of(TERM).schedule.certificate or pytest.fail("none")).goals]
    assert [row[0] for row in page_of(TERM).by_id("table-goals").rows()] == goals
    assert "No rule in force is broken." in page_of(TERM).by_id("glance").text


def test_the_same_plan_gives_the_same_bytes() -> None:
    """In another process, with other hashes, and in another zone."""
    words = "import sys; from tests.desk.report.test_page import *; sys.stdout.buffer.write(html_of(SMALL).encode())"
    for seed, zone in (("0", "Pacific/Auckland"), ("1", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, "-c", words], capture_output=True, check=True, env=environment, cwd=ROOT)
        assert done.stdout.decode() == html_of(SMALL)


def test_what_only_the_script_can_do_is_hidden_without_it() -> None:
    page = page_of(SMALL)
    assert all("hidden" in form.attributes for form in page.all("form"))
    assert not any("hidden" in one.attributes or "hide" in one.classes for one in page.all() if one.tag != "form")
