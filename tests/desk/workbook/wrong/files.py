"""Whole files that are odd: bombs, files of other kinds, what Excel keeps beside the cells. Built here, small."""

import io
import re
import struct
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance
from tests.desk.workbook.wrong.books import Cells, book_with

SHEET = "xl/worksheets/sheet4.xml"  # Schools, in the order of the good workbook
BOOK, STRINGS, STYLES = "xl/workbook.xml", "xl/sharedStrings.xml", "xl/styles.xml"
Change = Callable[[str], str]


def good_file(path: Path, cells: Cells | None = None) -> Path:
    """The good workbook as a file, with these cells changed."""
    book_with(cells or {}).save(path)
    return path


def written_file(path: Path) -> Path:
    """A workbook as we write them, which keeps its texts in a part of their own."""
    path.write_bytes(workbook_of(load_instance("three-hubs")))
    return path


def changed(path: Path, changes: Mapping[str, Change], more: Mapping[str, bytes] | None = None) -> Path:
    """A workbook's file with the text of some parts changed, and more parts."""
    with ZipFile(path) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    for name, change in changes.items():
        parts[name] = change(parts[name].decode()).encode()
    with ZipFile(path, "w", ZIP_DEFLATED) as packed:
        for name, data in {**parts, **(more or {})}.items():
            packed.writestr(name, data)
    return path


def spoilt(path: Path, part: str, change: Change) -> Path:
    """The good workbook with the text of one part changed."""
    return changed(good_file(path), {part: change})


def with_rows(xml: str) -> Change:
    """More rows at the end of a sheet."""
    return lambda text: text.replace("</sheetData>", f"{xml}</sheetData>")


def with_cell(at: str, xml: str) -> Change:
    """Another element for one cell of a sheet."""
    return lambda text: re.sub(rf'<c r="{at}"[^>]*?(/>|>.*?</c>)', lambda _: xml, text, count=1)


def before_rows(xml: str) -> Change:
    """An element of a sheet in front of its rows."""
    return lambda text: text.replace("<sheetData>", f"{xml}<sheetData>")


def with_doctype(declarations: str, use: str, tag: str = "v") -> Change:
    """A part with declarations of entities, one of which stands for the first text in it."""

    def change(text: str) -> str:
        body = re.sub(r"^<\?xml[^>]*\?>", "", text)
        return f'<?xml version="1.0"?><!DOCTYPE x [{declarations}]>' + re.sub(
            rf"<{tag}>[^<]*</{tag}>", f"<{tag}>{use}</{tag}>", body, count=1
        )

    return change


LAUGHS = '<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))


def zip_bomb(path: Path) -> Path:
    """A sheet of 20 MB that packs into some fifty kilobytes."""
    return changed(good_file(path), {SHEET: with_rows("<row><c><v>1</v></c></row>" * 800_000)})


def padded_bomb(path: Path) -> Path:
    """The same beside a part that does not pack, so that the whole is not so dense."""
    return changed(zip_bomb(path), {}, {"xl/media/noise.bin": Random(1).randbytes(1_000_000)})


def lying_sizes(path: Path) -> Path:
    """A sheet of 20 MB that says of itself, in both headers, that it has 1,000 bytes."""
    changed(good_file(path), {SHEET: with_rows("<row><c><v>1</v></c></row>" * 800_000)})
    data = bytearray(path.read_bytes())
    with ZipFile(path) as packed:
        info = packed.getinfo(SHEET)
    struct.pack_into("<I", data, info.header_offset + 22, 1_000)
    central = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02"))
    while True:
        length = struct.unpack_from("<H", data, central + 28)[0]
        if data[central + 46 : central + 46 + length].decode() == SHEET:
            break
        central = data.index(b"PK\x01\x02", central + 4)
    struct.pack_into("<I", data, central + 24, 1_000)
    path.write_bytes(data)
    return path


def nested_zip(path: Path) -> Path:
    """A workbook with a packed bomb in it, which nobody opens."""
    inner = io.BytesIO()
    with ZipFile(inner, "w", ZIP_DEFLATED) as packed:
        packed.writestr("bomb", b"\0" * 20_000_000)
    return changed(good_file(path), {}, {"xl/embeddings/inner.zip": inner.getvalue()})


def many_parts(path: Path) -> Path:
    return changed(good_file(path), {}, {f"xl/media/{n}.txt": b"" for n in range(3_000)})


def huge_strings(path: Path) -> Path:
    strings = "<si><t>a</t></si>" * 2_400_000
    return changed(written_file(path), {STRINGS: lambda text: text.replace("</sst>", f"{strings}</sst>")})


def huge_styles(path: Path) -> Path:
    return spoilt(path, STYLES, lambda text: text.replace("</fonts>", "<font/>" * 1_200_000 + "</fonts>"))


def far_cell(path: Path) -> Path:
    """One cell in the last row and column that Excel has: some add-ins write it."""
    return spoilt(path, SHEET, with_rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def farther_than_excel(path: Path) -> Path:
    return spoilt(path, SHEET, with_rows('<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>'))


def blank_tail(path: Path) -> Path:
    """A million rows with a format and nothing in them."""
    rows = "".join(f'<row r="{n}" ht="15"/>' for n in range(5, 1_000_001))
    return spoilt(path, SHEET, with_rows(rows))


def wide_rows(path: Path) -> Path:
    """A sheet with cells in every column that Excel has."""
    from openpyxl.utils.cell import get_column_letter

    names = [get_column_letter(n) for n in range(8, 16_385)]
    cells = "".join(f'<c r="{name}2"><v>1</v></c>' for name in names)
    good_file(path, {"Notes": [["ours"]]})
    return changed(path, {"xl/worksheets/sheet17.xml": with_rows(f'<row r="2">{cells}</row>' * 2)})


def deep(path: Path) -> Path:
    """Elements a million deep in one another."""
    return spoilt(path, SHEET, with_cell("B2", f'<c r="B2">{"<x>" * 1_000_000}{"</x>" * 1_000_000}</c>'))


def deep_text(path: Path) -> Path:
    runs = f"<si>{'<r>' * 300_000}<t>a</t>{'</r>' * 300_000}</si>"
    return changed(written_file(path), {STRINGS: lambda text: text.replace("</sst>", f"{runs}</sst>")})


def laughs(path: Path) -> Path:
    return spoilt(path, SHEET, with_doctype(LAUGHS, "&a9;"))


def laughs_in_strings(path: Path) -> Path:
    return changed(written_file(path), {STRINGS: with_doctype(LAUGHS, "&a9;", "t")})


def external_entity(path: Path) -> Path:
    return spoilt(path, SHEET, with_doctype('<!ENTITY e SYSTEM "file:///etc/passwd">', "&e;"))


def external_doctype(path: Path) -> Path:
    doctype = '<!DOCTYPE x SYSTEM "http://127.0.0.1:9/x.dtd">'
    return spoilt(path, BOOK, lambda text: doctype + re.sub(r"^<\?xml[^>]*\?>", "", text))


def external_link(path: Path) -> Path:
    """A formula into another workbook, with the value that Excel kept."""
    return spoilt(path, SHEET, with_cell("E2", "<c r=\"E2\"><f>'[other.xlsx]Sheet1'!A1</f><v>420</v></c>"))


def command(path: Path) -> Path:
    """A formula that asks Windows to run a program, with the value that Excel kept."""
    return spoilt(path, SHEET, with_cell("B2", '<c r="B2" t="str"><f>cmd|\' /C calc\'!A0</f><v>Ash</v></c>'))


def macros(path: Path) -> Path:
    return changed(good_file(path), {}, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0" + b"\0" * 5_000})


def stored_twice(path: Path) -> Path:
    """A zip in which one part is there twice."""
    good_file(path)
    with ZipFile(path) as packed:
        data = packed.read(SHEET)
    with ZipFile(path, "a", ZIP_STORED) as packed, warnings.catch_warnings(action="ignore"):
        packed.writestr(SHEET, data.replace(b"Ash", b"Elm"))
    return path


def long_line(path: Path) -> Path:
    """A folder with a CSV file of 100 MB in a single line."""
    path = path.with_suffix("")
    path.mkdir()
    with (path / "Schools.csv").open("wb") as file:
        file.write(b"x")
        file.truncate(100_000_000)
    return path


def long_quoted(path: Path) -> Path:
    """A folder with a CSV file of 15 MB in one quoted cell."""
    path = path.with_suffix("")
    path.mkdir()
    (path / "Schools.csv").write_text('Id,Name\n1,"' + "x" * 15_000_000)
    return path


BOMBS = (
    zip_bomb, padded_bomb, lying_sizes, nested_zip, many_parts, huge_strings, huge_styles, far_cell,
    farther_than_excel, blank_tail, wide_rows, deep, deep_text, laughs, laughs_in_strings, external_entity,
    external_doctype, external_link, command, macros, stored_twice, long_line, long_quoted,
)  # fmt: skip


# Files of other kinds, and what Excel keeps beside the cells


def text_as(data: bytes) -> Callable[[Path], Path]:
    """A file of these bytes, whatever its name says."""

    def write(path: Path) -> Path:
        path.write_bytes(data)
        return path

    return write


def edited(change: Change, part: str = SHEET) -> Callable[[Path], Path]:
    """The good workbook with the text of one part changed."""
    return lambda path: spoilt(path, part, change)


def truncated(path: Path) -> Path:
    data = good_file(path).read_bytes()
    path.write_bytes(data[: len(data) // 2])
    return path


def damaged(path: Path) -> Path:
    """One of the parts has other bytes than it had."""
    data = bytearray(good_file(path).read_bytes())
    with ZipFile(path) as packed:
        at = packed.getinfo(SHEET).header_offset
    data[at + 120 : at + 160] = b"\xff" * 40
    path.write_bytes(data)
    return path


def renamed(name: str, data: bytes = b"") -> Callable[[Path], Path]:
    """A file of another ending; of these bytes, or a good workbook."""

    def write(path: Path) -> Path:
        path = path.with_name(name)
        return text_as(data)(path) if data else good_file(path)

    return write


def a_zip(names: tuple[str, ...]) -> Callable[[Path], Path]:
    """A zip with these parts."""

    def write(path: Path) -> Path:
        with ZipFile(path, "w") as packed:
            for name in names:
                packed.writestr(name, "")
        return path

    return write


def empty_folder(path: Path) -> Path:
    path = path.with_suffix("")
    path.mkdir()
    return path


def laid_out(change: Callable[[Workbook], object], cells: Cells | None = None) -> Callable[[Path], Path]:
    """The good workbook with a change of its lay-out."""

    def write(path: Path) -> Path:
        book = book_with(cells or {})
        change(book)
        book.save(path)
        return path

    return write


def hide_rows(book: Workbook) -> None:
    for row in (3, 4, 90):
        book["Schools"].row_dimensions[row].hidden = True


def hide_columns(book: Workbook) -> None:
    for letter in ("B", "E", "F", "Z"):
        book["Schools"].column_dimensions[letter].hidden = True


def hide_sheet(book: Workbook) -> None:
    book["Away"].sheet_state = "hidden"


def count_from_1904(book: Workbook) -> None:
    book.epoch = CALENDAR_MAC_1904


def title_above(book: Workbook) -> None:
    book["Schools"].insert_rows(1, 3)
    book["Schools"]["A1"] = "Our schools"
    book["Schools"]["A2"] = "as of September"


def merged_title(book: Workbook) -> None:
    title_above(book)
    book["Schools"].merge_cells("A1:G1")


def formula(book: Workbook) -> None:
    book["Schools"]["E2"] = "=SUM(E3:E4)"


def formula_of_theirs(book: Workbook) -> None:
    book["Schools"]["H2"] = "=E2*2"


def gap(rows: int) -> Callable[[Workbook], None]:
    """A school below so many empty rows."""

    def change(book: Workbook) -> None:
        for column, value in enumerate(["100004", "Dale", "H1", "primary", 90, 52.1, -1.2], 1):
            book["Schools"].cell(5 + rows, column, value)

    return change
