"""The register's own files, read row by row: of some fifty thousand schools only those asked for are kept."""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from pathlib import Path

from scheduler.desk.register.entries import COLUMNS, Entry, entry_of
from scheduler.desk.workbook.cells.plain import alike, heading_alike, trimmed
from scheduler.desk.workbook.files.large_csvs import cells_of
from scheduler.desk.workbook.files.limits import refusal

_LINKS = {"urn": "URN", "to": "LinkURN", "kind": "LinkType"}
_NEEDED = ("urn", "name")
_WHERE_FROM = "Download it again from the register: all establishment data, as CSV."


@dataclass
class Register:
    """What was found. entries: by URN. named: URNs by a name that was asked for. lacks: headings the file has not."""

    entries: dict[str, Entry] = field(default_factory=dict)
    named: dict[str, list[Entry]] = field(default_factory=dict)
    lacks: tuple[str, ...] = ()


def read_register(path: Path, urns: Set[str], names: Set[str]) -> Register:
    """The schools of these URNs, and those of these names, as `alike` has them.

    Raises:
        InvalidInput: it is no register, or cannot be read to its end.
    """
    found = Register(lacks=tuple(_lacking(path, COLUMNS, _NEEDED)))
    for cells in _rows(path, COLUMNS):
        urn, name = trimmed(cells["urn"]), alike(cells["name"]) if names else ""
        if urn in urns:
            found.entries.setdefault(urn, entry_of(cells))
        if name in names:
            found.named.setdefault(name, []).append(entry_of(cells))
    return found


def read_links(path: Path) -> dict[str, list[str]]:
    """The successors of each school that has some, by URN.

    Raises:
        InvalidInput: it is no file of links, or cannot be read to its end.
    """
    _lacking(path, _LINKS, tuple(_LINKS))
    after: dict[str, dict[str, None]] = {}
    for cells in _rows(path, _LINKS):
        urn, other, kind = (trimmed(cells[key]) for key in _LINKS)
        if kind.casefold().startswith("successor"):
            after.setdefault(urn, {})[other] = None
        elif kind.casefold().startswith("predecessor"):
            after.setdefault(other, {})[urn] = None
    return {urn: list(others) for urn, others in after.items()}


def closure(urns: Iterable[str], after: Mapping[str, list[str]]) -> set[str]:
    """The schools with all their successors, and theirs."""
    found, left = set[str](), list(urns)
    while left:
        urn = left.pop()
        if urn not in found:
            found.add(urn)
            left += after.get(urn, [])
    return found


def _lacking(path: Path, columns: Mapping[str, str], needed: Iterable[str]) -> Iterator[str]:
    """The headings that the file lacks.

    Raises:
        InvalidInput: a needed one is among them.
    """
    known = {heading_alike(cell) for cell in next(cells_of(path, _WHERE_FROM), [])}
    lacking = {key: heading for key, heading in columns.items() if heading_alike(heading) not in known}
    missing = [columns[key] for key in needed if key in lacking]
    if missing:
        expected = f"a first row with {', '.join(columns[key] for key in needed)}"
        raise refusal(path, f"no column {', '.join(missing)}", expected, _WHERE_FROM)
    return iter(lacking.values())


def _rows(path: Path, columns: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The cells of each row by our keys; a row that ends early has empty ones."""
    rows = cells_of(path, _WHERE_FROM)
    position = {heading_alike(cell): at for at, cell in reversed(list(enumerate(next(rows, []))))}
    at = {key: position[heading_alike(name)] for key, name in columns.items() if heading_alike(name) in position}
    for cells in rows:
        yield {key: cells[n] if n < len(cells) else "" for key, n in at.items()}
