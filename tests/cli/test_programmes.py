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


TERMS_ALONE = (
    ("directory",),
    ("broker",),
    ("stress", "made.json"),
    ("tell", "made.json"),
    ("mark", "made.json", "--all", "--as", "draft"),
)


@pytest.mark.parametrize("words", TERMS_ALONE, ids=lambda words: words[0])
@pytest.mark.parametrize("name", ["challenge-the-gap-2018", "gap.json"])
def test_what_is_for_terms_alone_says_so(words: tuple[str, ...], name: str) -> None:
    """A bundled programme's name was said to be no bundled name."""
    result = run(words[0], name, *words[1:])
    said = " ".join(result.output.split())
    assert result.exit_code == 2 and said.startswith(f"1 problem in {name}:"), result.output
    assert "an instance of the programme 'challenge-the-gap'; expected an instance of a term. This is for terms" in said


PLAN = "planned.json"
READ_GROUPS = (
    ("check",),
    ("show",),
    ("explain", "--at", "A"),
    ("export", "-o", "x.xlsx"),
    ("calendar", "--on", "2018-09-01", "-o", "x.ics"),
    ("reschedule", "drop-out", "person=B", *LATE),
)


@pytest.mark.parametrize("words", READ_GROUPS, ids=lambda words: words[0])
@pytest.mark.parametrize(
    ("instance", "plan", "said"),
    [
        ("gap.json", PLAN, "found a schedule; expected groups of a programme."),
        ("gap.json", "gap.json", "found an instance of a programme; expected groups of a programme."),
        ("one-waiver", "made.json", "found groups of a programme; expected a schedule."),
        ("made.json", "made.json", "found groups of a programme; expected an instance of a programme."),
    ],
)
def test_a_file_of_another_kind_is_one_problem(words: tuple[str, ...], instance: str, plan: str, said: str) -> None:
    """It was refused key by key, as if its keys were misspelt."""
    if instance == "one-waiver" and words[0] in ("explain", "reschedule"):
        words = ("tell",)  # of a term, these two are asked otherwise
    Path(PLAN).write_text('{"format": 1, "instance": "by hand", "reviews": []}')
    result = run(words[0], instance, plan, *words[1:])
    assert result.exit_code == 2, result.output
    assert said in " ".join(result.output.split()) and "1 problem in" in result.output


GROUP = {"id": "A", "place": "A", "members": ["A", "B"]}
WORKSHOP = {"kind": "workshop", "day": "2018-09-06", "at": "A"}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"programme": "growing-the-top"}, "found 'growing-the-top'; expected 'challenge-the-gap'"),
        ({"instance": "other"}, "$.instance: found 'other'; expected 'by hand'"),
        ({"groups": [GROUP, GROUP]}, "$.groups: found 'A' 2 times; expected each id once"),
        ({"groups": [{**GROUP, "members": ["A", "A"]}]}, "$.groups[0].members: found 'A' 2 times"),
        ({"groups": [{**GROUP, "members": ["A", "Z"]}]}, "$.groups[0].members: found 'Z'"),
        ({"groups": [{**GROUP, "place": "Z"}]}, "$.groups[0].place: found 'Z'"),
        ({"groups": [{**GROUP, "meetings": [{**WORKSHOP, "day": "2018-13-01"}]}]}, "$.groups[0].meetings[0].day"),
        ({"groups": [{**GROUP, "meetings": [{**WORKSHOP, "at": "Z"}]}]}, "$.groups[0].meetings[0].at: found 'Z'"),
        ({"groups": [{**GROUP, "meetings": [WORKSHOP] * 2}]}, "expected each meeting once"),
        ({"groups": [{**GROUP, "meetings": [{**WORKSHOP, "led_by": "Z"}]}]}, "meetings[0].led_by: found 'Z'"),
        ({"before": [{**GROUP, "members": ["A", "Z"]}]}, "$.before[0].members: found 'Z'"),
        ({"before": [GROUP, GROUP]}, "$.before: found 'A' 2 times"),
        ({"changes": [{"kind": "person-leaves", "person": "Q", "notice": "2018-09-01"}]}, "$.changes[0]: found 'Q'"),
    ],
)
def test_groups_that_cannot_be_are_refused(changed: dict[str, object], said: str) -> None:
    """A workshop written twice counted twice, and whom the groups before named was never looked up."""
    Path("g.json").write_text(json.dumps({**json.loads(dumps(MADE)), **changed}))
    for words in (("check",), ("reschedule", "drop-out", "person=B", *LATE)):
        result = run(words[0], "gap.json", "g.json", *words[1:])
        assert result.exit_code == 2 and said in " ".join(result.output.split()), result.output


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"programme": "challange-the-gap"}, "Maybe 'challenge-the-gap' is meant."),
        ({"programme": ["a"]}, "$.programme: found ['a']"),
        ({"schools": []}, "$.schools: found an empty list"),
        ({"workshop_days": ["2018-02-31"]}, '$.workshop_days[0]: found "2018-02-31"'),
        ({"workshop_days": ["1.9.2018"]}, "expected a day, written 2018-10-22"),
        ({"clusters": 10**30}, "$.clusters: found 1e+30"),
        ({"conflicts": [["A", "Z"]]}, "$.conflicts[0][1]: found 'Z'"),
        ({"fixed": [{"id": "A", "members": ["A", "B"]}]}, "fixed group A has no place. Name its school there"),
        ({"policy": {"goals": []}}, "at least one goal is decided"),
        ({"policy": {"goals": [{"goal": "nope"}]}}, "$.policy.goals: found 'nope'"),
        ({"policy": {"without": ["fixed"]}}, "$.policy.without: found 'fixed'"),
    ],
)
def test_facts_that_cannot_be_are_refused(changed: dict[str, object], said: str) -> None:
    """No goal at all stopped the search, and a fixed group without a place was said to be the solvers' mistake."""
    Path("i.json").write_text(json.dumps({**json.loads(Path("gap.json").read_text()), **changed}))
    result = run("solve", "i.json", "-o", "x.json")
    assert result.exit_code == 2 and said in " ".join(result.output.split()), result.output


@pytest.mark.parametrize(
    "text", ["", "{", '{"programme": "challenge-the-gap", "schools": [', '["programme"]', "[" * 99999]
)
def test_a_broken_file_is_refused(text: str) -> None:
    Path("broken.json").write_text(text)
    for words in (
        ("solve", "broken.json", "-o", "x.json"),
        ("check", "gap.json", "broken.json"),
        ("rules", "broken.json"),
    ):
        result = run(*words)
        assert result.exit_code == 2 and "1 problem in broken.json" in result.output, result.output


def test_rules_are_listed() -> None:
    assert "No school is more than 60 km from its workshop school." in " ".join(run("rules", "gap.json").output.split())
