"""The commands around changes: reschedule, apply, undo, history, tell, diff and carry."""

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from models.instance import Instance, LedgerEntry
from scheduler import checking
from scheduler.checking import NotTrue
from scheduler.cli import main
from scheduler.repairs import in_child
from scheduler.repairs.in_child import Repairs
from scheduler.storage import dumps, load_plan
from tests import tiny
from tests.in_process import in_this_process

CANCEL = '{"kind": "cancel-review", "notice": "2018-09-10", "review": "VA", "reason": "ofsted", "why": "phoned"}'


def small() -> Instance:
    return tiny.instance(
        tiny.school("A", pupils=200),
        tiny.school("B", km=20),
        tiny.school("C", km=60),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R2", "B"),
        tiny.reviewer("R3", "C"),
        tiny.reviewer("=R4", "C", reserve=True),
    )


PLAN = tiny.schedule(tiny.held("A", "L1", "R2", "R3", on=tiny.day(3)))


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    Path("plan.json").write_text(dumps(PLAN))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def reschedule(*words: str) -> Result:
    return run("reschedule", "instance.json", "plan.json", *words)


def test_what_makes_every_repair_impossible_is_named(folder: Path) -> None:
    """Case strict-no-repair: dues become strict and who could have met them leaves."""
    strict = {"kind": "change-number", "notice": "2018-09-03", "rule": "commitment", "number": "strict", "value": True}
    leaves = {"kind": "person-leaves", "notice": "2018-09-03", "person": "RA"}
    instance = tiny.instance(
        *(tiny.school("A"), tiny.school("B", km=20), tiny.review("B", size=1), tiny.lead("L1")),
        *(tiny.reviewer("RA", "A"), tiny.reviewer("RB", "B")),
        *(LedgerEntry(school="A", planned_size=3), LedgerEntry(school="B", planned_size=1)),
    )
    Path("instance.json").write_text(dumps(instance))
    Path("plan.json").write_text(dumps(tiny.schedule(tiny.held("B", "L1", "RA", on=tiny.day(3)))))
    none = reschedule(json.dumps(strict), json.dumps(leaves), "--deterministic")
    assert none.exit_code == 3, none.output
    assert "No repair is possible." in none.output
    assert "commitment is strict, but School A cannot send 1 reviewer" in none.output


def test_a_repair_is_shown_applied_told_and_taken_back(folder: Path) -> None:
    before = Path("plan.json").read_bytes()
    shown = reschedule(CANCEL, "--deterministic", "--json")
    assert shown.exit_code == 0, shown.output
    assert Path("plan.json").read_bytes() == before
    repairs = json.loads(shown.stdout)["repairs"]
    assert [one["kind"] for one in repairs] == ["move a date", "swap people", "leave a seat vacant", "use a reserve"]
    # L1 counts 2 as a lead, all three at short notice: 4 + 2 + 2; the reserve takes a place for 1 more
    assert [one["counted"] for one in repairs] == [8, None, 8, 9]
    assert [one["emptier_seats"] for one in repairs] == [0, None, 1, 0]
    assert [one["people_told"] for one in repairs] == [3, None, 3, 4]
    assert repairs[0]["what_is_known"] == "proven: every goal"
    assert repairs[2]["what_is_known"] == "proven: every goal among its kind"
    assert repairs[1]["what_is_known"] == "no repair of this kind keeps all rules and holds what was held"

    applied = reschedule("--apply", "4")
    assert applied.exit_code == 0, applied.output
    _, schedule = load_plan("plan.json", small())
    assert schedule.changes[0].notice == tiny.day(2)
    assert "=R4" in schedule.reviews[0].reviewers
    judged = run("check", "instance.json", "plan.json")
    assert (judged.exit_code, "hold among repairs that use a reserve" in judged.stdout.replace("\n", " ")) == (0, True)
    assert "All of it among repairs" in " ".join(run("show", "instance.json", "plan.json").stdout.split())

    told = run("tell", "instance.json", "plan.json", "--csv").stdout.splitlines()
    assert told[0] == "Who,Role,What,Why,Counts"
    assert any(line.startswith("'=R4,reviewer,VA on ") and "VA cancelled (ofsted): phoned" in line for line in told)
    assert any(line.startswith("A,host,") for line in told)
    assert json.loads(run("tell", "instance.json", "plan.json", "--json").stdout)["told"][0]["who"] == "=R4"

    assert "step 1" in " ".join(run("undo", "plan.json").stdout.split()).lower()
    assert Path("plan.json").read_bytes() == before
    steps = json.loads(run("history", "plan.json", "--json").stdout)["history"]
    assert [(one["notice"], one["what"]) for one in steps] == [
        ("2018-09-10", "repaired: use a reserve"),
        ("2018-09-10", "step 1 is taken back"),
    ]
    assert steps[0]["why"] == "VA cancelled (ofsted): phoned"


def test_a_second_repair_builds_on_the_first(folder: Path) -> None:
    reschedule(CANCEL, "--deterministic")
    assert reschedule("--apply", "1").exit_code == 0
    refused = reschedule(CANCEL.replace("09-10", "09-07"))
    assert (refused.exit_code, "the notice before it" in refused.stderr) == (2, True)
    again = '{"kind": "drop-out", "notice": "2018-09-12", "person": "R3", "review": "VA"}'
    assert reschedule(again, "--deterministic").exit_code == 0
    assert reschedule("--apply", "1").exit_code == 0
    _, schedule = load_plan("plan.json", small())
    assert [change.kind for change in schedule.changes] == ["cancel-review", "drop-out"]
    assert "R3" not in schedule.reviews[0].reviewers
    assert run("check", "instance.json", "plan.json").exit_code == 0
    assert run("undo", "plan.json").exit_code == run("undo", "plan.json").exit_code == 0
    assert Path("plan.json").read_text() == dumps(PLAN)


def test_what_was_found_for_another_version_is_not_applied(folder: Path) -> None:
    reschedule(CANCEL, "--deterministic")
    Path("plan.json").write_text(dumps(tiny.schedule(tiny.held("A", "L1", "R2", on=tiny.day(3)))))
    refused = reschedule("--apply", "1")
    assert (refused.exit_code, "of another version" in refused.stderr) == (2, True)


def test_a_change_in_a_file_or_as_text_is_the_same(folder: Path) -> None:
    Path("changes.json").write_text(f'{{"format": 1, "changes": [{CANCEL}]}}')
    one, other = (
        json.loads(reschedule(source, "--deterministic", "--json").stdout) for source in (CANCEL, "changes.json")
    )
    assert one == other


def test_diff_says_what_differs(folder: Path) -> None:
    Path("other.json").write_text(dumps(tiny.schedule(tiny.held("A", "L1", "R2", on=tiny.day(4)))))
    data = json.loads(run("diff", "plan.json", "other.json", "--json").stdout)
    assert [(one["review"], one["what"]) for one in data["reviews"]] == [("VA", ["date moved", "person swapped"])]
    assert {one["person"]: one["what"] for one in data["people"]} == {
        "L1": ["date moved"],
        "R2": ["date moved"],
        "R3": ["lost"],
    }
    assert "1 difference" in run("diff", "plan.json", "other.json").stdout


def test_solve_fills_only_what_a_kept_schedule_leaves_open(folder: Path) -> None:
    Path("half.json").write_text(dumps(tiny.schedule(tiny.held("A", "L1", "R3", on=tiny.day(5)))))
    done = run("solve", "instance.json", "--keep", "half.json", "-o", "filled.json", "--deterministic")
    assert done.exit_code == 0, done.output
    _, filled = load_plan("filled.json", small())
    assert filled.reviews == (tiny.held("A", "L1", "R2", "R3", on=tiny.day(5)),)
    assert filled.states[0].reviewers == {"R2": "draft", "R3": "published"}


def test_carry_writes_the_next_instance(folder: Path) -> None:
    spring = tiny.instance(
        *small().schools, *small().leads, tiny.SPRING, tiny.review("B", tiny.day(20), term="spring"), name="spring"
    )
    Path("spring.json").write_text(dumps(spring))
    done = run("carry", "instance.json", "plan.json", "spring.json", "-o", "next.json", "--json")
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout) == {"written": "next.json", "reviews": 1, "first_claims": [], "left_out": []}


WRONG = {
    "reschedule instance.json plan.json": "at least one CHANGE",
    "reschedule instance.json plan.json missing.json": "missing.json: found no such file",
    "reschedule instance.json plan.json plan.json": "$.changes: found nothing",
    "reschedule instance.json plan.json --apply 1": "no such file",
    "reschedule instance.json plan.json missing.json --apply 1": "leave the changes and --calls out",
    "reschedule instance.json plan.json --apply 0": "0",
    "undo plan.json": "no step in its history",
    "undo missing.json": "no such file",
    "history missing.json": "no such file",
    "diff plan.json instance.json": "instance.json",
    "diff plan.json missing.json": "no such file",
    "tell instance.json plan.json --csv --json": "not both",
    "carry instance.json plan.json instance.json -o next.json": "expected a day after 2018-12-21",
}


@pytest.mark.parametrize("line", WRONG, ids=lambda line: line.replace(" ", "_"))
def test_wrong_usage_and_input_is_refused_in_words(line: str, folder: Path) -> None:
    before = Path("plan.json").read_bytes()
    result = run(*line.split())
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert WRONG[line] in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert Path("plan.json").read_bytes() == before
    assert not Path("next.json").exists()


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ('{"kind": "cancel", "notice": "2018-09-10"}', "cancel-review"),
        (CANCEL.replace("ofsted", "ofstd"), "'ofsted'"),
        (CANCEL.replace('"VA"', '"VX"'), "found 'VX'"),
        (CANCEL.replace("2018-09-10", "soon"), "notice"),
        ("{oops", "expected JSON"),
        (
            CANCEL.replace('"why"', '"whi"'),
            "$.changes[0].whi: found the unknown key 'whi'; expected one of booked, kind",
        ),
    ],
)
def test_a_wrong_change_is_refused_in_words(change: str, said: str, folder: Path) -> None:
    result = reschedule(change)
    assert (result.exit_code, result.stdout) == (2, "")
    assert said in " ".join(result.stderr.split())
    assert not Path("plan.json.repairs.json").exists()


def test_no_repair_at_all_is_said(folder: Path) -> None:
    strict = small().model_copy(
        update={
            "policy": tiny.policy(commitment={"strict": True}),
            "terms_in_year": 1,
            "ledger": (),
        }
    )
    Path("instance.json").write_text(dumps(strict))
    result = reschedule(CANCEL, "--deterministic")
    assert result.exit_code == 3, result.output
    assert "No repair is possible." in result.stdout


@pytest.mark.parametrize("failure", ["no repair", "nothing found", "interrupted", "untrue", "not written"])
def test_failed_run_leaves_repairs(failure: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Case of that name: the repairs of the run before cannot be applied, however the run ended."""
    in_this_process(monkeypatch)
    assert reschedule(CANCEL, "--deterministic").exit_code == 0
    with monkeypatch.context() as patch:
        code = fail(failure, patch)
        assert reschedule(CANCEL, "--deterministic").exit_code == code
    refused = reschedule("--apply", "1")
    assert (refused.exit_code, "no such file" in refused.stderr) == (2, True)
    assert Path("plan.json").read_text() == dumps(PLAN)


def fail(failure: str, patch: pytest.MonkeyPatch) -> int:
    """Let the next run end so; its exit code."""
    if failure == "no repair":
        strict = {"policy": tiny.policy(commitment={"strict": True}), "terms_in_year": 1, "ledger": ()}
        Path("instance.json").write_text(dumps(small().model_copy(update=strict)))
        return 3
    if failure == "untrue":

        def certify(*_: object) -> None:
            raise NotTrue(("it is not",))

        patch.setattr(checking, "certify", certify)
        return 1
    if failure == "not written":

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        patch.setattr(os, "fsync", full)
        return 2
    ended = Repairs(None, whole=False, interrupted=failure == "interrupted")
    patch.setattr(in_child, "reschedule_in_child", lambda *_: ended)
    return 130 if ended.interrupted else 4


def test_a_run_that_is_refused_is_none(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The repairs of the run before stand still."""
    in_this_process(monkeypatch)
    assert reschedule(CANCEL, "--deterministic").exit_code == 0
    assert reschedule(CANCEL.replace('"VA"', '"VX"')).exit_code == 2
    assert reschedule("--apply", "1").exit_code == 0


def test_the_price_of_one_more_call_stands_beside_the_repairs(folder: Path) -> None:
    """The near R2 is planned and the nearer R5 is free: one more call swaps them, which nothing else would."""
    instance = tiny.instance(
        *(tiny.school("A"), tiny.school("B", km=90), tiny.school("C", km=60), tiny.school("D", km=10)),
        *(tiny.review("A", slots=(tiny.day(3), tiny.day(4))), tiny.lead("L1"), tiny.reviewer("R2", "B")),
        *(tiny.reviewer("R3", "C"), tiny.reviewer("R5", "D")),
    )
    Path("instance.json").write_text(dumps(instance))
    ill = '{"kind": "drop-out", "notice": "2018-09-03", "person": "R3"}'
    said = reschedule(ill, "--calls", "3")
    assert said.exit_code == 0, said.output
    assert "The price of one more call" in said.stdout
    found = json.loads(reschedule(ill, "--calls", "3", "--json").stdout)
    rows = found["calls"]
    assert [row["quality"] for row in rows] == sorted({row["quality"] for row in rows}, reverse=True)
    assert all(row["what_is_known"] == "proven" for row in rows)
    last = rows[-1]["repair"]
    assert reschedule("--apply", str(last)).exit_code == 0
    assert len(json.loads(run("history", "plan.json", "--json").stdout)["history"]) == 1


def test_calls_cannot_be_priced_where_nothing_is_sought(folder: Path) -> None:
    assert reschedule("--apply", "1", "--calls", "2").exit_code == 2
