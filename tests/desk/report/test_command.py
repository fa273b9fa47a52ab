"""The command: one file, written whole, never over another unless it is said."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from scheduler.repairs import scenarios
from scheduler.storage import dumps
from tests.cli.test_repairs import CANCEL, PLAN, run, small
from tests.desk.report.reading import read
from tests.folders import content_of
from tests.in_process import in_this_process


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    Path("plan.json").write_text(dumps(PLAN))
    return tmp_path


def test_it_writes_a_report_and_says_so(folder: Path) -> None:
    result = run("report", "instance.json", "plan.json", "-o", "report.html")
    assert (result.exit_code, "Written to report.html" in result.stdout) == (0, True), result.output
    assert "Before and after" not in read(Path("report.html").read_text()).text


def test_it_says_so_to_machines(folder: Path) -> None:
    result = run("report", "instance.json", "plan.json", "-o", "report.html", "--json", "--spare", "2")
    data = json.loads(result.stdout)
    assert data == {"written": "report.html", "bytes": Path("report.html").stat().st_size, "reviews": 1, "spared": 2}
    assert "The cheapest way to spare" in Path("report.html").read_text()


def test_an_interrupt_writes_what_is_known_by_then(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object, **__: object) -> Iterator[tuple[int, object]]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(scenarios, "fan_out", interrupted)
    result = run("report", "instance.json", "plan.json", "-o", "report.html", "--spare", "2")
    assert (result.exit_code, "Interrupted: the report says" in result.stderr) == (130, True), result.output
    assert "could not be told. Interrupted before it was done." in Path("report.html").read_text()


@pytest.mark.parametrize("name", ["report.html", "instance.json", "plan.json", "report.txt"])
def test_it_writes_over_nothing(name: str, folder: Path) -> None:
    Path("report.html").write_text("mine")
    before = content_of(folder)
    result = run("report", "instance.json", "plan.json", "-o", name)
    assert (result.exit_code, content_of(folder)) == (2, before)
    assert "expected" in result.stderr


def test_force_writes_over_an_older_report_alone(folder: Path) -> None:
    Path("report.html").write_text("older")
    Path("link.html").symlink_to("plan.json")
    assert run("report", "instance.json", "plan.json", "-o", "report.html", "--force").exit_code == 0
    assert run("report", "instance.json", "plan.json", "-o", "link.html", "--force").exit_code == 2
    assert Path("plan.json").read_text() == dumps(PLAN)


def test_a_repair_is_shown_before_and_after(folder: Path) -> None:
    assert run("reschedule", "instance.json", "plan.json", CANCEL, "--deterministic").exit_code == 0
    assert run("reschedule", "instance.json", "plan.json", "--apply", "1").exit_code == 0
    assert run("report", "instance.json", "plan.json", "-o", "report.html").exit_code == 0
    section = read(Path("report.html").read_text()).by_id("repair")
    told = json.loads(run("tell", "instance.json", "plan.json", "--json").stdout)["told"]
    tables = [table.attributes["id"] for table in section.all("table")]
    assert "What is known of this repair" in section.text
    assert [row[0] for row in section.by_id("table-told").rows()] == [one["who"] for one in told]
    assert "table-reviews" in tables
