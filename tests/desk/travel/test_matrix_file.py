"""Files of journeys: read, refused with every wrong line, written, and beside a workbook."""

import json
from pathlib import Path
from random import Random

import pytest
from openpyxl import load_workbook

from models.problem import InvalidInput
from models.travel import Matrix
from scheduler.desk.travel import matrix_file
from scheduler.desk.travel.counting import counting, coverage, travel_file
from scheduler.desk.travel.matrix_file import csv_of, journeys_of, matrix_of, read_matrix
from scheduler.desk.workbook.importing import imported
from scheduler.desk.workbook.writing import workbook_of
from scheduler.plan import Plan
from scheduler.showing.figures import how_journeys_count
from scheduler.storage import dumps, load_instance
from tests import tiny
from tests.cli.test_repairs import run
from tests.drawing import draw_instance
from tests.drawing_travel import with_travel
from tests.travel.test_travel import ROADS, SMALL, counted

IDS = (*SMALL.school_by_id, *SMALL.lead_by_id)


def written(folder: Path, text: str) -> Path:
    path = folder / "journeys.csv"
    path.write_bytes(text.encode("cp1252"))
    return path


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_journeys_in_any_order_of_columns(separator: str, tmp_path: Path) -> None:
    lines = "km,To,note,FROM,Minutes\n26.5,A,x,B,31.49\n,A,,L1,7\n\n80,A,,C,\n".replace(",", separator)
    matrix = read_matrix(written(tmp_path, lines), IDS).matrix
    assert matrix.ids == ("A", "B", "C", "L1")
    assert [matrix.measured("km", *pair) for pair in (("B", "A"), ("L1", "A"), ("C", "A"), ("A", "B"))] == [
        27,
        None,
        80,
        None,
    ]
    assert [matrix.measured("minutes", *pair) for pair in (("B", "A"), ("L1", "A"), ("C", "A"))] == [31, 7, None]


def test_what_has_no_minutes_at_all_has_no_table_of_them(tmp_path: Path) -> None:
    matrix = read_matrix(written(tmp_path, "from,to,km\nB,A,27\n"), IDS).matrix
    assert (matrix.minutes, matrix.km) == (None, ((None, None), (27, None)))


def test_every_wrong_line_is_said_at_once(tmp_path: Path) -> None:
    path = written(tmp_path, "from,to,minutes,km\nB,A,x,27\nC,A,-1,\nC,B,1,99999\nB,C,1,nan\nA,B,1,2\nA,B,1,3\n")
    with pytest.raises(InvalidInput) as refused:
        read_matrix(path, IDS)
    assert [problem.where.rpartition(" ")[2] for problem in refused.value.problems] == ["2", "3", "4", "5", "7"]
    assert refused.value.problems[-1].value == "A to B once more, otherwise"


def test_places_that_the_instance_lacks_are_said(tmp_path: Path) -> None:
    read = read_matrix(written(tmp_path, "from,to,km\nB,A,27\nX,A,1\nX,Y,2\n"), IDS)
    assert read.note == "Lines about 2 places that the instance lacks are left out: X and Y."
    assert read.matrix.ids == ("A", "B")


@pytest.mark.parametrize(
    ("text", "what"),
    [("", "a first line with from, to"), ("from,to\nA,B\n", "minutes or km"), ("PK\x03\x04", "Unpack it")],
)
def test_what_is_no_such_file_is_refused(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=what):
        read_matrix(written(tmp_path, text), IDS)


def test_too_many_places_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(matrix_file, "MOST_PLACES", 1)
    with pytest.raises(InvalidInput, match="2 places; expected at most 1"):
        matrix_of({("A", "B"): (1, 1)}, "AB")


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    for seed in range(20):
        instance = with_travel(Random(seed), draw_instance(Random(seed)))
        assert instance.travel is not None
        journeys = {pair: value for pair, value in journeys_of(instance.travel).items() if "nobody" not in pair}
        ids = (*instance.school_by_id, *instance.lead_by_id)
        again = read_matrix(written(tmp_path, csv_of(journeys)), ids).matrix
        assert journeys_of(again) == journeys


def test_a_policy_cannot_count_what_was_not_measured() -> None:
    with pytest.raises(InvalidInput, match="no journeys in minutes"):
        counting(SMALL, Matrix(ids=("B", "A"), km=((0, 1), (1, 0))), "minutes")


def test_what_is_missing_is_counted_and_said() -> None:
    instance = counted("road", km=ROADS)
    assert coverage(instance) == (
        "3 journeys that there may be: 2 of them not measured; each counts 1.3 times its straight km."
    )
    plan = Plan(instance, tiny.schedule(tiny.held("A", "L1", "R1", "R2")))
    assert list(how_journeys_count(plan)) == [
        "Journeys count km by road: 2 of 3 journeys not measured; each of them counts 1.3 times its straight km."
    ]
    assert not list(how_journeys_count(Plan(SMALL, plan.schedule)))
    minutes = counted("minutes", minutes=((0, 0, 1),) * 3)
    there = Plan(minutes, tiny.schedule(tiny.held("A", None, "R1", "R2")))
    assert list(how_journeys_count(there)) == [
        "Journeys count minutes of driving, also where km are said: all measured."
    ]


def test_a_workbook_has_its_journeys_beside_it(tmp_path: Path) -> None:
    instance = load_instance("three-hubs")
    schools = [school.id for school in instance.schools]
    journeys = {(start, end): (7, 9) for start in schools for end in schools}
    instance = counting(instance, matrix_of(journeys, schools), "minutes", 1.5)
    path = tmp_path / "term.xlsx"
    path.write_bytes(workbook_of(instance))
    (error,) = imported(path).errors
    assert (error.place.sheet, error.problem.value) == ("Policy", "'minutes'")
    assert "a file term.travel.csv beside the workbook" in error.problem.expected
    travel_file(path).write_text(csv_of(journeys))
    assert imported(path).instance == instance
    travel_file(path).write_text("from,to,km\nA,B,x\n")
    assert [error.place.sheet for error in imported(path).errors] == ["term.travel.csv"]


def test_the_command_writes_an_instance_that_counts_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("small.json").write_text(dumps(SMALL))
    written(tmp_path, "from,to,minutes,km\nB,A,31,27\nC,A,60,\nL1,A,0,0\n")
    result = run("travel", "small.json", "--matrix", "journeys.csv", "--by", "minutes", "-o", "by.json", "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["said"] == "3 journeys that there may be: all measured."
    assert load_instance("by.json").policy.travel.by == "minutes"
    for words in (("--matrix", "journeys.csv", "--osrm", "http://x"), (), ("--osrm", "http://x", "--by", "road")):
        assert run("travel", "small.json", *words, "-o", "other.json").exit_code == 2
    assert run("travel", "small.json", "--matrix", "journeys.csv", "-o", "small.json").exit_code == 2
    result = run("template", "small.xlsx", "--from", "by.json")
    assert "small.travel.csv" in result.stderr
    assert imported(Path("small.xlsx")).instance == load_instance("by.json")


def test_every_report_says_how_journeys_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("road.json").write_text(dumps(counted("road", km=ROADS)))
    Path("plan.json").write_text(dumps(tiny.schedule(tiny.held("A", "L1", "R1", "R2"))))
    said = "2 of 3 journeys not measured; each of them counts 1.3 times its straight km."
    for words in (("show",), ("show", "--by", "lead"), ("check",)):
        command, *options = words
        assert said in " ".join(run(command, "road.json", "plan.json", *options).stdout.split())
    assert run("report", "road.json", "plan.json", "-o", "report.html").exit_code == 0
    assert said in Path("report.html").read_text()
    assert run("export", "road.json", "plan.json", "-o", "plan.xlsx").exit_code == 0
    cells = [cell for row in load_workbook("plan.xlsx")["Summary"].iter_rows(values_only=True) for cell in row]
    assert any(said in str(cell) for cell in cells)
