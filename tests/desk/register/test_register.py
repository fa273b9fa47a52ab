"""A coordinator's list of schools and small registers of our own, in the register's encoding and with its headings."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from models.network import Phase
from models.problem import InvalidInput
from scheduler.desk.places import extra
from scheduler.desk.register.entries import COLUMNS, entry_of, phase_of
from scheduler.desk.register.filling import registered
from scheduler.desk.register.reading import closure, read_links, read_register
from scheduler.desk.workbook.filling import Line
from tests.cli.test_repairs import run

pytest.importorskip("pyproj")

HEADINGS = """URN,LA (code),LA (name),EstablishmentNumber,EstablishmentName,TypeOfEstablishment (name),
EstablishmentStatus (name),OpenDate,CloseDate,PhaseOfEducation (name),NumberOfPupils,Trusts (name),Postcode,
HeadTitle (name),HeadFirstName,HeadLastName,Easting,Northing""".replace("\n", "").split(",")
SCHOOL = {
    "LA (code)": "001",
    "LA (name)": "Norfolk",
    "TypeOfEstablishment (name)": "Community school",
    "EstablishmentStatus (name)": "Open",
    "OpenDate": "01-09-1999",
    "PhaseOfEducation (name)": "Primary",
    "HeadTitle (name)": "Mx",
    "HeadFirstName": "Nameless",
    "HeadLastName": "Nobody",
    "Easting": "651410",
    "Northing": "313177",
}
ASH = {"URN": "100001", "EstablishmentName": "Ash Café School", "NumberOfPupils": "210", "Trusts (name)": "Tree Trust"}
OAK = {"URN": "100002", "EstablishmentName": "Oak School", "EstablishmentStatus (name)": "Closed"}
OAK |= {"CloseDate": "31-08-2018"}
ELM = {"URN": "100003", "EstablishmentName": "Elm Academy", "EstablishmentStatus (name)": "Open, but proposed to close"}
ELM |= {"CloseDate": "31-08-2027"}
FIR = {"URN": "100004", "EstablishmentName": "Fir School", "TypeOfEstablishment (name)": "Academy special converter"}
FIR |= {"PhaseOfEducation (name)": "Not applicable", "Easting": "", "Northing": ""}


def write(path: Path, rows: list[dict[str, str]], encoding: str = "cp1252", headings: list[str] = HEADINGS) -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.DictWriter(file, headings, extrasaction="ignore")
        writer.writeheader()
        writer.writerows({**SCHOOL, **row} for row in rows)
    return path


@pytest.fixture
def register(tmp_path: Path) -> Path:
    return write(tmp_path / "edubasealldata.csv", [ASH, OAK, ELM, FIR])


@pytest.fixture
def links(tmp_path: Path) -> Path:
    path = tmp_path / "links_edubasealldata.csv"
    path.write_text(
        "URN,LinkURN,LinkName,LinkType,LinkEstablishedDate\n"
        "100002,100009,Gone School,Successor,01-09-2018\n"
        "100003,100002,Oak School,Predecessor - merged,01-09-2018\n"
        "100001,100002,Oak School,Sixth Form Centre Link,01-09-2018\n",
        "cp1252",
    )
    return path


def book(path: Path, rows: list[list[Any]], sheet: str = "Schools") -> Path:
    made = Workbook()
    page = made.active
    assert page is not None
    page.title = sheet
    for row in rows:
        page.append(row)
    made.save(path)
    return path


def sheet_of(content: bytes, folder: Path) -> list[list[Any]]:
    (folder / "back.xlsx").write_bytes(content)
    page = load_workbook(folder / "back.xlsx")["Schools"]
    return [list(row) for row in page.iter_rows(values_only=True)]


def said(lines: tuple[Line, ...], row: int) -> list[tuple[str, str, str]]:
    return [(line.heading, line.done.value, line.said) for line in lines if line.row == row]


def test_what_is_missing_is_filled_in_and_columns_are_added(register: Path, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsx", [["Our list"], ["URN", "School name", "Hub"], [100001, None, "H01"]])
    found = registered(mine, register)
    assert sheet_of(found.content, tmp_path)[1:] == [
        ["URN", "School name", "Hub", "Phase", "Pupils", "Local authority", "Trust", "Latitude", "Longitude"],
        [100001, "Ash Café School", "H01", "primary", 210, "Norfolk", "Tree Trust", 52.65798, 1.71605],
    ]
    assert {done for _, done, _ in said(found.lines, 3)} == {"filled in"}


def test_what_is_typed_stays_and_is_compared(register: Path, tmp_path: Path) -> None:
    typed = ["100001", "ash CAFÉ  school", "Primary", 250, None, None]
    mine = book(tmp_path / "mine.xlsx", [["URN", "Name", "Phase", "Pupils", "Latitude", "Longitude"], typed])
    found = registered(mine, register)
    assert sheet_of(found.content, tmp_path)[1][:4] == typed[:4]
    kept = [line for line in said(found.lines, 2) if line[1] != "filled in"]
    assert kept == [("Pupils", "kept", "250; the source says 210")]
    anew = registered(mine, register, refresh=True)
    assert sheet_of(anew.content, tmp_path)[1][:4] == ["100001", "ash CAFÉ  school", "Primary", 210]
    assert ("Pupils", "replaced", "210, was 250") in said(anew.lines, 2)


@pytest.mark.parametrize(
    ("typed", "what"),
    [
        ((52.658, 1.716), ""),
        ((52.0, 1.7), "52, 1.7; the source says 52.65798, 1.71605, 73 km away"),
        ((52.0, None), "only one of latitude and longitude is typed; the source says 52.65798, 1.71605"),
        (("north", "east"), "'north', 'east'; the source says 52.65798, 1.71605"),
    ],
)
def test_a_place_that_is_typed_is_compared_as_one(typed: Any, what: str, register: Path, tmp_path: Path) -> None:
    mine = book(
        tmp_path / "mine.xlsx", [["URN", "Name", "Latitude", "Longitude"], ["100001", "Ash Café School", *typed]]
    )
    found = registered(mine, register)
    assert sheet_of(found.content, tmp_path)[1][2:4] == list(typed)
    assert [line[2] for line in said(found.lines, 2) if line[1] != "filled in"] == [what] * bool(what)


def test_a_formula_is_never_replaced(register: Path, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsx", [["URN", "Name", "Pupils"], ["100001", "Ash Café School", "=100+1"]])
    found = registered(mine, register, refresh=True)
    assert sheet_of(found.content, tmp_path)[1][2] == "=100+1"
    assert ("Pupils", "kept", "a formula; the source says 210") in said(found.lines, 2)


def test_closed_schools_and_their_successors_are_said(register: Path, links: Path, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsx", [["URN", "Name"], ["100002", "Oak School"], ["100003", "Elm Academy"]])
    told = {line.row: line.said for line in registered(mine, register, links).lines if line.heading == "Id"}
    oak = "closed on 31 Aug 2018; after it came 100009 (not in the register) and 100003 Elm Academy"
    assert told == {
        2: f"{oak} (open, but proposed to close on 31 Aug 2027)",
        3: "open, but proposed to close on 31 Aug 2027",
    }
    without = [line.said for line in registered(mine, register).lines if line.heading == "Id"]
    assert without[0] == "closed on 31 Aug 2018; name the file of links with --links to see its successor"


def test_an_unknown_urn_is_said_with_the_school_of_that_name(register: Path, tmp_path: Path) -> None:
    rows: list[list[Any]] = [["URN", "Name"], ["100010", "Ash café school"], ["H01-1", "Nowhere"], [None, "Fir School"]]
    told = [line.said for line in registered(book(tmp_path / "mine.xlsx", rows), register).lines]
    assert told == [
        "100010 is not in the register; maybe 100001 (Ash Café School, Norfolk) is meant",
        "H01-1 is no URN",
        "no URN; maybe 100004 (Fir School, Norfolk) is meant",
    ]


def test_a_special_school_without_a_place(register: Path, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsx", [["URN", "Name", "Phase"], ["100004", "Fir School", None]])
    found = registered(mine, register)
    assert sheet_of(found.content, tmp_path)[1][2] == "special"
    assert ("Latitude", "look at", "the register has no place of it") in said(found.lines, 2)


@pytest.mark.parametrize(
    ("kind", "phase", "ours"),
    [
        ("Community school", "Middle deemed secondary", Phase.MIDDLE),
        ("Academy converter", "All-through", Phase.ALL_THROUGH),
        ("Foundation special school", "Not applicable", Phase.SPECIAL),
        ("Pupil referral unit", "Not applicable", Phase.AP),
        ("Free schools alternative provision", "Secondary", Phase.AP),
        ("Further education", "16 plus", None),
    ],
)
def test_phases(kind: str, phase: str, ours: Phase | None) -> None:
    assert phase_of(kind, phase) == ours


@pytest.mark.parametrize("encoding", ["cp1252", "utf-8", "utf-8-sig", "utf-16"])
def test_the_file_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", [ASH], encoding)
    assert read_register(path, {"100001"}, set()).entries["100001"].name == "Ash Café School"


def test_nobodys_name_is_read(register: Path, links: Path, tmp_path: Path) -> None:
    assert not any("head" in heading.casefold() for heading in COLUMNS.values())
    mine = book(tmp_path / "mine.xlsx", [["URN"], ["100001"]])
    found = registered(mine, register, links, refresh=True)
    assert "Nobody" not in repr(found.lines) + repr(sheet_of(found.content, tmp_path))


def test_dates_days_first_also_as_excel_writes_them() -> None:
    for text in ("02-03-2019", "02/03/2019"):
        assert entry_of({"urn": "1", "closed": text}).closed == date(2019, 3, 2)
    assert entry_of({"urn": "1", "closed": "31-02-2019", "easting": "0", "northing": "0"}).closed is None


def test_columns_that_the_file_lacks_are_said(tmp_path: Path) -> None:
    path = write(tmp_path / "r.csv", [ASH], headings=[name for name in HEADINGS if name != "NumberOfPupils"])
    notes = registered(book(tmp_path / "mine.xlsx", [["URN"], ["100001"]]), path).notes
    assert notes == (f"{path} has no column NumberOfPupils: nothing of it is filled in.",)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"PK\x03\x04rest", "Unpack it"),
        (b"", "no column URN, EstablishmentName"),
        (b"school,place\na,b\n", "no column URN, EstablishmentName"),
        (b"URN,EstablishmentName\n1," + b"x" * 140_000, "no row of a table"),
    ],
)
def test_what_is_no_register_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    (tmp_path / "r.csv").write_bytes(content)
    with pytest.raises(InvalidInput, match=what):
        registered(book(tmp_path / "mine.xlsx", [["URN"], ["100001"]]), tmp_path / "r.csv")


def test_a_file_that_is_missing_or_no_file_of_links(register: Path, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsx", [["URN"], ["100001"]])
    with pytest.raises(InvalidInput, match="No such file"):
        registered(mine, tmp_path / "none.csv")
    with pytest.raises(InvalidInput, match="no column LinkURN, LinkType"):
        registered(mine, register, register)


def test_successors_in_a_circle_end() -> None:
    assert closure(["1"], {"1": ["2"], "2": ["3"], "3": ["1"]}) == {"1", "2", "3"}


def test_links_both_ways(links: Path) -> None:
    assert read_links(links) == {"100002": ["100009", "100003"]}


def test_a_workbook_without_schools_is_refused(register: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="a sheet Schools"):
        registered(book(tmp_path / "mine.xlsx", [["URN"], ["100001"]], "Sheet1"), register)


def test_without_pyproj_it_says_what_to_install(
    register: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(extra, "import_module", missing)
    with pytest.raises(InvalidInput, match=r"pip install 'qa-scheduler\[places\]'"):
        registered(book(tmp_path / "mine.xlsx", [["URN"], ["100001"]]), register)


def test_the_command_writes_a_copy_and_leaves_the_list_alone(register: Path, links: Path, tmp_path: Path) -> None:
    mine, out = tmp_path / "schools.csv", tmp_path / "out.xlsx"
    mine.write_text("URN;Name\n100001;\n100009;Old\n", "cp1252")
    before = mine.read_bytes()
    result = run("register", str(mine), str(register), "--links", str(links), "-o", str(out), "--json")
    assert result.exit_code == 0, result.output
    assert '"what": "filled in"' in result.stdout and "Open Government Licence" in result.stderr
    assert mine.read_bytes() == before and load_workbook(out)["Schools"]["B2"].value == "Ash Café School"
    again = run("register", str(mine), str(register), "-o", str(out))
    assert (again.exit_code, "--force" in again.stderr) == (2, True)


def test_a_name_is_never_a_formula(tmp_path: Path) -> None:
    register = write(tmp_path / "r.csv", [{"URN": "100001", "EstablishmentName": "=cmd|' /C calc'!A0\x01"}])
    found = registered(book(tmp_path / "mine.xlsx", [["URN"], ["100001"]]), register)
    (tmp_path / "out.xlsx").write_bytes(found.content)
    cell = load_workbook(tmp_path / "out.xlsx")["Schools"]["B2"]
    assert (cell.data_type, cell.value) == ("s", "=cmd|' /C calc'!A0\N{REPLACEMENT CHARACTER}")


def test_a_workbook_with_macros_keeps_its_ending(register: Path, tmp_path: Path) -> None:
    mine = book(tmp_path / "mine.xlsm", [["URN"], ["100001"]])
    result = run("register", str(mine), str(register), "-o", str(tmp_path / "out.xlsx"))
    assert result.exit_code == 2 and "a name that ends in .xlsm" in " ".join(result.stderr.split())


def test_the_rest_of_the_workbook_is_kept(register: Path, tmp_path: Path) -> None:
    path = book(tmp_path / "mine.xlsx", [["URN", "Name"], ["100001", None]])
    theirs = load_workbook(path)
    theirs.create_sheet("Notes")["B3"] = "=1+1"
    theirs["Schools"].freeze_panes = "A2"
    theirs.save(path)
    (tmp_path / "out.xlsx").write_bytes(registered(path, register).content)
    kept = load_workbook(tmp_path / "out.xlsx")
    assert (kept["Notes"]["B3"].value, kept["Schools"].freeze_panes) == ("=1+1", "A2")
