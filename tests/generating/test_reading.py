"""Schools from a table as people save it: what is odd is refused by row and column, or read as it is meant."""

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


@pytest.mark.parametrize("value", ["#REF!", "#VALUE!", "#n/a", "#DIV/0!"])
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


def test_schools_that_are_left_out_are_counted_where_it_is_written(tmp_path: Path) -> None:
    rows = [*ROWS, "100009,School 9,Primary,,,200,Kent,,North", "100010,School 10,Not applicable,52,-1,,Kent,,North"]
    words = [
        "generate",
        "x",
        "--schools",
        str(file(tmp_path, rows)),
        "--term",
        "autumn",
        "-o",
        str(tmp_path / "x.json"),
    ]
    said = " ".join(CliRunner().invoke(main, words).output.split())
    assert "8 schools of schools.csv; left out: 1 without a place; left out: 1 of no known phase." in said
