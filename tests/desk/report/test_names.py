"""The report calls people by name where the coordinator's workbook does, and nothing of it comes into the plan."""

import json
from pathlib import Path

import pytest

from scheduler.desk.contacts import Contact, Contacts
from scheduler.desk.report.page import report
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import dumps
from tests import tiny
from tests.cli.test_repairs import PLAN, run, small
from tests.desk.report.reading import Element, read
from tests.desk.report.test_page import HOSTILE, SMALL, html_of, plan_of
from tests.folders import content_of
from tests.in_process import in_this_process


def reported(contacts: Contacts) -> Element:
    return read(report(plan_of(SMALL), contacts=contacts))


def everybody(name: str) -> Contacts:
    instance = plan_of(SMALL).instance
    return {id: Contact(f"{name}{id}") for id in (*instance.reviewer_by_id, *instance.lead_by_id)}


def test_without_names_not_a_byte_is_another() -> None:
    schools = {school.id: Contact("An office") for school in plan_of(SMALL).instance.schools}
    unnamed = {id: Contact(email="a@b.example") for id in everybody("")}
    assert (
        report(plan_of(SMALL), contacts={}) == report(plan_of(SMALL), contacts={**schools, **unnamed}) == html_of(SMALL)
    )


def test_each_table_picture_and_card_calls_people_by_name() -> None:
    page = reported(everybody("Ann "))
    for cells in page.by_id("table-weeks").rows():
        assert cells[3].startswith("Ann L") and all(text.startswith("Ann R") for text in cells[4].split(", "))
    by_hubs, by_leads = page.all("table", "calendar")
    assert all(", Ann L" in chip.text for chip in by_hubs.all("a", "chip"))
    assert all(next(row.all("th")).text.startswith("Ann L") for row in next(by_leads.all("tbody")).all("tr"))
    assert all(one.text.startswith("Ann R") for one in page.all("span", "name") if one.text)
    who = json.loads(page.by_id("names").text)["who"]
    assert sum(name.startswith("Ann ") for name in who) == len(everybody(""))


def test_only_the_words_in_brackets_are_more() -> None:
    """Taken out again, the names leave the report as it was."""
    named = report(plan_of(SMALL), contacts=everybody("\N{SNOWMAN}"))
    for id in everybody(""):
        named = named.replace(f"\N{SNOWMAN}{id} ({id})", id)
    assert named == html_of(SMALL)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_can_act(name: str) -> None:
    html = report(plan_of(SMALL), contacts=everybody(name))
    page = read(html)
    assert len(list(page.all("script"))) == 2 and not list(page.all("img"))
    assert len(json.loads(page.by_id("names").text)["who"]) == len(
        json.loads(read(html_of(SMALL)).by_id("names").text)["who"]
    )
    assert "\x1b" not in html and "\u202e" not in html
    if name.isprintable():
        assert page.by_id("table-weeks").rows()[0][3].startswith(name)


def test_a_number_is_nobody() -> None:
    """A reviewer whose id is 1: the one seat is no name."""
    instance = tiny.instance(
        tiny.school("A"), tiny.school("B", km=20), tiny.review("A"), tiny.lead("L1"), tiny.reviewer("1", "B")
    )
    page = read(report(tiny.plan(instance, tiny.held("A", "L1", "1")), contacts={"1": Contact("Bo")}))
    assert page.by_id("table-weeks").rows()[0][4] == "Bo (1)"
    assert "Bo" not in page.by_id("table-schools-travel").text


def test_names_are_in_the_report_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("term.xlsx").write_bytes(workbook_of(small(), {"R2": Contact("Bo Moe", "bo@x.example")}))
    Path("plan.json").write_text(dumps(PLAN))
    Path("names.csv").write_text("id,name,email,telephone\nR2,Cy Roe,,\n")
    before = content_of(tmp_path)
    for name, more in (("Bo Moe (R2)", ()), ("Cy Roe (R2)", ("--contacts", "names.csv"))):
        done = run("report", "term.xlsx", "plan.json", "-o", "report.html", "--spare", "1", "--force", *more)
        assert done.exit_code == 0 and "R2" not in done.stdout, done.output
        page = read(Path("report.html").read_text())
        assert name in page.text and name in page.by_id("fairness").text
        assert "bo@" not in page.text
        Path("report.html").unlink()
        assert content_of(tmp_path) == before
