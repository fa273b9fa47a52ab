"""A marked copy has all that was the user's, and every problem at its cell."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from scheduler.desk.workbook.importing import imported
from scheduler.desk.workbook.marking import SHEET, marked_workbook
from tests.desk.payloads import PAYLOADS
from tests.desk.workbook.wrong import files
from tests.desk.workbook.wrong.books import Cells, book_with
from tests.desk.workbook.wrong.test_csvs import folder_with

WRONG: Cells = {"Schools!C2": "Nort", "Away!B2": "4/3/2027"}


def marked(path: Path) -> tuple[Workbook, tuple[str, ...]]:
    """The marked copy of a workbook, opened again; and what was lost."""
    copy, lost = marked_workbook(path, imported(path).remarks)
    return load_workbook(BytesIO(copy)), lost


def the_users_own() -> Workbook:
    """A workbook with two mistakes and much that the user made."""
    book = book_with(WRONG)
    page = book["Schools"]
    page["B2"].font, page["B2"].fill = Font(bold=True, color="FF0000"), PatternFill("solid", start_color="00FF00")
    page["E2"].number_format, page["E2"].alignment = "#,##0", Alignment(horizontal="center")
    page["E3"].border = Border(bottom=Side(style="thick"))
    page["B3"].comment = Comment("ask Jo", "Jo")
    page["C2"].comment = Comment("since May", "Jo")
    page["H1"], page["H2"] = "Ours", "=E2*2"
    page.column_dimensions["B"].width, page.row_dimensions[3].height = 41, 33
    page.row_dimensions[4].hidden = True
    page.freeze_panes, page.auto_filter.ref, page.print_title_rows = "B2", "A1:G4", "1:1"
    page.conditional_formatting.add("E2:E9", CellIsRule("greaterThan", ["500"], fill=PatternFill(bgColor="FFC7CE")))
    choice = DataValidation("list", formula1='"primary,secondary"')
    choice.add("D2:D9")
    page.add_data_validation(choice)
    notes = book.create_sheet("Our notes")
    notes["A1"], notes["A2"] = "=SUM(Schools!E2:E4)", "kept"
    notes.merge_cells("A3:C3")
    notes["A3"].hyperlink = "https://example.org/"
    book.defined_names["Pupils"] = DefinedName("Pupils", attr_text="Schools!$E$2:$E$4")
    return book


def cells_of(page: Any) -> Iterator[tuple[str, Any]]:
    for row in page.iter_rows():
        for cell in row:
            looks = (
                cell.font,
                cell.fill,
                cell.border,
                cell.alignment,
                cell.number_format,
                cell.comment and cell.comment.text,
            )
            yield cell.coordinate, (cell.value, cell.data_type, *map(repr, looks))


def widths(page: Any) -> dict[str, float]:
    return {letter: column.width for letter, column in page.column_dimensions.items()}


def test_everything_of_the_users_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "term.xlsx"
    the_users_own().save(path)
    before, (after, lost) = load_workbook(path), marked(path)
    assert lost == ()
    assert after.sheetnames == [SHEET, *before.sheetnames]
    assert after.defined_names["Pupils"].attr_text == "Schools!$E$2:$E$4"
    for page in before.worksheets:
        copy = after[page.title]
        changed = {at for (at, one), (_, other) in zip(cells_of(page), cells_of(copy), strict=True) if one != other}
        assert changed == {"Schools": {"C2", "H1", "A4"}, "Away": {"B2"}}.get(page.title, set())
        assert copy.merged_cells.ranges == page.merged_cells.ranges
        assert copy.freeze_panes == page.freeze_panes
        assert {k: v.width for k, v in copy.column_dimensions.items()} == {
            k: v.width for k, v in page.column_dimensions.items()
        }
    page, copy = before["Schools"], after["Schools"]
    assert copy.row_dimensions[3].height == 33 and copy.row_dimensions[4].hidden
    assert copy.auto_filter.ref == "A1:G4" and copy.print_title_rows == page.print_title_rows
    assert [(one.sqref, one.formula1) for one in copy.data_validations.dataValidation] == [
        (one.sqref, one.formula1) for one in page.data_validations.dataValidation
    ]
    assert len(copy.conditional_formatting) == 1
    assert (copy["H2"].value, after["Our notes"]["A1"].value) == ("=E2*2", "=SUM(Schools!E2:E4)")


def test_the_original_is_untouched(tmp_path: Path) -> None:
    path = files.good_file(tmp_path / "term.xlsx", WRONG)
    before = path.read_bytes()
    marked(path)
    assert path.read_bytes() == before


def test_a_problem_stands_at_its_cell_and_in_the_list(tmp_path: Path) -> None:
    path = tmp_path / "term.xlsx"
    the_users_own().save(path)
    book, _ = marked(path)
    cell = book["Schools"]["C2"]
    assert cell.fill.start_color.rgb == "00FFC7CE"
    assert cell.comment is not None and cell.comment.text == (
        "since May\nqa-scheduler: Found 'Nort'; expected the id or name of a hub. Maybe H1 (North) is meant."
    )
    rows = list(book[SHEET].iter_rows(values_only=True))
    assert rows[0][0] == "2 to mend, 3 to look at"
    assert ("Schools", "C2", "mend", "'Nort'", "the id or name of a hub", "Maybe H1 (North) is meant.") in rows
    links = [row[1].hyperlink for row in book[SHEET].iter_rows(min_row=3)]
    assert "'Schools'!C2" in [link.location for link in links if link is not None]


def test_a_mended_copy_shows_what_is_left(tmp_path: Path) -> None:
    path, copy = tmp_path / "term.xlsx", tmp_path / "marked.xlsx"
    the_users_own().save(path)
    copy.write_bytes(marked_workbook(path, imported(path).remarks)[0])
    book = load_workbook(copy)
    book["Schools"]["C2"] = "North"
    book["Schools"]["H2"] = 840
    book["Our notes"]["A1"] = 1440
    book.save(copy)
    again, _ = marked(copy)
    assert again.sheetnames.count(SHEET) == 1 and f"{SHEET}1" not in again.sheetnames
    cell = again["Schools"]["C2"]
    assert (cell.fill.fill_type, cell.comment and cell.comment.text) == (None, "since May")
    assert again["Away"]["B2"].comment is not None
    assert again["Away"]["B2"].comment.text.count("qa-scheduler:") == 1


def test_a_sheet_of_the_users_called_problems_is_kept(tmp_path: Path) -> None:
    path = files.good_file(tmp_path / "term.xlsx", {**WRONG, SHEET: [["ours"], ["a", "b"]]})
    book, _ = marked(path)
    assert book[SHEET]["A1"].value == "ours"
    assert book[f"{SHEET}1"]["A1"].value == "2 to mend, 0 to look at"


def test_a_note_in_a_merged_cell_stands_where_it_shows(tmp_path: Path) -> None:
    path = files.laid_out(lambda book: book["Schools"].merge_cells("C3:C4"))(tmp_path / "term.xlsx")
    book, _ = marked(path)
    assert book["Schools"]["C3"].comment is not None
    assert book["Schools"]["C3"].comment.text.count("qa-scheduler:") == 2


def test_a_chart_is_kept(tmp_path: Path) -> None:
    book = book_with(WRONG)
    chart = BarChart()
    chart.add_data(Reference(book["Schools"], min_col=5, min_row=1, max_row=4))
    book["Schools"].add_chart(chart, "J2")
    book.save(tmp_path / "term.xlsx")
    copy, lost = marked(tmp_path / "term.xlsx")
    assert lost == () and len(copy["Schools"]._charts) == 1


def test_what_is_lost_is_said(tmp_path: Path) -> None:
    more = {"xl/slicers/slicer1.xml": b"<a/>", "xl/media/image1.png": b"", "xl/vbaProject.bin": b""}
    path = files.changed(files.good_file(tmp_path / "term.xlsx", WRONG), {}, more)
    assert marked(path)[1] == (
        "It has not all pictures, slicers and macros of your workbook: "
        "mend that one, and use the copy to look things up.",
    )


def test_lists_from_another_sheet_that_are_lost_are_said(tmp_path: Path) -> None:
    extension = (
        '<extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}" '
        'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"><x14:dataValidations/></ext></extLst>'
    )
    path = files.spoilt(
        tmp_path / "term.xlsx", files.SHEET, lambda text: text.replace("</worksheet>", f"{extension}</worksheet>")
    )
    assert "lists to choose from that stand on another sheet" in marked(path)[1][0]


@pytest.mark.parametrize("ending", [".xlsx", ".xltx"])
def test_a_copy_is_an_ordinary_workbook(ending: str, tmp_path: Path) -> None:
    book = book_with(WRONG)
    book.template = ending == ".xltx"
    book.save(tmp_path / f"term{ending}")
    assert not marked(tmp_path / f"term{ending}")[0].template


def test_a_folder_becomes_a_workbook(tmp_path: Path) -> None:
    folder = folder_with({"Schools!C2": "Nort", "Schools!B2": "A\x07sh"}, tmp_path)
    (folder / "notes: [old] *.csv").write_text("a,b\n=1+1,\x07\n")
    book, lost = marked(folder)
    assert lost == ()
    assert book["Schools"]["C2"].comment is not None
    assert book["Schools"]["B2"].value == "A\ufffdsh"
    assert book["notes_ _old_ _"]["A2"].data_type == "s"


@pytest.mark.parametrize("kind", ["workbook", "folder"])
def test_no_text_becomes_a_formula(kind: str, tmp_path: Path) -> None:
    cells: dict[str, Any] = {"Schools!H1": "Note"}
    for n, text in enumerate(PAYLOADS, 2):
        cells |= {f"Conflicts!A{n}": "R1", f"Conflicts!B{n}": text, f"Schools!H{n}": text}
    path = folder_with(cells, tmp_path) if kind == "folder" else files.good_file(tmp_path / "term.xlsx", cells)
    book, _ = marked(path)
    found = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
    assert not [cell.value for cell in found if cell.data_type in "fe" or (cell.hyperlink and cell.hyperlink.target)]
    assert sum("qa-scheduler" in str(cell.comment and cell.comment.text) for cell in found) >= len(PAYLOADS)
