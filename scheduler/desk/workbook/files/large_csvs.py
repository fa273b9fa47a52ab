"""CSV files that are too large to be held whole, row by row."""

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from scheduler.desk.workbook.files.limits import refusal
from scheduler.storage.files import cannot_read

_PIECE = 1 << 20
_SEPARATORS = (",", ";", "\t")


def cells_of(path: Path, remedy: str) -> Iterator[list[str]]:
    """The cells of each row. The separator is the one that stands most often in the first line.

    remedy: what to do where it is no such file.

    Raises:
        InvalidInput: it cannot be read to its end.
    """
    try:
        with path.open(encoding=_encoding(path), errors="replace", newline="") as file:
            separator = max(_SEPARATORS, key=file.readline().count)
            file.seek(0)
            reader = csv.reader(file, delimiter=separator)
            try:
                yield from reader
            except csv.Error as error:
                found = f"line {reader.line_num:,}, which is no row of a table ({error})"
                raise refusal(path, found, "a CSV file", remedy) from None
    except OSError as error:
        raise cannot_read(path, error) from None


def _encoding(path: Path) -> str:
    """UTF-8 where all of it is, else Windows-1252; UTF-16 by its mark.

    Raises:
        InvalidInput: it is packed, or a workbook.
    """
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        piece = file.read(_PIECE)
        if piece.startswith(b"PK"):
            raise refusal(path, "a packed file", "a CSV file", "Unpack it, and name the CSV in it.")
        if piece.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while piece:
                decoder.decode(piece)
                piece = file.read(_PIECE)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "cp1252"
    return "utf-8-sig"
