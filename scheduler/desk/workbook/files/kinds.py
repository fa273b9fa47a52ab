"""Which files are workbooks, by their names."""

from collections.abc import Iterator
from pathlib import Path

WORKBOOKS = (".xlsx", ".xlsm", ".xltx", ".xltm")
OLD = (".xls", ".xlsb", ".ods", ".numbers")
_TABLES = (".csv", ".tsv")


def is_workbook(path: Path) -> bool:
    """Whether the path is a workbook by its name, or a folder of CSV files."""
    return path.suffix.casefold() in (*WORKBOOKS, *OLD) or (path.is_dir() and any(tables(path)))


def ending_of_copy(workbook: Path) -> str:
    """What the name of its copy ends in: Excel opens macros under no other."""
    return ".xlsm" if workbook.suffix.casefold() == ".xlsm" else ".xlsx"


def tables(folder: Path) -> Iterator[Path]:
    """The CSV files of a folder, by name; hidden ones are somebody's else."""
    files = (
        one for one in folder.iterdir() if one.suffix.casefold() in _TABLES and not one.name.startswith((".", "~"))
    )
    yield from sorted(one for one in files if one.is_file())
