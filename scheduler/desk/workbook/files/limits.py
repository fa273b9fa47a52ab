"""What is refused before anything of a workbook is parsed: nothing that people make for a term is like that."""

from pathlib import Path
from zipfile import BadZipFile, ZipFile, ZipInfo

from models.problem import InvalidInput, Problem

MOST_ROWS, MOST_COLUMNS = 50_000, 200
_MOST_BYTES, _MOST_MEMBERS = 100_000_000, 300
_MOST_RATIO, _SMALL = 100, 50_000  # a file so small may be packed more densely
_STREAMED = "xl/worksheets/sheet"  # parts of which only a piece is in memory at a time
_WHOLE_PARTS = {"xl/sharedstrings.xml": 40_000_000}
_MOST_OF_A_PART = 8_000_000  # of any other part that is held whole: styles, names, relations
_OLD_START = b"\xd0\xcf\x11\xe0"
_PASSWORD = "EncryptedPackage".encode("utf-16-le")
_SAVE_AGAIN = "Open it in Excel and save it as an Excel workbook (.xlsx)."


def refusal(path: Path, value: str, expected: str, remedy: str) -> InvalidInput:
    """The refusal of a whole file."""
    return InvalidInput([Problem(where=str(path), value=value, expected=expected, remedy=remedy)])


def damaged(path: Path) -> InvalidInput:
    """The refusal of a file whose end is missing, or whose parts are not what they were."""
    remedy = f"Copy it again from where it came. {_SAVE_AGAIN}"
    return refusal(path, "a workbook that is cut off or damaged", "a whole Excel workbook", remedy)


def refuse_what_is_no_workbook(path: Path) -> None:
    """Look at the file's beginning and its list of parts.

    The parts' sizes are as the file says. One that is larger than it says is read up to that size and no further.

    Raises:
        InvalidInput: it is no workbook, is protected, or is larger, denser or of more parts than any of a term.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        start = file.read(4_096)
        if start.startswith(_OLD_START):
            raise _old(path, start + file.read(1_000_000))
    if not start:
        raise refusal(path, "an empty file", "an Excel workbook", "Look for the right file.")
    if not start.startswith(b"PK"):
        raise _other_kind(path, start)
    try:
        with ZipFile(path) as packed:
            members = packed.infolist()
    except (BadZipFile, ValueError, NotImplementedError):
        raise damaged(path) from None
    _refuse_bombs(path, members)
    names = {member.filename.casefold() for member in members}
    if "xl/workbook.bin" in names:
        raise refusal(path, "a binary workbook (.xlsb)", "a workbook of kind .xlsx", _SAVE_AGAIN)
    if "xl/workbook.xml" not in names:
        raise refusal(path, "a zip file without a workbook", "an Excel workbook", _SAVE_AGAIN)


def _old(path: Path, data: bytes) -> InvalidInput:
    if _PASSWORD in data:
        remedy = "In Excel: File, Info, Protect Workbook, Encrypt with Password; empty the password and save it."
        return refusal(path, "a workbook with a password", "a workbook without one", remedy)
    return refusal(path, "a workbook of the old kind (.xls)", "a workbook of kind .xlsx", _SAVE_AGAIN)


def _other_kind(path: Path, start: bytes) -> InvalidInput:
    """The refusal of a file that is no zip: what it is, as far as its beginning tells."""
    head = start.lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    is_binary = b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff"))
    if head.startswith((b"<html", b"<!doctype html", b"<table", b"<meta")):
        return refusal(path, "a web page", "an Excel workbook", _SAVE_AGAIN)
    if head.startswith(b"%pdf") or is_binary:
        found = "a PDF" if head.startswith(b"%pdf") else "a file of another kind"
        return refusal(path, found, "an Excel workbook", "Look for the right file.")
    remedy = "If it is a table, name it .csv and put it into a folder; or open it in Excel and save it as .xlsx."
    return refusal(path, "a text", "an Excel workbook", remedy)


def _refuse_bombs(path: Path, members: list[ZipInfo]) -> None:
    whole, packed = sum(member.file_size for member in members), path.stat().st_size
    worst = next((member for member in members if _is_too_large(member) or _is_too_dense(member)), None)
    if worst is not None or len(members) > _MOST_MEMBERS or whole > _MOST_BYTES:
        found = f"{len(members):,} parts of {whole / 1e6:,.0f} MB in all, packed into {packed / 1e6:,.1f} MB"
        which = f"; {worst.filename} is too large or too dense" if worst is not None else ""
        expected = f"at most {_MOST_MEMBERS} parts of {_MOST_BYTES // 10**6} MB, as a term's workbook has"
        raise refusal(path, f"{found}{which}", expected, "Copy the filled cells of each sheet into a new workbook.")
    if any(member.flag_bits & 1 for member in members):
        raise refusal(path, "a zip file with a password", "a workbook without one", "Save it without a password.")


def _is_too_large(member: ZipInfo) -> bool:
    """Whether the part would be held whole, and is larger than any of a term; sheets are read piece by piece."""
    name = member.filename.casefold()
    is_held = name.endswith((".xml", ".rels")) and not name.startswith(_STREAMED)
    return is_held and member.file_size > _WHOLE_PARTS.get(name, _MOST_OF_A_PART)


def _is_too_dense(member: ZipInfo) -> bool:
    """Whether the part unpacks to much more than it is, as nothing does that people have typed."""
    return member.file_size > _MOST_RATIO * max(member.compress_size, _SMALL)
