"""Files with random damage: each is read or refused with words; none ends in a traceback."""

from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile

import pytest

from models.problem import InvalidInput
from scheduler.desk.workbook.importing import imported
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import load_instance
from tests.desk.workbook.wrong.books import book_with
from tests.desk.workbook.wrong.test_csvs import folder_with

_PIECES = (
    "", "0", "-1", "1e999", "NaN", "99999999999", "XFD1048576", "A0", "&amp;", "&x;", "<f>A1</f>", "<v>", "</row>",
    "\u202e", "=1", "2027-02-30", "#REF!", "true", '" x="', "<!--", "]]>", "\0", "\ud7ff",
)  # fmt: skip
_TEXTS = (
    '"',
    "\n",
    "\r",
    ",",
    ";",
    "\t",
    "\0",
    "'",
    "=",
    "\u200b",
    "\xa0",
    "e.g.",
    "2027-13-01",
    "H1",
    "Id",
    "x" * 3_000,
)


@cache
def parts(is_ours: bool) -> tuple[tuple[str, bytes], ...]:
    """The parts of a good workbook: as openpyxl writes it, or as we do."""
    memory = BytesIO(workbook_of(load_instance("three-hubs"))) if is_ours else BytesIO()
    if not is_ours:
        book_with({}).save(memory)
    with ZipFile(memory) as packed:
        return tuple((name, packed.read(name)) for name in packed.namelist())


def packed(of: dict[str, bytes]) -> bytes:
    memory = BytesIO()
    with ZipFile(memory, "w", ZIP_DEFLATED) as file:
        for name, data in of.items():
            file.writestr(name, data)
    return memory.getvalue()


def with_other_bytes(random: Random) -> bytes:
    """A workbook's file in which some bytes are others, or from which some are gone."""
    data = bytearray(packed(dict(parts(random.random() < 0.5))))
    for _ in range(random.randint(1, 8)):
        at = random.randrange(len(data))
        if random.random() < 0.3:
            del data[at : at + random.randint(1, 400)]
        else:
            data[at] = random.randrange(256)
    return bytes(data)


def with_other_xml(random: Random) -> bytes:
    """A workbook's file in whose XML some pieces are others."""
    of = dict(parts(random.random() < 0.5))
    for _ in range(random.randint(1, 4)):
        name = random.choice(sorted(name for name in of if random.random() < 0.5 or "sheet" in name))
        text = of[name].decode(errors="replace")
        marks = [at for at, letter in enumerate(text) if letter in '<>"']
        if not marks:
            continue
        at, to = sorted(random.choices(marks, k=2))
        to = min(to, at + random.randint(1, 60))
        of[name] = (text[:at] + random.choice(_PIECES) + text[to:]).encode(errors="replace")
    if random.random() < 0.1:
        del of[random.choice(sorted(of))]
    return packed(of)


def with_other_text(data: bytes, random: Random) -> bytes:
    """A CSV file in which some pieces are others."""
    text = data.decode()
    for _ in range(random.randint(1, 6)):
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(_TEXTS) + text[at + random.choice((0, 0, 1, 5)) :]
    return text.encode(random.choice(("utf-8", "utf-8-sig", "utf-16", "cp1252")), errors="replace")


def is_answered(path: Path) -> None:
    """It is an instance, or everything that is wrong is told in whole sentences."""
    try:
        found = imported(path)
    except InvalidInput as error:
        assert all(str(problem) for problem in error.problems)
        return
    assert (found.instance is None) == bool(found.errors)
    for remark in found.remarks:
        problem = remark.problem
        assert problem.value and problem.expected and problem.remedy.endswith("."), problem
        assert "$." not in str(problem) and "input should" not in str(problem).casefold(), problem


def try_workbook(mutate: Callable[[Random], bytes], seed: int, folder: Path) -> None:
    path = folder / "term.xlsx"
    path.write_bytes(mutate(Random(seed)))
    is_answered(path)


def try_folder(seed: int, folder: Path) -> None:
    random = Random(seed)
    folder_with({}, folder)
    for path in random.sample(sorted(folder.iterdir()), 3):
        path.write_bytes(with_other_text(path.read_bytes(), random))
    is_answered(folder)


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize("mutate", [with_other_bytes, with_other_xml])
def test_a_damaged_workbook_is_answered(mutate: Callable[[Random], bytes], seed: int, tmp_path: Path) -> None:
    try_workbook(mutate, seed, tmp_path)


@pytest.mark.parametrize("seed", range(30))
def test_a_damaged_folder_is_answered(seed: int, tmp_path: Path) -> None:
    try_folder(seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 2_000))
@pytest.mark.parametrize("mutate", [with_other_bytes, with_other_xml])
def test_many_damaged_workbooks_are_answered(mutate: Callable[[Random], bytes], seed: int, tmp_path: Path) -> None:
    try_workbook(mutate, seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1_000, 3_000))
def test_many_damaged_folders_are_answered(seed: int, tmp_path: Path) -> None:
    try_folder(seed, tmp_path)
