"""Whole files that are odd, and bombs: refused with a word, or read without harm. Each with all that is said of it."""
# ruff: noqa: E501

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from models.problem import InvalidInput
from scheduler.desk.workbook.importing import imported
from tests.desk.workbook.wrong import files
from tests.desk.workbook.wrong.books import said

Write = Callable[[Path], Path]
"""Writes a file of the given name, or another, and says which."""


def said_of(write: Write, folder: Path) -> list[str]:
    """What is said of the file; (refused) marks one of which nothing is read."""
    try:
        return said(imported(write(folder / "term.xlsx")))
    except InvalidInput as error:
        return [f"(refused) {problem}".replace(f"{folder}/", "") for problem in error.problems]


KINDS: dict[str, tuple[Write, list[str]]] = {
    "an empty file": (
        files.text_as(b""),
        [
            "(refused) term.xlsx: found an empty file; expected an Excel workbook. Look for the right file.",
        ],
    ),
    "a CSV named xlsx": (
        files.text_as(b"Id,Name\n1,Ash\n"),
        [
            "(refused) term.xlsx: found a text; expected an Excel workbook. If it is a table, name it .csv and put it into a folder; or open it in Excel and save it as .xlsx.",
        ],
    ),
    "a UTF-16 table named xlsx": (
        files.text_as("Id\tName\n".encode("utf-16")),
        [
            "(refused) term.xlsx: found a text; expected an Excel workbook. If it is a table, name it .csv and put it into a folder; or open it in Excel and save it as .xlsx.",
        ],
    ),
    "a web page named xlsx": (
        files.text_as(b"\xef\xbb\xbf<html><table><tr><td>Id</td></tr></table></html>"),
        [
            "(refused) term.xlsx: found a web page; expected an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a PDF named xlsx": (
        files.text_as(b"%PDF-1.7 "),
        [
            "(refused) term.xlsx: found a PDF; expected an Excel workbook. Look for the right file.",
        ],
    ),
    "a picture named xlsx": (
        files.text_as(b"\x89PNG\r\n\x1a\n\0\0\0"),
        [
            "(refused) term.xlsx: found a file of another kind; expected an Excel workbook. Look for the right file.",
        ],
    ),
    "a web page named xls": (
        files.renamed("term.xls", b"<html><table></table></html>"),
        [
            "(refused) term.xls: found a file of kind .xls; expected a workbook of kind .xlsx. In Excel: Save as, Excel workbook (.xlsx).",
        ],
    ),
    "an old workbook": (
        files.renamed("term.xls", b"\xd0\xcf\x11\xe0"),
        [
            "(refused) term.xls: found a file of kind .xls; expected a workbook of kind .xlsx. In Excel: Save as, Excel workbook (.xlsx).",
        ],
    ),
    "an old workbook named xlsx": (
        files.text_as(b"\xd0\xcf\x11\xe0" + b"\0" * 600),
        [
            "(refused) term.xlsx: found a workbook of the old kind (.xls); expected a workbook of kind .xlsx. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a workbook with a password": (
        files.text_as(b"\xd0\xcf\x11\xe0" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le")),
        [
            "(refused) term.xlsx: found a workbook with a password; expected a workbook without one. In Excel: File, Info, Protect Workbook, Encrypt with Password; empty the password and save it.",
        ],
    ),
    "an OpenDocument table": (
        files.renamed("term.ods"),
        [
            "(refused) term.ods: found a file of kind .ods; expected a workbook of kind .xlsx. In Excel: Save as, Excel workbook (.xlsx).",
        ],
    ),
    "a truncated workbook": (
        files.truncated,
        [
            "(refused) term.xlsx: found a workbook that is cut off or damaged; expected a whole Excel workbook. Copy it again from where it came. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a damaged workbook": (
        files.damaged,
        [
            "(refused) term.xlsx: found a workbook that is cut off or damaged; expected a whole Excel workbook. Copy it again from where it came. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a zip of pictures": (
        files.a_zip(("a.png", "b.png")),
        [
            "(refused) term.xlsx: found a zip file without a workbook; expected an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a text document": (
        files.a_zip(("[Content_Types].xml", "word/document.xml")),
        [
            "(refused) term.xlsx: found a zip file without a workbook; expected an Excel workbook. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a binary workbook named xlsx": (
        files.a_zip(("[Content_Types].xml", "xl/workbook.bin")),
        [
            "(refused) term.xlsx: found a binary workbook (.xlsb); expected a workbook of kind .xlsx. Open it in Excel and save it as an Excel workbook (.xlsx).",
        ],
    ),
    "a workbook without its list of parts": (
        files.a_zip(("xl/workbook.xml",)),
        [
            "(refused) term.xlsx: found a workbook that cannot be read (KeyError); expected an Excel workbook. Open it in Excel and save it again as .xlsx.",
        ],
    ),
    "a template of Excel": (files.renamed("term.xltx"), []),
    "a workbook that was renamed to allow macros": (files.renamed("term.xlsm"), []),
    "a folder without tables": (
        files.empty_folder,
        [
            "sheet Start: found no such sheet; expected a sheet Start. Add it. It holds: What this workbook is.",
            "sheet Term: found no such sheet; expected a sheet Term. Add it. It holds: Terms, and calendars by which schools are open: a row each for a term, a stretch of open days, a holiday.",
            "sheet Hubs: found no such sheet; expected a sheet Hubs. Add it. It holds: Local groups of schools, which do not review each other.",
            "sheet Schools: found no such sheet; expected a sheet Schools. Add it. It holds: Every school of the network, also those that are not reviewed this term: their people review.",
            "sheet Reviewers: found no such sheet; expected a sheet Reviewers. Add it. It holds: Trained senior leaders who review other schools.",
            "sheet Leads: found no such sheet; expected a sheet Leads. Add it. It holds: Independent Lead Reviewers.",
            "sheet Reviews due: found no such sheet; expected a sheet Reviews due. Add it. It holds: The reviews to schedule. Slots are first days, best first; or give a form on sheet Choices.",
        ],
    ),
    "hidden rows": (
        files.laid_out(files.hide_rows),
        [
            "(look at) sheet Schools, row 3: found hidden rows 3 to 4; expected rows that can be seen. They are read all the same: unhide them and look, or remove what is old.",
        ],
    ),
    "hidden columns": (
        files.laid_out(files.hide_columns),
        [
            "(look at) sheet Schools, row 1, column B (Name): found hidden column B; expected columns that can be seen. They are read all the same: unhide them and look, or remove what is old.",
            "(look at) sheet Schools, row 1, column E (Pupils): found hidden columns E to F; expected columns that can be seen. They are read all the same: unhide them and look, or remove what is old.",
        ],
    ),
    "a hidden sheet": (
        files.laid_out(files.hide_sheet),
        [
            "(look at) sheet Away: found a hidden sheet; expected sheets that can be seen. It is read all the same: unhide it and look, or remove it if it is old.",
        ],
    ),
    "days counted from 1904": (files.laid_out(files.count_from_1904), []),
    "a title above the headings": (files.laid_out(files.title_above), []),
    "a merged title": (
        files.laid_out(files.merged_title),
        [],
    ),
    "merged headings": (
        files.laid_out(lambda book: book["Reviews due"].merge_cells("B1:C1")),
        [
            "(look at) sheet Reviews due, row 1, column B (Slot 1): found the merged cells B1:C1; expected a value a cell. Only its first cell has the value: unmerge it, and fill in every cell.",
            "(look at) sheet Reviews due, row 2, column C: found 2 Feb 2027; expected a heading above it. It is not read: give the column a heading, or let it be.",
        ],
    ),
    "merged cells": (
        files.laid_out(lambda book: book["Schools"].merge_cells("C3:C4")),
        [
            "(look at) sheet Schools, row 3, column C (Hub): found the merged cells C3:C4; expected a value a cell. Only its first cell has the value: unmerge it, and fill in every cell.",
            "sheet Schools, row 4, column C (Hub): found nothing; expected an id or a name. Fill it in.",
        ],
    ),
    "a formula that nobody worked out": (
        files.laid_out(files.formula),
        [
            "sheet Schools, row 2, column E (Pupils): found the formula '=SUM(E3:E4)' without a value; expected a value. Open the workbook in Excel and save it: then Excel works it out.",
        ],
    ),
    "a formula in a column of their own": (
        files.laid_out(files.formula_of_theirs, {"Schools!H1": "Ours"}),
        [
            "(look at) sheet Schools, row 1, column H (Ours): found 'Ours'; expected a heading of this sheet. It is not read; it may stay.",
        ],
    ),
    "a formula that gives nothing": (files.edited(files.with_cell("E2", '<c r="E2" t="str"><f>""</f><v></v></c>')), []),
    "a formula with its value": (files.edited(files.with_cell("E2", '<c r="E2"><f>400+20</f><v>420</v></c>')), []),
    "an error": (
        files.edited(files.with_cell("E2", '<c r="E2" t="e"><f>1/0</f><v>#DIV/0!</v></c>')),
        [
            "sheet Schools, row 2, column E (Pupils): found '#DIV/0!'; expected a value. Excel could not work it out: correct or empty the cell.",
        ],
    ),
    "a Boolean": (
        files.edited(files.with_cell("E2", '<c r="E2" t="b"><v>1</v></c>')),
        [
            "sheet Schools, row 2, column E (Pupils): found TRUE; expected a whole number. Type the number.",
        ],
    ),
    "a number in scientific notation": (files.edited(files.with_cell("E2", '<c r="E2"><v>4.2E2</v></c>')), []),
    "a number that is none": (
        files.edited(files.with_cell("E2", '<c r="E2"><v>abc</v></c>')),
        [
            "(refused) term.xlsx: found a workbook that cannot be read (ValueError); expected an Excel workbook. Open it in Excel and save it again as .xlsx.",
        ],
    ),
    "an address that is none": (
        files.edited(files.with_cell("E2", '<c r="2E"><v>1</v></c>')),
        [
            "(refused) term.xlsx: found a workbook that cannot be read (ValueError); expected an Excel workbook. Open it in Excel and save it again as .xlsx.",
        ],
    ),
    "a control character": (
        files.edited(files.with_cell("B2", '<c r="B2" t="inlineStr"><is><t>A&#7;sh</t></is></c>')),
        [
            "(refused) term.xlsx: found a workbook that cannot be read (ParseError); expected an Excel workbook. Open it in Excel and save it again as .xlsx.",
        ],
    ),
    "XML that is not closed": (
        files.edited(lambda text: text.replace("</sheetData>", "")),
        [
            "(refused) term.xlsx: found a workbook that cannot be read (ParseError); expected an Excel workbook. Open it in Excel and save it again as .xlsx.",
        ],
    ),
    "no sheet at all": (
        files.edited(lambda text: "", files.BOOK),
        [
            "(refused) term.xlsx: found a workbook that cannot be read (ParseError); expected an Excel workbook. Open it in Excel and save it again as .xlsx.",
        ],
    ),
    "a row below a short gap": (files.laid_out(files.gap(150)), []),
    "a row below a long gap": (
        files.laid_out(files.gap(1_000)),
        [
            "(look at) sheet Schools, row 1005: found something below a long empty stretch; expected rows without such a gap; it is not read. Remove the 1000 empty rows above it, or what stands there.",
        ],
    ),
    "a column far to the right": (
        files.laid_out(lambda book: book["Schools"].cell(2, 300, "far")),
        [
            "(look at) sheet Schools, row 2, column KN: found a cell far to the right; expected at most 200 columns, up to GR. Nothing further right is read: move what is needed to the left, or let it be.",
        ],
    ),
    "the first column that is not read": (
        files.laid_out(lambda book: book["Schools"].cell(3, 201, 1)),
        [
            "(look at) sheet Schools, row 3, column GS: found a cell far to the right; expected at most 200 columns, up to GR. Nothing further right is read: move what is needed to the left, or let it be.",
        ],
    ),
    "a format far to the right": (
        files.laid_out(lambda book: setattr(book["Schools"].cell(2, 300), "number_format", "0.00")),
        [],
    ),
}
BOMBS: dict[Write, list[str]] = {
    files.zip_bomb: [
        "(refused) term.xlsx: found 24 parts of 21 MB in all, packed into 0.1 MB; xl/worksheets/sheet4.xml is too large or too dense; expected at most 300 parts of 100 MB, as a term's workbook has. Copy the filled cells of each sheet into a new workbook.",
    ],
    files.padded_bomb: [
        "(refused) term.xlsx: found 25 parts of 22 MB in all, packed into 1.1 MB; xl/worksheets/sheet4.xml is too large or too dense; expected at most 300 parts of 100 MB, as a term's workbook has. Copy the filled cells of each sheet into a new workbook.",
    ],
    files.lying_sizes: [
        "(refused) term.xlsx: found a workbook that is cut off or damaged; expected a whole Excel workbook. Copy it again from where it came. Open it in Excel and save it as an Excel workbook (.xlsx).",
    ],
    files.nested_zip: [],
    files.many_parts: [
        "(refused) term.xlsx: found 3,024 parts of 0 MB in all, packed into 0.3 MB; expected at most 300 parts of 100 MB, as a term's workbook has. Copy the filled cells of each sheet into a new workbook.",
    ],
    files.huge_strings: [
        "(refused) term.xlsx: found 79 parts of 41 MB in all, packed into 0.2 MB; xl/sharedStrings.xml is too large or too dense; expected at most 300 parts of 100 MB, as a term's workbook has. Copy the filled cells of each sheet into a new workbook.",
    ],
    files.huge_styles: [
        "(refused) term.xlsx: found 24 parts of 8 MB in all, packed into 0.0 MB; xl/styles.xml is too large or too dense; expected at most 300 parts of 100 MB, as a term's workbook has. Copy the filled cells of each sheet into a new workbook.",
    ],
    files.far_cell: [],
    files.farther_than_excel: [],
    files.blank_tail: [],
    files.wide_rows: [
        "(look at) sheet Notes: found a sheet of another name; expected a sheet of this workbook. It is not read.",
    ],
    files.deep: [
        "(refused) term.xlsx: found 24 parts of 7 MB in all, packed into 0.0 MB; xl/worksheets/sheet4.xml is too large or too dense; expected at most 300 parts of 100 MB, as a term's workbook has. Copy the filled cells of each sheet into a new workbook.",
    ],
    files.deep_text: [],
    files.laughs: [
        "(refused) term.xlsx: found a workbook with traps in its XML; expected an Excel workbook. Do not open it: ask whoever sent it for another.",
    ],
    files.laughs_in_strings: [
        "(refused) term.xlsx: found a workbook with traps in its XML; expected an Excel workbook. Do not open it: ask whoever sent it for another.",
    ],
    files.external_entity: [
        "(refused) term.xlsx: found a workbook with traps in its XML; expected an Excel workbook. Do not open it: ask whoever sent it for another.",
    ],
    files.external_doctype: [],
    files.external_link: [],
    files.command: [],
    files.macros: [],
    files.stored_twice: [],
    files.long_line: [
        "sheet Start: found no such sheet; expected a sheet Start. Add it. It holds: What this workbook is.",
        "sheet Term: found no such sheet; expected a sheet Term. Add it. It holds: Terms, and calendars by which schools are open: a row each for a term, a stretch of open days, a holiday.",
        "sheet Hubs: found no such sheet; expected a sheet Hubs. Add it. It holds: Local groups of schools, which do not review each other.",
        "sheet Schools: found 100 MB; expected at most 20 MB, more than any term has. Keep only the rows and columns of this term.",
        "sheet Reviewers: found no such sheet; expected a sheet Reviewers. Add it. It holds: Trained senior leaders who review other schools.",
        "sheet Leads: found no such sheet; expected a sheet Leads. Add it. It holds: Independent Lead Reviewers.",
        "sheet Reviews due: found no such sheet; expected a sheet Reviews due. Add it. It holds: The reviews to schedule. Slots are first days, best first; or give a form on sheet Choices.",
    ],
    files.long_quoted: [
        "sheet Start: found no such sheet; expected a sheet Start. Add it. It holds: What this workbook is.",
        "sheet Term: found no such sheet; expected a sheet Term. Add it. It holds: Terms, and calendars by which schools are open: a row each for a term, a stretch of open days, a holiday.",
        "sheet Hubs: found no such sheet; expected a sheet Hubs. Add it. It holds: Local groups of schools, which do not review each other.",
        "sheet Schools: found no row; expected at least one. Fill in the sheet.",
        "sheet Schools, row 1: found no such column; expected a column Hub. Add it, or correct its heading.",
        "sheet Schools, row 1: found no such column; expected a column Phase. Add it, or correct its heading.",
        "sheet Schools, row 1: found no such column; expected a column Latitude. Add it, or correct its heading.",
        "sheet Schools, row 1: found no such column; expected a column Longitude. Add it, or correct its heading.",
        'sheet Schools, row 2: found a text without end; expected cells of a table. Look from this row on: a text in quotation marks ends with one, and one inside it is typed twice ("").',
        "sheet Reviewers: found no such sheet; expected a sheet Reviewers. Add it. It holds: Trained senior leaders who review other schools.",
        "sheet Leads: found no such sheet; expected a sheet Leads. Add it. It holds: Independent Lead Reviewers.",
        "sheet Reviews due: found no such sheet; expected a sheet Reviews due. Add it. It holds: The reviews to schedule. Slots are first days, best first; or give a form on sheet Choices.",
    ],
}


@pytest.mark.parametrize(("write", "sentences"), KINDS.values(), ids=KINDS)
def test_what_is_said_of_a_file(write: Write, sentences: list[str], tmp_path: Path) -> None:
    assert said_of(write, tmp_path) == sentences


@pytest.mark.parametrize(("write", "sentences"), BOMBS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_a_bomb_does_no_harm(write: Write, sentences: list[str], tmp_path: Path) -> None:
    assert said_of(write, tmp_path) == sentences


def test_every_bomb_is_tried() -> None:
    assert set(files.BOMBS) == BOMBS.keys()


def test_xml_is_read_by_defusedxml() -> None:
    assert openpyxl.DEFUSEDXML
