"""A programme's instance written as a workbook and read again is the same; what is wrong is said, all at once."""

import csv
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from models.network import Site
from models.problem import InvalidInput
from models.programmes.instance import ProgrammeInstance
from scheduler.cli import main
from scheduler.desk.instances import load_instance
from scheduler.desk.programmes.workbook.form import form_of, sentences
from scheduler.desk.programmes.workbook.reading import Read, imported
from scheduler.desk.programmes.workbook.writing import as_a_set, blank_of, workbook_of
from scheduler.programmes import PROGRAMMES
from scheduler.storage.instances import bundled_programmes
from scheduler.storage.programmes import load_programme
from tests.programmes.challenge_the_gap import drawing as clusters
from tests.programmes.eal_trial import drawing as trial
from tests.programmes.getting_ahead_london import drawing as threes
from tests.programmes.growing_the_top import drawing as trios
from tests.programmes.leadership_development_days import drawing as days

DRAWS: dict[str, Callable[[Random], ProgrammeInstance]] = {
    "clusters": clusters.draw_instance,
    "threes": threes.draw_instance,
    "trial": trial.draw_instance,
    "trios": trios.draw_instance,
    "days": days.draw_instance,
}
Cells = dict[str, Any]
"""Values by their address, such as Schools!C3; rows are added behind those of a sheet."""


def read(content: bytes, folder: Path) -> Read:
    path = folder / "book.xlsx"
    path.write_bytes(content)
    return imported(path)


@pytest.mark.parametrize("name", bundled_programmes())
def test_a_bundled_instance_comes_back(name: str, tmp_path: Path) -> None:
    found = read(workbook_of(load_programme(name)), tmp_path)
    assert not found.remarks
    assert found.instance == load_programme(name)


def comes_back(draw: Callable[[Random], ProgrammeInstance], seed: int, folder: Path) -> None:
    instance = draw(Random(seed))
    found = read(workbook_of(instance), folder)
    assert not found.errors, found.errors[0].problem
    assert found.instance is not None
    assert as_a_set(found.instance) == as_a_set(instance)


@pytest.mark.parametrize("what", DRAWS)
@pytest.mark.parametrize("seed", range(1))
def test_a_drawn_instance_comes_back(what: str, seed: int, tmp_path: Path) -> None:
    comes_back(DRAWS[what], seed, tmp_path)


@pytest.mark.soak
@pytest.mark.parametrize("what", DRAWS)
def test_many_drawn_instances_come_back(what: str, tmp_path: Path) -> None:
    for seed in range(1_000, 1_200):
        comes_back(DRAWS[what], seed, tmp_path)


def test_what_few_have_comes_back(tmp_path: Path) -> None:
    """A school with two sites and days off, an area with a comma, a list that is empty, and numbers as ids."""
    instance: Any = load_programme("getting-ahead-london-2018")
    first, *others = instance.schools
    sites = (
        Site(id="007", name="Upper", latitude=51.5, longitude=-0.123456789),
        Site(id="8", name="Lower", latitude=51, longitude=0),
    )
    first = first.model_copy(update={"sites": sites, "strong_in": ("art, drama",), "pupils": None})
    coaches = tuple(one.model_copy(update={"areas": (), "meeting_days": ()}) for one in instance.coaches)
    areas = (*instance.areas, "art, drama")
    changed = instance.model_copy(update={"schools": (first, *others), "areas": areas, "coaches": coaches})
    assert read(workbook_of(changed), tmp_path).instance == changed


@pytest.mark.parametrize("text", ["a; b", "a, b", "a\nb", "=a", "2018-10-01", "007", "1e5", "none", "TRUE"])
def test_an_odd_id_comes_back(text: str, tmp_path: Path) -> None:
    assert read(workbook_of(changed := called(text)), tmp_path).instance == changed


def called(text: str) -> ProgrammeInstance:
    """An instance with a facilitator of this id."""
    given = load_programme("growing-the-top-2018").model_dump()
    facilitators = [{**given["facilitators"][0], "id": text}, *given["facilitators"][1:]]
    return PROGRAMMES[1].facts.model_validate({**given, "facilitators": facilitators})


@pytest.mark.parametrize("text", [" a", "e.g. a", "a\u200b", "#N/A", "x" * 3_000, "x" * 40_000])
def test_what_a_workbook_would_not_keep_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="a workbook would not keep"):
        workbook_of(called(text))


@pytest.mark.parametrize("unit", PROGRAMMES, ids=[unit.id for unit in PROGRAMMES])
def test_a_workbook_to_fill_in_lacks_nothing_but_entries(unit: Any, tmp_path: Path) -> None:
    found = read(blank_of(unit.id), tmp_path)
    assert {remark.problem.value for remark in found.remarks} == {"no row"}
    assert "Schools" in {remark.place.sheet for remark in found.remarks}


def test_headings_mean_what_the_models_say() -> None:
    form = form_of(next(unit for unit in PROGRAMMES if unit.id == "getting-ahead-london"))
    sheet = next(sheet for sheet in form.book.sheets if sheet.name == "Participants")
    assert sheet.about == "A senior leader."
    assert [(column.heading, column.note) for column in sheet.columns] == [
        ("Id", ""),
        ("School", "By id or name, of sheet Schools."),
        ("Wishes", "The areas they want to learn about."),
        ("Away", "Days they cannot come."),
    ]
    assert sentences(form.parts[0].model or Site) == {}  # "are open: weekdays" is no sentence of the field `open`


WRONG: Cells = {
    "Programme!B10": None,
    "Schools!C2": "Nowhere",
    "Schools!D3": "secondry",
    "Schools!F4": 95,
    "Schools!Q5": "5 Nov 2018 to 1 Nov 2018",
    "Facilitators!B2": "2018-10-01; 31 Feb 2019",
    "Facilitators!A4": "F0002",
    "Conflicts": [["136367", "999999"], ["136367"]],
    "Engaged": [["F0003", "Mon 5 Nov 2018", "a review"], ["F0003", "soon", "a review"]],
    "Fixed": [["G1", None, "136367; nobody"]],
    "Fixed meetings": [["G1", "visit", "2018-10-10", "777", None, "F9999"], ["G9", "visit", "2018-10-10", "136367"]],
    "Waivers": [["reech", "136367", "136367", "me", "far off"]],
    "Policy!C2": 9,
    "Policy!C6": "far",
}
SAID = [
    "sheet Programme (Name): found nothing; expected a value. Add a row Name, with its value beside it.",
    "sheet Schools, row 2, column C (Hub): found 'Nowhere'; expected the id or name of a hub. Correct it, or add it to "
    "sheet Hubs.",
    "sheet Schools, row 3, column D (Phase): found 'secondry'; expected one of nursery, primary, middle, secondary, "
    "all-through, special, ap. Maybe secondary is meant.",
    "sheet Schools, row 4, column F (Latitude): found 95; expected at most 90. Correct the value.",
    "sheet Schools, row 5, column Q (Closed): found '5 Nov 2018 to 1 Nov 2018'; expected a last day after the first. "
    "Maybe the two are swapped.",
    "sheet Facilitators, row 2, column B (Days): found '2018-10-01; 31 Feb 2019'; expected a day that the calendar "
    "has. There is no such day: correct it.",
    "sheet Conflicts, row 3, column B (Other): found nothing; expected an id. Fill it in.",
    "sheet Engaged, row 3, column B (Days): found 'soon'; expected a date, such as 22 Oct 2018. Type it as 22 Oct 2018 "
    "or 2018-10-22.",
    "sheet Fixed meetings, row 3, column A (Fixed): found 'G9'; expected the id or name of a fixed. Correct it, or add "
    "it to sheet Fixed.",
    "sheet Policy, row 2, column C (Value): found 9; expected at most 6. Correct the value.",
    "sheet Policy, row 6, column C (Value): found 'far'; expected a whole number. "
    "Type the number alone, without words.",
]
BETWEEN = [
    "sheet Facilitators, row 4, column A (Id): found 'F0002'; expected each id once. It is the id at sheet "
    "Facilitators, row 3, column A (Id), too: rename one.",
    "sheet Conflicts, row 2, column B (Other): found '999999'; expected an id listed under schools and people. Maybe "
    "it is misspelt.",
    "sheet Fixed, row 2, column C (Members): found 'nobody'; expected an id listed under members. "
    "Maybe it is misspelt.",
    "sheet Fixed meetings, row 2, column D (At): found '777'; expected an id listed under schools. "
    "Maybe it is misspelt.",
    "sheet Fixed meetings, row 2, column F (Led by): found 'F9999'; expected an id listed under members or people. "
    "Maybe it is misspelt.",
    "sheet Waivers, row 2, column A (Rule): found 'reech'; expected an id listed under rules that can be set aside. "
    "Maybe 'reach' is meant.",
]


def spoilt(cells: Cells) -> bytes:
    book = load_workbook(BytesIO(workbook_of(load_programme("growing-the-top-2018"))))
    for address, value in cells.items():
        sheet, _, at = address.partition("!")
        if at:
            book[sheet][at].value = value
            continue
        for n, row in enumerate(value, 2):
            for k, cell in enumerate(row, 1):
                book[sheet].cell(n, k).value = cell
    memory = BytesIO()
    book.save(memory)
    return memory.getvalue()


def test_all_that_is_wrong_is_said_at_once_each_at_its_cell(tmp_path: Path) -> None:
    """In single cells, and between entries all of whose cells are right, though others are not."""
    without_name = read(spoilt(WRONG), tmp_path)
    assert without_name.instance is None
    assert [str(remark.problem) for remark in without_name.remarks] == SAID  # without a name there is no instance
    named = read(spoilt({address: cell for address, cell in WRONG.items() if address != "Programme!B10"}), tmp_path)
    assert {str(remark.problem) for remark in named.remarks} == {*SAID[1:], *BETWEEN}


def test_nothing_is_said_of_what_names_an_entry_that_cannot_be_read(tmp_path: Path) -> None:
    cells = {"Facilitators!B2": "soon", "Conflicts": [["136367", "F0001"]]}
    (remark,) = read(spoilt(cells), tmp_path).remarks
    assert remark.place.sheet == "Facilitators"


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"Programme!B9": "growing-the-tops"}, "Maybe growing-the-top is meant."),
        ({"Programme!A9": "Program"}, "Say in a row Programme which it is."),
    ],
)
def test_a_workbook_says_of_which_programme_it_is(cells: Cells, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match=sentence):
        read(spoilt(cells), tmp_path)


def test_days_may_be_typed_as_people_do(tmp_path: Path) -> None:
    cells = {
        "Facilitators!B2": "1 Oct 2018; Tue 2 October 2018; 23/10/2018",
        "Facilitators!B3": date(2018, 10, 1),
        "Schools!Q2": "22 Oct 2018 to 26 Oct 2018; 15/11/2018 until 17/11/2018\n2018-12-03",
        "Schools!Q3": date(2018, 10, 1),
    }
    found = read(spoilt(cells), tmp_path)
    assert not found.remarks, found.remarks[0].problem
    facts: Any = found.instance
    assert facts.facilitators[0].days == (date(2018, 10, 1), date(2018, 10, 2), date(2018, 10, 23))
    assert facts.facilitators[1].days == (date(2018, 10, 1),)
    assert [str(one) for one in facts.schools[0].closed] == [
        "2018-10-22/2018-10-26",
        "2018-11-15/2018-11-17",
        "2018-12-03",
    ]
    assert [str(one) for one in facts.schools[1].closed] == ["2018-10-01"]


def run(*words: str | Path) -> Result:
    return CliRunner().invoke(main, [*map(str, words)])


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_commands_take_the_workbook(here: Path) -> None:
    assert run("template", "trios.xlsx", "--from", "growing-the-top-2018").exit_code == 0
    checked = run("import", "trios.xlsx", "--check")
    assert (checked.exit_code, "schools 21, facilitators 6" in checked.stdout) == (0, True), checked.output
    assert run("import", "trios.xlsx", "-o", "trios.json").exit_code == 0
    assert load_programme("trios.json") == load_programme("growing-the-top-2018")
    stored = Path(__file__).parents[3] / "solutions" / "programmes" / "growing-the-top-2018.json"
    assert run("check", "trios.xlsx", stored).exit_code == 0
    assert "for terms alone" in run("carry", "trios.xlsx", stored, "x.xlsx", "-o", "y.json").stderr
    with pytest.raises(InvalidInput, match="for terms alone"):
        load_instance("trios.xlsx")


def test_a_wrong_workbook_comes_back_marked(here: Path) -> None:
    Path("wrong.xlsx").write_bytes(spoilt({"Schools!C2": "Nowhere"}))
    done = run("import", "wrong.xlsx", "--check", "--marked-copy", "marked.xlsx")
    assert (done.exit_code, "1 problem to mend" in done.stdout) == (2, True), done.output
    book = load_workbook("marked.xlsx")
    assert "Nowhere" in book["Schools"]["C2"].comment.text
    assert book["Problems"]["B3"].value == "C2"


def test_a_folder_of_tables_is_one_too(here: Path) -> None:
    book = load_workbook(BytesIO(workbook_of(load_programme("growing-the-top-2018"))))
    Path("trios").mkdir()
    for page in book.worksheets:
        if page.sheet_state == "visible":
            with (Path("trios") / f"{page.title}.csv").open("w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([["" if cell is None else cell for cell in row] for row in page.values])
    assert imported(Path("trios")).instance == load_programme("growing-the-top-2018")
    assert run("rules", "trios").exit_code == 0


def test_a_programme_that_is_misspelt_is_said(here: Path) -> None:
    done = run("template", "blank.xlsx", "--programme", "growing-the-tip")
    assert (done.exit_code, "Maybe 'growing-the-top' is meant." in done.stderr) == (2, True), done.output
    assert run("template", "blank.xlsx", "--programme", "growing-the-top").exit_code == 0
    assert "leave one of them out" in run("template", "x.xlsx", "--programme", "a", "--from", "b").stderr


JUNK = (
    None,
    "",
    "none",
    "x; y",
    "=1+1",
    "#N/A",
    -1,
    3.7,
    10**16,
    "2018-13-01",
    date(2018, 10, 1),
    True,
    "136367",
    "no",
)


def still_answers(seed: int, folder: Path) -> None:
    """Some cells hold anything: it is read, or refused with a sentence."""
    rng = Random(seed)
    book = load_workbook(BytesIO(workbook_of(load_programme(rng.choice(bundled_programmes())))))
    for _ in range(rng.randint(1, 5)):
        page = rng.choice([one for one in book.worksheets if one.sheet_state == "visible"])
        page.cell(rng.randint(1, page.max_row + 1), rng.randint(1, page.max_column)).value = rng.choice(JUNK)
    book.save(folder / "junk.xlsx")
    try:
        found = imported(folder / "junk.xlsx")
    except InvalidInput as error:
        assert "Programme" in str(error)
        return
    assert (found.instance is None) == bool(found.errors)
    assert all(remark.place.sheet and remark.problem.remedy for remark in found.remarks)


@pytest.mark.parametrize("seed", range(1))
def test_junk_in_cells_gets_an_answer(seed: int, tmp_path: Path) -> None:
    still_answers(seed, tmp_path)


@pytest.mark.soak
def test_much_junk_in_cells_gets_an_answer(tmp_path: Path) -> None:
    for seed in range(1_000, 1_400):
        still_answers(seed, tmp_path)
