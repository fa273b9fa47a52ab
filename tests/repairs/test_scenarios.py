"""What if: scenarios beside the schedule as it is."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from click.testing import CliRunner, Result

from models.change import Change, ChangeNumber, DropOut, LeadJoins, ReviewerJoins
from models.instance import LedgerEntry
from models.schedule import Status
from scheduler.changes.kinds import in_words
from scheduler.cli import main
from scheduler.plan import Plan
from scheduler.processes.child import Died
from scheduler.repairs.kinds import Kind
from scheduler.repairs.rescheduling import Repair, Rescheduled
from scheduler.repairs.scenarios import Scenario, best_anew, best_repair
from scheduler.showing.changed.picture import drawn
from scheduler.showing.changed.scenarios import Compared, compared, planned_anew, side_by_side
from tests import tiny
from tests.solving import PLAIN

FOUR_HUBS = "four-hubs-term", str(Path(__file__).parents[2] / "solutions" / "four-hubs-term.json")
SNOW = """{"format": 1, "changes": [
  {"kind": "close-schools", "notice": "2018-09-14", "hubs": ["hub-three"], "days": "2018-09-17/2018-09-21"},
  {"kind": "close-schools", "notice": "2018-09-14", "hubs": ["hub-four"], "days": "2018-09-17/2018-09-21"}]}"""
LEAVES = '{"kind": "person-leaves", "notice": "2018-09-03", "person": "R0003"}'
FORFEITED = '{"kind": "cancel-review", "notice": "2018-09-21", "review": "review-gean", "reason": "other"}'
NEARER = '{"kind": "change-number", "notice": "2018-09-03", "rule": "locality", "number": "nearest_km", "value": 0}'
ONE_MORE = (
    '{"kind": "lead-joins", "notice": "2018-09-03", "lead": {"id": "L03", "latitude": 52.35973, "longitude": -1.0}}'
)


def run(*words: str) -> Result:
    return CliRunner().invoke(main, ["whatif", *words])


def test_scenarios_stand_beside_the_schedule_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """four-hubs-term: 30 + 40 + 30 + 40 km of reviewers, 0 + 30 + 30 + 0 of leads, and 10 for Cedar's second slot."""
    monkeypatch.chdir(tmp_path)
    Path("snow.json").write_text(SNOW)
    before = Path(FOUR_HUBS[1]).read_bytes()
    words = *FOUR_HUBS, "snow.json", LEAVES, FORFEITED, NEARER, "--deterministic", "--workers", "2"
    done = run(*words, "--picture", "what.svg", "--json")
    assert done.exit_code == 0, done.output
    data = json.loads(done.stdout)
    assert [*data["as_it_is"][0].values()] == [4, 4, 8, 200, 210]
    rows = {
        row["scenario"]: (
            row["people_told"],
            row["reviews_held_difference"],
            row["seats_filled_difference"],
            row["schools_meeting_their_commitment_difference"],
            row["km_difference"],
            row["quality_difference"],
        )
        for row in data["scenarios"]
    }
    assert rows == {
        # Fir moves to a slot that it did not rank, 2 ranks behind its first; L02 and R0007 are told
        "snow": (2, 0, 0, 0, 0, 20),
        # R0004 of Damson, 40 km from Beech, comes for R0003 of Cedar, 30 km; the one who leaves needs no telling
        "person leaves R0003": (1, 0, 0, 0, 10, 10),
        # L02, who lives at Gean, and R0005, 40 km off, are told
        "review-gean cancelled (other)": (2, -1, -1, 0, -40, -40),
        # what only allows more disturbs nobody
        "locality nearest_km 0": (0, 0, 0, 0, 0, 0),
    }
    assert {row["what_is_known"] for row in data["scenarios"]} == {"proven: every goal"}
    assert data["scenarios"][0]["changes"] == ["schools closed 2018-09-17/2018-09-21"] * 2
    assert ElementTree.parse("what.svg").getroot().tag == "{http://www.w3.org/2000/svg}svg"
    assert Path(FOUR_HUBS[1]).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["snow.json", "what.svg"]


def test_planned_anew_one_more_lead_shows_what_it_saves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """four-hubs-term: quality 210 is best. A lead who lives at Cedar saves L01 30 km.

    Without R0003 a repair costs 10; made anew, all others go as near as before.
    """
    monkeypatch.chdir(tmp_path)
    words = *FOUR_HUBS, ONE_MORE, LEAVES, "--anew", "--deterministic", "--workers", "2"
    done = run(*words, "--picture", "what.svg", "--json")
    assert done.exit_code == 0, done.output
    rows = {row["scenario"]: row for row in json.loads(done.stdout)["scenarios"]}
    assert list(rows) == ["nothing changes", "lead joins L03", "person leaves R0003"]
    assert {row["what_is_known"] for row in rows.values()} == {"proven: every goal"}
    assert {row["people_told"] for row in rows.values()} == {None}
    assert (rows["nothing changes"]["quality"], rows["nothing changes"]["quality_difference"]) == (210, 0)
    changed = {name: (row["km_difference"], row["quality_difference"]) for name, row in rows.items()}
    assert changed == {"nothing changes": (0, 0), "lead joins L03": (-30, -30), "person leaves R0003": (0, 0)}
    assert "People told" not in Path("what.svg").read_text()
    table = run(*words)
    assert "planned anew" in table.output
    assert "nothing changes" in table.output


def of_three() -> tuple[Plan, tuple[Compared, ...]]:
    """A is reviewed by B, 20 km off, and C, 60 km, which send 1 each as is due; A is due to send 2 and has nobody."""
    instance = tiny.instance(
        tiny.school("A", pupils=200),
        tiny.school("B", km=20),
        tiny.school("C", km=60),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R2", "B"),
        tiny.reviewer("R3", "C"),
        *(LedgerEntry(school=school, planned_size=size) for school, size in (("A", 2), ("B", 1), ("C", 1))),
        terms_in_year=1,
    )
    schedule = tiny.schedule(tiny.held("A", "L1", "R2", "R3"))
    notice = tiny.day(1).replace(day=1)
    scenarios = (
        Scenario("ill & <away>", (DropOut(notice=notice, person="R2"),)),
        Scenario("strict", (ChangeNumber(notice=notice, rule="commitment", number="strict", value=True),)),
        Scenario("untold", ()),
        Scenario("ended", ()),
    )
    ill, strict = (best_repair((instance, schedule, PLAIN), scenario.changes) for scenario in scenarios[:2])
    untold = Rescheduled((), instance, (Repair(Kind.NOTHING, Status.UNKNOWN, None),))
    plan = Plan(instance, schedule)
    return plan, compared(
        plan, scenarios, (ill, strict, untold, Died("The solver's process ended unexpectedly (signal SIGKILL)."))
    )


def test_a_scenario_without_an_answer_is_a_row_that_says_so() -> None:
    plan, rows = of_three()
    table = side_by_side(plan, rows)
    assert [row[:-1] for row in table.rows] == [
        ("as it is", None, "1", "2", "2", "80", "80"),
        ("ill & <away>", 0, "1 (0)", "1 (-1)", "1 (-1)", "60 (-20)", "60 (-20)"),
        *((name, None, None, None, None, None, None) for name in ("strict", "untold", "ended")),
    ]
    assert [row[-1] for row in table.rows] == [
        None,
        "proven: every goal",
        "impossible: nothing keeps all rules",
        "could not be told in the time",
        "could not be told. The solver's process ended unexpectedly (signal SIGKILL).",
    ]


def test_where_the_best_schedule_made_anew_is_not_known_there_are_no_differences() -> None:
    plan, _ = of_three()
    nobody = Scenario("nothing changes", ())
    found = best_anew((plan.instance, plan.schedule, PLAIN), ())
    (row,) = compared(None, [nobody], [found])
    assert row.more is None
    table = planned_anew(plan, [row])
    assert table.rows[1] == ("nothing changes", "1", "2", "2", "80", "80", "proven: every goal")


def test_the_picture_names_every_scenario_and_difference() -> None:
    root = ElementTree.fromstring(drawn(*of_three()))
    texts = ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]
    assert [text for text in texts if text.startswith("now ")] == ["now 1", "now 2", "now 2", "now 80", "now 80"]
    _, rows = of_three()
    start = texts.index("ill & <away>")
    assert texts[start : start + 8] == ["ill & <away>", "proven: every goal", "0", "0", "-1", "-1", "-20", "-20"]
    assert texts[start + 8 :] == [text for row in rows[1:] for text in (row.scenario.name, row.known)]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (LeadJoins(notice=tiny.day(1), lead=tiny.lead("L9")), "lead joins L9"),
        (ReviewerJoins(notice=tiny.day(1), reviewer=tiny.reviewer("R9", "A")), "reviewer joins R9"),
        (ChangeNumber(notice=tiny.day(1), rule="locality", number="nearest_km", value=0), "locality nearest_km 0"),
        (DropOut(notice=tiny.day(1), person="R1", review="VA"), "R1 dropped out"),
    ],
    ids=lambda value: value if isinstance(value, str) else value.kind,
)
def test_a_change_in_words_names_whom_it_is_about(change: Change, said: str) -> None:
    assert in_words(change) == said


def test_what_is_wrong_in_all_scenarios_is_said_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("snow.json").write_text(SNOW.replace("hub-four", "hub-fore"))
    done = run(*FOUR_HUBS, LEAVES, LEAVES.replace("R0003", "R0333"), "snow.json", "gone.json", "{oops")
    assert (done.exit_code, done.stdout) == (2, "")
    lines = done.stderr.splitlines()
    assert lines[0] == "4 problems:"
    starts = "scenario 2 $.changes[0].person", "snow.json $.changes[1].hubs[0]", "gone.json", "scenario 5 line 1"
    assert [line.startswith(f"- {start}") for line, start in zip(lines[1:], starts, strict=True)] == [True] * 4


@pytest.mark.parametrize(
    ("words", "said"),
    [((), "Missing argument 'SCENARIO...'"), ((LEAVES, "--picture", "gone/what.svg"), "Make the folder first")],
)
def test_wrong_usage_is_refused_before_anything_is_solved(words: tuple[str, ...], said: str) -> None:
    done = run(*FOUR_HUBS, *words)
    assert (done.exit_code, done.stdout) == (2, "")
    assert said in " ".join(done.stderr.split())
