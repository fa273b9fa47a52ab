import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.instance import Instance
from models.schedule import Certificate, Schedule, Status
from scheduler.cli import main
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.storage import dumps, instance_sha256, load_schedule
from tests import tiny

COMMANDS = sorted(main.commands)


def small() -> Instance:
    return tiny.instance(
        tiny.school("A", pupils=200),
        tiny.school("B", km=20),
        tiny.school("C", km=60),
        tiny.review("A"),
        tiny.lead("L1"),
        tiny.reviewer("R1", "A"),
        tiny.reviewer("R2", "B"),
        tiny.reviewer("R3", "C"),
    )


GOOD = tiny.schedule(tiny.held("A", "L1", "R2", "R3"))
BAD = tiny.schedule(tiny.held("A", "L1", "R1", "R2"))  # R1 would review their own school


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    Path("good.json").write_text(dumps(GOOD))
    Path("bad.json").write_text(dumps(BAD))
    return tmp_path


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def solver(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> list[tuple[Instance, Options]]:
    """Put a search in place that ends at once, and remember what it was asked."""
    asked: list[tuple[Instance, Options]] = []

    def solve_in_child(instance: Instance, options: Options, report: Callable[[Progress], None]) -> Outcome:
        asked.append((instance, options))
        report(Progress(seconds=1.5, step="search", goal="quality", best=80, bound=79, gap=0.0125))
        return outcome

    monkeypatch.setitem(sys.modules, "scheduler.solving", SimpleNamespace(solve_in_child=solve_in_child))
    return asked


# Help


@pytest.mark.parametrize("command", COMMANDS)
def test_help_has_an_example_and_the_exit_codes(command: str) -> None:
    result = run(command, "--help")
    assert result.exit_code == 0
    assert f"qa-scheduler {command}" in result.stdout
    assert "130  interrupted" in result.stdout
    assert "--json" in result.stdout


def test_help_loads_nothing_slow() -> None:
    slow = "pydantic", "numpy", "scipy", "networkx", "rich", "ortools", "highspy", "geopy"
    words = f"""
import sys
from scheduler.cli import main
for command in {COMMANDS}:
    main([command, "--help"], standalone_mode=False)
print([name for name in {slow} if name in sys.modules], file=sys.stderr)"""
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


# solve


def test_solve_writes_a_checked_schedule_and_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solver(monkeypatch, Outcome(Status.FEASIBLE, GOOD, notices=("the solver crashed once",)))
    result = run("solve", "instance.json", "-o", "new.json")
    assert result.exit_code == 0
    assert load_schedule("new.json", small()) == GOOD
    assert "Written to new.json. Every rule was checked" in result.stdout
    assert "qa-scheduler show instance.json new.json --by week" in result.stdout
    assert "1 of 1 (100 %)" in result.stdout
    assert result.stderr.splitlines() == [
        "    1.5 s  search  quality  best 80  bound 79  gap 1.25 %",
        "the solver crashed once",
    ]


def test_solve_prints_json_for_machines(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solver(monkeypatch, Outcome(Status.FEASIBLE, GOOD))
    data = json.loads(run("solve", "instance.json", "-o", "new.json", "--json").stdout)
    assert (data["status"], data["written"]) == ("feasible", "new.json")


def test_solve_passes_its_options_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = solver(monkeypatch, Outcome(Status.FEASIBLE, GOOD))
    words = "--time-limit-seconds 5 --workers 3 --seed 7 --without phase --without locality"
    run("solve", "instance.json", "-o", "new.json", *words.split())
    run("solve", "instance.json", "-o", "new.json", "--deterministic", "--work-limit", "9")
    (instance, options), (_, deterministic) = asked
    assert options == Options(time_limit_seconds=5, workers=3, seed=7, started=options.started)
    assert instance.policy.without == ("phase", "locality")
    limits = Options(None, workers=1, deterministic=True, work_limit=9, started=deterministic.started)
    assert deterministic == limits


@pytest.mark.parametrize(
    ("outcome", "code", "said"),
    [
        (Outcome(Status.INFEASIBLE, clashes=("VA is fixed twice over",)), 3, "VA is fixed twice over"),
        (Outcome(Status.UNKNOWN), 4, "could not be told"),
        (Outcome(Status.MODEL_INVALID), 4, "fault of the program"),
        (Outcome(Status.UNKNOWN, interrupted=True), 130, "Interrupted"),
    ],
)
def test_without_a_schedule_nothing_is_written(
    outcome: Outcome, code: int, said: str, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    solver(monkeypatch, outcome)
    result = run("solve", "instance.json", "-o", "good.json")
    assert result.exit_code == code
    assert said in result.stdout
    assert Path("good.json").read_text() == dumps(GOOD)


def test_interrupted_with_a_schedule_keeps_it(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solver(monkeypatch, Outcome(Status.FEASIBLE, GOOD, interrupted=True))
    assert run("solve", "instance.json", "-o", "new.json").exit_code == 130
    assert Path("new.json").exists()


def test_interrupted_elsewhere_ends_without_a_traceback(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Outcome:
        raise KeyboardInterrupt

    monkeypatch.setitem(sys.modules, "scheduler.solving", SimpleNamespace(solve_in_child=interrupted))
    result = run("solve", "instance.json", "-o", "new.json")
    assert (result.exit_code, result.stderr) == (130, "Interrupted.\n")


def test_a_schedule_that_breaks_a_rule_is_never_written(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    solver(monkeypatch, Outcome(Status.OPTIMAL, BAD))
    result = run("solve", "instance.json", "-o", "good.json")
    assert result.exit_code == 1
    assert "it was not written" in result.stderr
    assert Path("good.json").read_text() == dumps(GOOD)


# check


def test_check_passes_a_good_schedule(folder: Path) -> None:
    result = run("check", "instance.json", "good.json")
    assert result.exit_code == 0
    assert "The schedule passes." in result.stdout


def test_check_lists_breaches(folder: Path) -> None:
    result = run("check", "instance.json", "bad.json")
    assert result.exit_code == 1
    assert "outside-hub" in result.stdout
    found = json.loads(run("check", "instance.json", "bad.json", "--json").stdout)
    assert {"outside-hub", "locality"} <= {breach["rule"] for breach in found["breaches"]}


def test_breaches_of_rules_that_are_off_do_not_fail(folder: Path) -> None:
    broken = {
        breach["rule"] for breach in json.loads(run("check", "instance.json", "bad.json", "--json").stdout)["breaches"]
    }
    off = [word for rule in sorted(broken) for word in ("--without", rule)]
    result = run("check", "instance.json", "bad.json", *off)
    assert result.exit_code == 0
    assert "Switched off: " in result.stdout


def certified(**claims: Any) -> Schedule:
    defaults = {"status": Status.FEASIBLE, "instance_sha256": instance_sha256(small())}
    return GOOD.model_copy(update={"certificate": Certificate(**(defaults | claims))})


def test_a_false_claim_of_the_certificate_is_a_breach(folder: Path) -> None:
    Path("false.json").write_text(dumps(certified(status=Status.OPTIMAL)))
    result = run("check", "instance.json", "false.json")
    assert result.exit_code == 1
    assert "these goals are not proven" in " ".join(result.stdout.split())


def test_a_certificate_for_another_version_of_the_instance_is_told(folder: Path) -> None:
    Path("older.json").write_text(dumps(certified(instance_sha256="0" * 64)))
    result = run("check", "instance.json", "older.json")
    assert result.exit_code == 0
    assert "another version of this instance" in result.stdout


# show, rules, schema, generate


@pytest.mark.parametrize(
    "by",
    [[], *(["--by", view] for view in ("week", "school", "account", "person", "reviewer", "lead", "hub", "fairness"))],
)
def test_show_prints_tables_within_100_columns(by: list[str], folder: Path) -> None:
    result = run("show", "instance.json", "good.json", *by)
    assert result.exit_code == 0
    assert max(map(len, result.stdout.splitlines())) <= 100
    assert json.loads(run("show", "instance.json", "good.json", *by, "--json").stdout)


def test_show_keeps_only_rows_that_name_something(folder: Path) -> None:
    words = "show", "instance.json", "good.json", "--only", "school b"
    assert [row["school"] for row in json.loads(run(*words, "--by", "school", "--json").stdout)["schools"]] == [
        "School B"
    ]
    assert "School C" not in run(*words, "--by", "school").stdout
    refused = run(*words)
    assert (refused.exit_code, "add --by" in refused.stderr) == (2, True)


def test_show_keeps_only_the_reviews_that_are_asked_for(folder: Path) -> None:
    words = "show", "instance.json", "good.json", "--hub", "H1"
    refused = run(*words, "--by", "hub")
    assert (refused.exit_code, "add --by week, school, account, person, reviewer or lead" in refused.stderr) == (
        2,
        True,
    )
    unknown = run("show", "instance.json", "good.json", "--by", "week", "--hub", "nowhere")
    assert (unknown.exit_code, "a hub's id or name" in unknown.stderr) == (2, True)
    found = json.loads(run("show", "instance.json", "good.json", "--by", "week", "--who", "School A", "--json").stdout)
    assert {row["host"] for row in found["weeks"]} == {"School A"}


def test_rules_shows_the_numbers_in_force(folder: Path) -> None:
    Path("other.json").write_text(dumps(small().model_copy(update={"policy": tiny.policy(lead_load={"reviews": 4})})))
    assert "at most 6 reviews" in run("rules").stdout
    result = run("rules", "other.json", "--without", "phase", "--json")
    listed = {rule["rule"]: rule for rule in json.loads(result.stdout)["rules"]}
    assert "at most 4 reviews" in listed["lead-load"]["sentence"]
    assert (listed["phase"]["in_force"], listed["lead-load"]["in_force"]) == ("OFF", "on")
    assert listed["team-size"]["can_be_switched_off"] == "no"


@pytest.mark.parametrize(("words", "key"), [([], "reviewers"), (["instance"], "leads"), (["schedule"], "certificate")])
def test_schema_is_a_json_schema(words: list[str], key: str) -> None:
    schema = json.loads(run("schema", *words).stdout)
    assert key in schema["properties"]
    assert "format" in schema["required"]


def test_generate_makes_another_instance_the_same_way_each_time(folder: Path) -> None:
    words = ["generate", "drawn", "--draw", "12", "--hubs", "2", "--term", "spring", "--seed", "5", "-o"]
    assert run(*words, "one.json").exit_code == run(*words, "two.json").exit_code == 0
    assert Path("one.json").read_bytes() == Path("two.json").read_bytes()
    assert run(*words[:-1]).stdout == Path("one.json").read_text()
    assert "qa-scheduler generate drawn --draw 12 --term spring --hubs 2 --seed 5" in Path("one.json").read_text()


# Wrong usage and wrong input: exit 2, every problem, no traceback, no file touched

WRONG = {
    "solve missing.json -o new.json": "missing.json: found no such file",
    "solve noe-2018-autum -o new.json": "no bundled instance of that name",
    "solve . -o new.json": "found a folder",
    "solve good.json -o new.json": "$.name: found nothing",
    "solve instance.json": "Missing option",
    "solve instance.json -o .": "found a folder",
    "solve instance.json -o nowhere/new.json": "no folder",
    "solve instance.json -o new.json --time-limit-seconds 0": "0",
    "solve instance.json -o new.json --time-limit-seconds nan": "finite",
    "solve instance.json -o new.json --time-limit-seconds soon": "soon",
    "solve instance.json -o new.json --workers -1": "-1",
    "solve instance.json -o new.json --seed 1.5": "1.5",
    "solve instance.json -o new.json --deterministic --time-limit-seconds 5": "--work-limit",
    "solve instance.json -o new.json --deterministic --workers 4": "one worker",
    "solve instance.json -o new.json --work-limit 5": "--deterministic",
    "solve instance.json -o new.json --without lead-lod": "Maybe 'lead-load' is meant",
    "solve instance.json -o new.json --without team-size": "cannot be switched off",
    "check instance.json missing.json": "no such file",
    "check instance.json instance.json": "found an instance; expected a schedule. Name the instance first",
    "check instance.json two-problems.json": "2 problems in two-problems.json",
    "check instance.json another.json": "$.instance: found 'another'",
    "check broken.json good.json": "line 1, column 2",
    "show instance.json good.json --by day": "day",
    "show instance.json broken.json": "expected JSON",
    "rules missing.json": "no such file",
    "schema people": "people",
    "generate noe-2018-autum -o new.json": "Maybe the bundled 'noe-2018-autumn' is meant",
    "generate noe-2018-autumn --seed 4 -o new.json": "takes no options",
    "generate x --draw 5 --schools s.csv -o new.json": "either --schools FILE or --draw N",
    "generate x --draw -5 -o new.json": "at least 2",
    "generate x --schools missing.csv -o new.json": "missing.csv",
    "generate x --draw 20 --free-percent 120 -o new.json": "0 to 100",
    "plan": "plan",
}


@pytest.mark.parametrize("line", WRONG, ids=lambda line: line.replace(" ", "_"))
def test_wrong_usage_and_input_is_refused_in_words(line: str, folder: Path) -> None:
    Path("broken.json").write_text("{oops")
    Path("another.json").write_text(dumps(GOOD.model_copy(update={"instance": "another"})))
    two = tiny.schedule(tiny.held("A", "L9", "R2", "R8"))
    Path("two-problems.json").write_text(dumps(two))
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    result = run(*line.split())
    assert result.exit_code == 2, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert WRONG[line] in " ".join(result.stderr.split())
    assert result.stdout == ""
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_reader_that_is_gone_is_said_in_a_sentence(folder: Path) -> None:
    words = f"{sys.executable} -m scheduler.cli schema | {sys.executable} -c pass"
    root = Path(__file__).parents[2]
    done = subprocess.run(["bash", "-o", "pipefail", "-c", words], capture_output=True, text=True, cwd=root)
    said = "Standard output cannot be written (nobody reads it any more)."
    assert (done.returncode, done.stderr) == (2, f"{said} Write to a file or pipe that takes all of it.\n")
