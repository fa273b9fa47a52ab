"""Commands where INSTANCE is of a programme: the same words, and clear ones where something is for terms."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar
from openpyxl import load_workbook

from scheduler.cli import main
from scheduler.storage import dumps
from tests.programmes.challenge_the_gap.drawing import groups_of
from tests.programmes.challenge_the_gap.test_clusters import FIRST, SECOND, cluster, facts

MADE = groups_of(facts(), [cluster("A", "ABC", FIRST, SECOND)])
BAD = groups_of(facts(), [cluster("A", "AD", FIRST)])


LATE = ("--on", "2018-09-01", "-o", "x.json")
CHANGE = '{"kind": "person-leaves", "notice": "2018-09-01", "person": "B"}'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("gap.json").write_text(dumps(facts(policy={"workshops": {"days": 2}})))
    Path("made.json").write_text(dumps(MADE))
    Path("bad.json").write_text(dumps(BAD))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_solve_check_show_and_reschedule() -> None:
    """From the facts to a repair, without a word of another command."""
    solved = run("solve", "gap.json", "-o", "clusters.json")
    assert solved.exit_code == 0, solved.output
    assert "Every goal is proven: no groups are better." in solved.output
    assert run("check", "gap.json", "clusters.json").output.endswith("The groups pass.\n")
    assert "workshop" in run("show", "gap.json", "clusters.json", "--by", "week").output
    change = ("drop-out", "person=B", "days=2018-09-13", "--on", "2018-09-10")
    repaired = run("reschedule", "gap.json", "clusters.json", *change, "-o", "later.json")
    assert repaired.exit_code == 0, repaired.output
    assert "must be told" in repaired.output
    assert run("check", "gap.json", "later.json").exit_code == 0
    assert json.loads(Path("later.json").read_text())["changes"][0]["kind"] == "drop-out"


def test_a_breach_is_said_and_counts() -> None:
    result = run("check", "gap.json", "bad.json")
    assert result.exit_code == 1
    assert "D (D)" not in result.output
    assert "D is 61.0 km from A, its workshop school: 60 at most." in " ".join(result.output.split())
    assert run("check", "gap.json", "bad.json", "--without", "reach").exit_code == 0


def test_why_not() -> None:
    assert "Who else could be in the cluster at A" in run("explain", "gap.json", "made.json", "--at", "A").output
    said = run("explain", "gap.json", "made.json", "--at", "A", "--why-not", "D")
    assert "D cannot be there by a move or one swap." in said.output


def test_a_workbook_to_read() -> None:
    assert run("export", "gap.json", "made.json", "-o", "made.xlsx").exit_code == 0
    book = load_workbook("made.xlsx")
    assert book.sheetnames == ["Summary", "By cluster", "By whom it asks", "By week", "Checked", "Rules and goals"]
    assert run("export", "gap.json", "made.json", "-o", "made.xlsx").exit_code == 2, "it is there already"


def test_a_calendar_of_one_school() -> None:
    assert run("calendar", "gap.json", "made.json", "--on", "2018-09-01", "--host", "B", "-o", "b.ics").exit_code == 0
    found = Calendar.from_ical(Path("b.ics").read_bytes())
    assert [event.decoded("dtstart") for event in found.walk("VEVENT")] == [FIRST, SECOND]
    nobody = run("calendar", "gap.json", "made.json", "--on", "2018-09-01", "--host", "Z", "-o", "z.ics")
    assert (nobody.exit_code, Path("z.ics").exists()) == (2, False)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("solve", "gap.json", "-o", "gap.json"), "a file that this command reads"),
        (("solve", "gap.json", "-o", "x.json", "--without", "fixed"), "'fixed' is none of"),
        (("check", "gap.json"), "check needs its groups"),
        (("show", "gap.json", "made.json", "--by", "lead"), "is for terms"),
        (("reschedule", "gap.json", "made.json", "--apply", "1"), "--apply is for terms"),
        (
            ("reschedule", "gap.json", "made.json", "end-review", "review=A", "--on", "2018-09-01", "-o", "x"),
            "for terms",
        ),
        (("reschedule", "gap.json", "made.json", "person-leaves", "person=Z", *LATE), "'Z'"),
        (("reschedule", "gap.json", "made.json", CHANGE, "-o", "made.json"), "a file that this command reads"),
        (("explain", "gap.json", "made.json", "--at", "Z"), "a cluster: its id"),
        (("mark", "gap.json", "made.json", "--all", "--as", "draft"), "the programme 'challenge-the-gap'"),
        (("show", "gap.json", "gap.json"), "expected"),
    ],
)
def test_what_is_wrong_is_said(words: tuple[str, ...], said: str) -> None:
    result = run(*words)
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.output.split())
    assert not Path("x.json").exists() and not Path("x").exists()


def test_rules_are_listed() -> None:
    assert "No school is more than 60 km from its workshop school." in " ".join(run("rules", "gap.json").output.split())
