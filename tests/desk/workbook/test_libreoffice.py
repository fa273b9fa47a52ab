"""What leaves, opened by LibreOffice: no text is a formula there, and each is what it was."""

import csv
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from scheduler.desk.workbook.cells.remarks import Remarks
from scheduler.desk.workbook.files.csvs import read_csv
from scheduler.desk.workbook.importing import imported
from scheduler.desk.workbook.marking import marked_workbook
from scheduler.desk.workbook.telling import remarks_tables
from scheduler.desk.workbook.writing import workbook_of
from scheduler.showing.table import Table, as_csv
from scheduler.storage import load_instance
from tests.desk.payloads import PAYLOADS
from tests.desk.workbook.wrong import files

SOFFICE = shutil.which("soffice")


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with each export as LibreOffice has it, in its own XML; one run for all, for it takes seconds."""
    if SOFFICE is None:
        pytest.skip("LibreOffice is not installed: soffice is not on the path")
    folder = tmp_path_factory.mktemp("exports")
    for path in (instance(folder), marked(folder), remarks(folder)):
        assert path.stat().st_size
    subprocess.run(
        [SOFFICE, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", "fods", "--outdir",
         str(folder), *map(str, sorted(folder.glob("*.xlsx"))), *map(str, folder.glob("*.csv"))],
        check=True, capture_output=True, timeout=240,
    )  # fmt: skip
    return folder


def instance(folder: Path) -> Path:
    """An instance whose schools have these names."""
    facts = load_instance("three-hubs")
    named = [facts.schools[0].model_copy(update={"id": f"S{n}", "name": text}) for n, text in enumerate(PAYLOADS)]
    path = folder / "instance.xlsx"
    path.write_bytes(workbook_of(facts.model_copy(update={"schools": (*facts.schools, *named)})))
    return path


def hostile(folder: Path) -> Path:
    """A workbook in which each of these texts is wrong."""
    cells = {
        f"Conflicts!{column}{n}": text
        for n, one in enumerate(PAYLOADS, 2)
        for column, text in (("A", "R1"), ("B", one))
    }
    return files.good_file(folder / "hostile.xlsx", cells)


def marked(folder: Path) -> Path:
    path = hostile(folder)
    (folder / "marked.xlsx").write_bytes(marked_workbook(path, imported(path).remarks)[0])
    path.unlink()
    return folder / "marked.xlsx"


def remarks(folder: Path) -> Path:
    path = hostile(folder)
    table = remarks_tables(imported(path))[0]
    path.unlink()
    (folder / "remarks.csv").write_text(as_csv(table), "utf-8")
    return folder / "remarks.csv"


def texts(path: Path) -> set[str]:
    """The text of every cell."""
    tree = ElementTree.parse(path).getroot()
    office = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
    return {
        "\n".join("".join(one.itertext()) for one in cell.findall(f"{office % 'text'}p"))
        for cell in tree.iter(f"{office % 'table'}table-cell")
    }


@pytest.mark.parametrize("name", ["instance", "marked", "remarks"])
def test_nothing_is_a_formula(name: str, opened: Path) -> None:
    text = (opened / f"{name}.fods").read_text("utf-8")
    assert not re.findall(r'table:formula="[^"]*"', text)
    assert 'office:value-type="error"' not in text


@pytest.mark.parametrize("name", ["instance", "marked"])
def test_each_text_is_what_it_was(name: str, opened: Path) -> None:
    there = texts(opened / f"{name}.fods")
    assert [text for text in PAYLOADS if " ".join(text.split()) not in {" ".join(one.split()) for one in there}] == []


def test_the_apostrophe_of_a_csv_is_taken_away_again(tmp_path: Path) -> None:
    table = Table("notes", "Notes", ("Text",), tuple((text,) for text in PAYLOADS))
    (tmp_path / "notes.csv").write_text(as_csv(table), "utf-8", newline="")
    with (tmp_path / "notes.csv").open(newline="") as file:
        assert not [row for row in csv.reader(file) if row[0].lstrip(' "').startswith(("=", "+", "-", "@"))]
    rows = read_csv(tmp_path / "notes.csv", Remarks()).rows
    assert [cells[0] for _, cells in rows[1:] if cells] == list(PAYLOADS)
