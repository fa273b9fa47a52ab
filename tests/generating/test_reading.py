"""Schools from a table as people save it: what is odd is refused by row and column, or read as it is meant."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from models.network import Phase
from models.problem import InvalidInput
from scheduler.cli import main
from scheduler.generating import Recipe, generate
from scheduler.generating.reading import read_schools

HEADING = "urn,name,phase,lat,lon,pupils,local_authority,trust,hub"
ROWS = [f"10000{n},School {n},Primary,52.{n}000,-1.{n}000,200,Kent,,North" for n in range(1, 9)]


def file(folder: Path, rows: list[str], heading: str = HEADING, encoding: str = "utf-8") -> Path:
    path = folder / "schools.csv"
    path.write_bytes("\n".join(["# licence: open", heading, *rows, ""]).encode(encoding))
    return path


def refused(path: Path) -> list[str]:
    with pytest.raises(InvalidInput) as error:
        read_schools(path)
    return [f"{problem.where}: {problem.value}. {problem.remedy}" for problem in error.value.problems]


def test_an_error_value_in_the_first_cell_is_no_licence_line(tmp_path: Path) -> None:
    """The row was taken for a comment: the school was gone, and the licence was its text."""
    (said,) = refused(file(tmp_path, [*ROWS, "#N/A,School 9,Primary,52.9,-1.9,200,Kent,,North"]))
    assert said.startswith("schools.csv, row 11, column urn: #N/A.")


EXCEL = ("NULL!", "DIV/0!", "VALUE!", "REF!", "NAME?", "NUM!", "N/A", "GETTING_DATA", "SPILL!", "CALC!", "FIELD!")
NEWER = ("BLOCKED!", "CONNECT!", "UNKNOWN!", "BUSY!", "EXTERNAL!", "PYTHON!")


@pytest.mark.parametrize("value", [*(f"#{each}" for each in (*EXCEL, *NEWER)), "#n/a", "Err:502"])
def test_an_error_value_anywhere_is_refused(value: str, tmp_path: Path) -> None:
    (said,) = refused(file(tmp_path, [*ROWS, f"100009,School 9,Primary,52.9,-1.9,200,{value},,North"]))
    assert "row 11, column local_authority" in said


@pytest.mark.parametrize(
    ("heading", "meant"),
    [
        ("Pupils", "pupils"),
        (" LA", "local_authority"),
        ("Trusts", "trust"),
        ("HUB", "hub"),
        ("Local Authority", "local_authority"),
    ],
)
def test_headings_that_are_nearly_known_are_refused(heading: str, meant: str, tmp_path: Path) -> None:
    """They were ignored: nobody had pupils, and hubs were made by place."""
    names = {"pupils": 5, "local_authority": 6, "trust": 7, "hub": 8}
    columns = HEADING.split(",")
    columns[names[meant]] = heading
    (said,) = refused(file(tmp_path, ROWS, ",".join(columns)))
    assert repr(heading) in said and "Correct the heading" in said


def test_a_column_named_twice_is_refused(tmp_path: Path) -> None:
    said = refused(file(tmp_path, [f"{row},South" for row in ROWS], f"{HEADING},hub"))
    assert said == ["schools.csv, heading row: 'hub' 2 times. Remove or rename one."]


def test_hubs_of_some_schools_only_are_refused(tmp_path: Path) -> None:
    """One empty cell threw all hubs of the file away."""
    path = file(tmp_path, [ROWS[0].removesuffix("North"), *ROWS[1:]])
    with pytest.raises(InvalidInput, match=r"column hub of School 1 \(100001\): found nothing"):
        generate(Recipe("x", path, terms=(1,)))
    assert generate(Recipe("x", path, terms=(1,), hubs=2)).hubs


@pytest.mark.parametrize(
    ("latitude", "remedy"),
    [
        ("52;5", "Correct the cell."),
        ('"52,5"', "Write a point"),
        ("5_2.1", "Correct the cell."),
        ("north", "Correct the cell."),
        ("nan", "Correct the cell."),
        ("-1.2", "swapped"),
    ],
)
def test_a_latitude_that_is_none_is_said_by_its_kind(latitude: str, remedy: str, tmp_path: Path) -> None:
    (said,) = refused(file(tmp_path, [*ROWS, f"100009,School 9,Primary,{latitude},-1.9,200,Kent,,North"]))
    assert "row 11, column lat" in said and remedy in said


def test_another_encoding_is_named_by_its_row(tmp_path: Path) -> None:
    (said,) = refused(
        file(tmp_path, [*ROWS[:3], ROWS[3].replace("School 4", "St Mary\u2019s"), *ROWS[4:]], encoding="cp1252")
    )
    assert said.startswith("schools.csv, row 6: the byte 0x92.") and "CSV UTF-8" in said


def test_semicolons_are_said_once(tmp_path: Path) -> None:
    (said,) = refused(file(tmp_path, [row.replace(",", ";") for row in ROWS], HEADING.replace(",", ";")))
    assert "semicolons" in said


def test_a_quotation_mark_that_is_not_closed_is_named_by_its_row(tmp_path: Path) -> None:
    (said,) = refused(file(tmp_path, [*ROWS[:2], ROWS[2].replace("School 3", '"School 3'), *ROWS[3:]]))
    assert said.startswith("schools.csv, row 5:") and "quotation mark" in said


def test_the_registers_middle_schools_are_middle_schools(tmp_path: Path) -> None:
    rows = [ROWS[0].replace("Primary", "Middle deemed secondary"), *ROWS[1:]]
    assert read_schools(file(tmp_path, rows)).schools[0].phase == Phase.MIDDLE


@pytest.mark.parametrize("leads", [8, 9, 100])
def test_as_many_leads_as_are_asked_for(leads: int) -> None:
    """More than there are schools ended in a division by zero."""
    assert len(generate(Recipe("x", 8, terms=(1,), leads=leads)).leads) == leads


LEFT_OUT = ["100009,School 9,Primary,,,200,Kent,,North", "100010,School 10,Not applicable,52,-1,,Kent,,North"]


def made(folder: Path, *words: str) -> str:
    schools, output = file(folder, [*ROWS, *LEFT_OUT]), folder / "x.json"
    options = ["--schools", str(schools), "--term", "autumn", "-o", str(output)]
    return CliRunner().invoke(main, ["generate", "x", *options, *words]).output


def test_schools_that_are_left_out_are_counted_where_it_is_written(tmp_path: Path) -> None:
    said = " ".join(made(tmp_path).split())
    assert "8 schools of schools.csv; left out: 1 without a place; left out: 1 of no known phase." in said


def test_schools_that_are_left_out_are_named_in_json(tmp_path: Path) -> None:
    """They were counted in the text alone."""
    assert json.loads(made(tmp_path, "--json"))["left_out"] == [
        {"row": 11, "school": "School 9", "why": "without a place"},
        {"row": 12, "school": "School 10", "why": "of no known phase"},
    ]
