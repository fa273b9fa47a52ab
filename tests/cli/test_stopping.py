"""Commands with processes of their own, stopped or left alone: what was known is said, and why there is no more."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NoReturn

import pytest
from click.testing import CliRunner, Result

from scheduler import solving
from scheduler.cli import main
from scheduler.explaining import costing, ways_out
from scheduler.explaining.clashing import Clash, Clashes
from scheduler.explaining.pricing import Price
from scheduler.processes.child import OVERRAN, Died
from scheduler.repairs import scenarios, stressing
from tests.in_process import in_turn

ROOT = Path(__file__).parents[2]
NAME = "three-hubs"
SOLVED = str(ROOT / "solutions" / f"{NAME}.json")
CRASH = Died("The solver's process ended unexpectedly (signal SIGSEGV).")
CANCEL = '{"kind": "cancel-review", "notice": "2018-09-11", "review": "REVIEW", "reason": "ofsted"}'
SCENARIOS = [CANCEL.replace("REVIEW", review) for review in ("review-ash", "review-beech")]


def run(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def child(monkeypatch: pytest.MonkeyPatch, lives: Callable[[Any], object]) -> None:
    """Every child lives so; what it is given is how it is heard."""
    monkeypatch.setattr(solving, "run_child", lambda work, task, hear, until: lives(hear))


def interrupt(*_: object, **__: object) -> NoReturn:
    raise KeyboardInterrupt


def first_alone(work: Any, shared: Any, tasks: Any, workers: int, **_: Any) -> Iterator[Any]:
    """What `fan_out` yields until an interrupt comes after the first task."""
    yield from in_turn(work, shared, tasks[:1], workers)
    raise KeyboardInterrupt


def lost(work: Any, shared: Any, tasks: Any, workers: int, **options: Any) -> Iterator[Any]:
    """What `fan_out` yields where every process dies twice."""
    for position in range(len(tasks)):
        options["tell"](position, CRASH.reason)
        yield position, CRASH


# explain INSTANCE


def test_a_crash_is_told_as_a_crash(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, lambda hear: CRASH)
    result = run("explain", "planted-fixed")
    assert result.exit_code == 4
    assert " ".join(result.stdout.split()) == f"It could not be told whether a schedule is possible. {CRASH.reason}"
    assert "safe mode" in result.stderr
    assert "too much" not in result.output


@pytest.mark.parametrize(("end", "code"), [(interrupt, 130), (lambda: OVERRAN, 3)])
def test_clashes_found_by_then_are_said(end: Callable[[], object], code: int, monkeypatch: pytest.MonkeyPatch) -> None:
    found = Clashes((Clash(("L1 leads A", "L1 leads B"), ("one-place",), ("L1 is in two places.",), ()),), ())

    def lives(hear: Any) -> object:
        hear(found)
        return end()

    child(monkeypatch, lives)
    result = run("explain", "planted-fixed")
    assert result.exit_code == code
    assert "L1 is in two places." in " ".join(result.stdout.split())
    assert "There may be more clashes." in result.stdout
    assert "With all of these let go" not in result.stdout


# explain --prices, --cost-of, --why-vacant


def at(*words: str) -> Result:
    return run("explain", NAME, SOLVED, *words)


def test_prices_known_by_then_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    def lives(hear: Any) -> NoReturn:
        hear((Price("R0003", (2, 0.0)),))
        raise KeyboardInterrupt

    child(monkeypatch, lives)
    result = at("--at", "review-ash", "--prices", "--json")
    assert result.exit_code == 130
    assert "R0003" in json.dumps(json.loads(result.stdout))
    assert "Interrupted: this is what was known by then." in result.stderr


def test_where_no_price_is_known_it_is_said_why(monkeypatch: pytest.MonkeyPatch) -> None:
    child(monkeypatch, lambda hear: CRASH)
    result = at("--at", "review-ash", "--prices")
    assert result.exit_code == 0
    assert "No price is known." in result.stdout
    assert CRASH.reason in result.stderr


@pytest.mark.parametrize(("module", "words"), [
    (costing, ("--cost-of", "no-return-visit")),
    (ways_out, ("--why-vacant", "review-ash")),
])  # fmt: skip
@pytest.mark.parametrize(("fan_out", "code", "said"), [(interrupt, 130, "Interrupted"), (lost, 0, CRASH.reason)])
def test_other_answers_say_what_is_known(
    module: Any, words: tuple[str, ...], fan_out: Any, code: int, said: str, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(module, "fan_out", fan_out)
    nobody = {"format": 1, "instance": NAME, "reviews": [{"review": "review-ash"}]}
    (tmp_path / "nobody.json").write_text(json.dumps(nobody))
    result = run("explain", NAME, str(tmp_path / "nobody.json"), *words)
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout


# whatif, stress


def whatif(*words: str) -> Result:
    return run("whatif", NAME, SOLVED, *SCENARIOS, "--deterministic", *words)


def test_scenarios_done_by_then_are_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "fan_out", first_alone)
    result = whatif("--json")
    assert result.exit_code == 130
    assert [one["what_is_known"] for one in json.loads(result.stdout)["scenarios"]] == [
        "proven: every goal",
        "could not be told. Interrupted before it was done.",
    ]
    assert "done: review-ash cancelled (ofsted), 1 of 2" in result.stderr


def test_a_scenario_whose_process_ended_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scenarios, "fan_out", lost)
    result = whatif("--json")
    assert result.exit_code == 0
    known = {one["what_is_known"] for one in json.loads(result.stdout)["scenarios"]}
    assert known == {f"could not be told. {CRASH.reason}"}
    assert f"review-ash cancelled (ofsted): {CRASH.reason}" in result.stderr


@pytest.mark.parametrize(("fan_out", "code", "said"), [(first_alone, 130, "Interrupted"), (lost, 0, CRASH.reason)])
def test_stress_says_what_is_known(fan_out: Any, code: int, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stressing, "fan_out", fan_out)
    result = run("stress", NAME, SOLVED, "--runs", "1", "--cancelled-percent", "100", "--deterministic", "--json")
    assert result.exit_code == code, result.output
    assert said in result.stderr
    assert json.loads(result.stdout)
