"""Sheet Sites, and numbers of the policy that only trusts have."""

from pathlib import Path

import openpyxl
import pytest

from models.policy import SizeBand
from scheduler.desk.workbook.importing import imported
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance


def said_with(tmp_path: Path, cells: dict[str, object]) -> list[str]:
    """What is said of the small case with these cells changed."""
    path = tmp_path / "trusts.xlsx"
    path.write_bytes(workbook_of(load_instance("five-trusts")))
    book = openpyxl.load_workbook(path)
    for place, value in cells.items():
        sheet, _, cell = place.partition("!")
        book[sheet][cell] = value
    book.save(path)
    return [str(remark.problem) for remark in imported(path).remarks]


@pytest.mark.parametrize(
    ("cell", "value", "said"),
    [
        ("Sites!A2", "oak", "sheet Sites, row 2, column A (School): found 'oak'; expected the id or name of a school"),
        ("Sites!D3", "north", "sheet Sites, row 3, column D (Latitude): found 'north'; expected a number"),
        ("Sites!D3", 91, "sheet Sites, row 3, column D (Latitude): found 91"),
        ("Sites!C4", None, "sheet Sites, row 4, column C (Name): found nothing"),
        ("Sites!D5", 0.5, "a place in the British Isles"),
    ],
)
def test_a_wrong_site_is_said_with_its_cell(cell: str, value: object, said: str, tmp_path: Path) -> None:
    found = said_with(tmp_path, {cell: value})
    assert len(found) == 1 and said in found[0]


def test_the_length_of_slots_is_read_before_their_days(tmp_path: Path) -> None:
    """Thursday begins a two-day slot; without the policy's number it does not."""
    page = openpyxl.load_workbook(_book(tmp_path))["Policy"]
    row = next(row[0].row for row in page.iter_rows() if (row[0].value, row[1].value) == ("slot", "days"))
    assert not said_with(tmp_path, {"Reviews due!E2": "13 Sep 2018"})
    (found,) = said_with(tmp_path, {"Reviews due!E2": "13 Sep 2018", f"Policy!C{row}": 3})
    assert "(Thursday); expected the first day of a three-day slot" in found


def _book(tmp_path: Path) -> Path:
    path = tmp_path / "as-it-is.xlsx"
    path.write_bytes(workbook_of(load_instance("five-trusts")))
    return path


def test_bands_of_schools_come_back(tmp_path: Path) -> None:
    read = imported(_book(tmp_path)).instance
    assert read is not None
    assert read.policy.team_size.bands == (SizeBand(up_to_schools=5, seats=2), SizeBand(up_to_schools=15, seats=3))
    assert read == load_instance("five-trusts")
