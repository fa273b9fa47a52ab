"""CSV files as programs and people make them: read whatever their encoding, or told where they are wrong."""
# ruff: noqa: E501

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.files.csvs import read_csv
from scheduler.desk.workbook.files.grids import CellValue
from scheduler.desk.workbook.importing import imported
from tests.desk.workbook.wrong.books import said, tables_with


def read(data: bytes, folder: Path) -> tuple[list[tuple[int, tuple[CellValue, ...]]], list[str]]:
    """The rows of a file Hubs.csv of these bytes, and what is said of it."""
    (folder / "Hubs.csv").write_bytes(data)
    remarks = Remarks()
    rows = read_csv(folder / "Hubs.csv", remarks).rows
    return list(rows), [str(one.problem) for one in remarks.found]


HUBS = [(1, ("Id", "Name")), (2, ("H1", "Côte")), (3, ("H2", "South"))]
TEXT = "Id,Name\nH1,Côte\nH2,South\n"
READ: dict[str, bytes] = {
    "UTF-8": TEXT.encode(),
    "UTF-8 with a mark": TEXT.encode("utf-8-sig"),
    "UTF-16": TEXT.encode("utf-16"),
    "UTF-16, the other way round": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "Windows-1252": TEXT.encode("cp1252"),
    "semicolons": TEXT.replace(",", ";").encode(),
    "tabs": TEXT.replace(",", "\t").encode(),
    "bars": TEXT.replace(",", "|").encode(),
    "Unicode text of Excel": TEXT.replace(",", "\t").encode("utf-16"),
    "a line that names the separator": ("sep=;\n" + TEXT.replace(",", ";")).encode(),
    "carriage returns alone": TEXT.replace("\n", "\r").encode(),
    "carriage returns and line feeds": TEXT.replace("\n", "\r\n").encode(),
    "no line feed at the end": TEXT.rstrip().encode(),
    "everything in quotation marks": '"Id","Name"\n"H1","Côte"\n"H2","South"\n'.encode(),
    "empty rows between": b"Id,Name\n,\nH1,C\xc3\xb4te\n\nH2,South\n,,,\n",
}


@pytest.mark.parametrize("data", READ.values(), ids=READ)
def test_a_table_is_read(data: bytes, tmp_path: Path) -> None:
    rows, sentences = read(data, tmp_path)
    assert [tuple(cell for cell in cells if cell) for _, cells in rows] == [cells for _, cells in HUBS]
    assert sentences == []


ODD: dict[str, tuple[str, list[tuple[int, tuple[CellValue, ...]]]]] = {
    "a line feed in a cell": ('Id,Name\nH1,"North\nand West"\nH2,South', [(1, ("Id", "Name")), (2, ("H1", "North\nand West")), (4, ("H2", "South"))]),
    "a separator in a cell": ('Id,Name\nH1,"North, West"', [(1, ("Id", "Name")), (2, ("H1", "North, West"))]),
    "quotation marks in a cell": ('Id,Name\nH1,"The ""old"" North"', [(1, ("Id", "Name")), (2, ("H1", 'The "old" North'))]),
    "a formula with its apostrophe": ("Id,Name\nH1,'=1+1\nH2,'\uff1d1", [(1, ("Id", "Name")), (2, ("H1", "=1+1")), (3, ("H2", "\uff1d1"))]),
    "an apostrophe of somebody's own": ("Id,Name\nH1,'North'", [(1, ("Id", "Name")), (2, ("H1", "'North'"))]),
    "short and long rows": ("Id,Name\nH1\nH2,South,more", [(1, ("Id", "Name")), (2, ("H1",)), (3, ("H2", "South", "more"))]),
    "remarks between": ("# ours\nId,Name\n#H1\nH2,South", [(2, ("Id", "Name")), (4, ("H2", "South"))]),
    "nothing": ("", []),
}  # fmt: skip


@pytest.mark.parametrize(("text", "rows"), ODD.values(), ids=ODD)
def test_an_odd_table_is_read(text: str, rows: list[tuple[int, tuple[CellValue, ...]]], tmp_path: Path) -> None:
    assert read(text.encode(), tmp_path) == (rows, [])


_QUOTES = 'Look from this row on: a text in quotation marks ends with one, and one inside it is typed twice ("").'
WRONG: dict[str, tuple[bytes, list[str]]] = {
    "a quotation mark that is not closed": (
        b'Id,Name\nH1,"North\nH2,South\n',
        [f"sheet Hubs, row 2: found a quotation mark that is not closed, or text behind one that is; expected closed quotation marks. {_QUOTES}"],
    ),
    "text behind a closed quotation mark": (
        b'Id,Name\nH1,"The "old" North"\n',
        [f"sheet Hubs, row 2: found a quotation mark that is not closed, or text behind one that is; expected closed quotation marks. {_QUOTES}"],
    ),
    "a cell without end": (
        b'Id,Name\nH1,"' + b"x" * 300_000,
        [f"sheet Hubs, row 2: found a text without end; expected cells of a table. {_QUOTES}"],
    ),
    "zero bytes": (b"Id,Name\nH1,\0\n", ["sheet Hubs: found zero bytes; expected a table as text. In Excel: Save as, CSV UTF-8."]),
    "UTF-16 without its mark": (
        TEXT.encode("utf-16-le"),
        ["sheet Hubs: found zero bytes; expected a table as text. In Excel: Save as, CSV UTF-8."],
    ),
    "more rows than a term has": (
        b"Id,Name\n" + b"H1,North\n" * 50_001,
        ["sheet Hubs, row 50001: found more rows; expected at most 50,000. Remove what does not belong to the term."],
    ),
}  # fmt: skip


@pytest.mark.parametrize(("data", "sentences"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_in_a_table_is_said(data: bytes, sentences: list[str], tmp_path: Path) -> None:
    assert read(data, tmp_path)[1] == sentences


def folder_with(cells: dict[str, Any], folder: Path) -> Path:
    """The good workbook's tables as CSV files, with these cells changed."""
    for name, rows in tables_with(cells).items():
        text = io.StringIO()
        csv.writer(text).writerows([[one.isoformat() if isinstance(one, date) else one for one in row] for row in rows])
        (folder / f"{name}.csv").write_text(text.getvalue(), "utf-8", newline="")
    return folder


def test_a_folder_says_file_row_and_column(tmp_path: Path) -> None:
    folder = folder_with({"Schools!C2": "Nort", "Schools!E3": "1,2,3"}, tmp_path)
    assert said(imported(folder)) == [
        "sheet Schools, row 2, column C (Hub): found 'Nort'; expected the id or name of a hub. Maybe H1 (North) is meant.",
        "sheet Schools, row 3, column E (Pupils): found '1,2,3'; expected a whole number. Type the number alone, without words.",
    ]


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    folder = folder_with({}, tmp_path)
    (folder / "notes.txt").write_text("ours")
    (folder / ".Schools.csv").write_text("Id\n")
    (folder / "~Schools.csv").write_text("Id\n")
    assert said(imported(folder)) == []


def test_what_lies_too_far_right_is_said_once_a_sheet(tmp_path: Path) -> None:
    folder = folder_with({}, tmp_path)
    hubs = (folder / "Hubs.csv").read_text("utf-8").splitlines()
    (folder / "Hubs.csv").write_text("\n".join([hubs[0], *(line + "," * 249 + "far" for line in hubs[1:])]), "utf-8")
    assert said(imported(folder)) == [
        "(look at) sheet Hubs, row 2, column IQ: found a cell far to the right; expected at most 200 columns, up to GR. Nothing further right is read: move what is needed to the left, or let it be.",
    ]
