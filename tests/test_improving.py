"""Only a better, checked schedule takes the place of a stored one; of the old one's proofs it keeps what holds for it.

Most tests look at one review, at school A, with a team of three who each come alone from their school, named after its
km from A: quality is the sum of their km. Fairness counts each excess twice, for the reviewer and for the school.
"""

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result

import solutions.__main__ as command
from models.instance import Instance
from models.problem import InvalidInput
from models.schedule import Certificate, GoalResult, Schedule, Status
from scheduler import __version__
from scheduler.checking import certify, check
from scheduler.solvers.options import Options, Outcome, Progress
from scheduler.storage import dumps, instance_sha256, load_instance, load_schedule
from solutions.improving import Refused, check_can_store, improvement, store
from solutions.make_readme import page
from solutions.proofs import bound_holds, results_of
from tests import tiny
from tests.brute_force import optimum
from tests.drawing import draw_instance

KM = (40, 41, 60, -60, 70, 80, 90, 100, -100, 120)
WORLD = tiny.instance(
    tiny.school("A", pupils=600),
    tiny.review("A"),
    tiny.lead("L1"),
    *(tiny.school(f"S{km}", km=km) for km in KM),
    *(tiny.reviewer(f"R{km}", f"S{km}") for km in KM),
)
SPREAD, EVEN = (120, 80, 40), (90, 80, 70)  # 240 km either way; beyond 60 km a visit, 80 and 60 km
Claim = dict[str, Any]
Claims = dict[str, Claim]
OPEN: Claims = {goal.goal: {"bound": 0} for goal in WORLD.policy.goals}


def solution(*km: int, fair_m: int = 60_000, claims: Claims | None = None, **fields: Any) -> Schedule:
    """The schedule with this team. Each goal is said to be decided at what it is, proven by the relaxation.

    claims: what else is said of a goal; a bound below the value leaves it open.
    """
    team = tiny.schedule(tiny.held("A", "L1", *(f"R{one}" for one in km)))
    values = check(WORLD, _with(team, fair_visit_m=fair_m)).values
    goals = tuple(
        _result(goal.goal, values[goal.goal], (claims or {}).get(goal.goal, {})) for goal in WORLD.policy.goals
    )
    status = Status.OPTIMAL if all(result.proven for result in goals) else Status.FEASIBLE
    return _with(team, **{"status": status, "goals": goals, "fair_visit_m": fair_m} | fields)


def _result(goal: str, recounted: int, claim: Claim) -> GoalResult:
    value = claim.get("value", recounted)
    bound = claim.get("bound", value)
    usual = {"proven": bound == value, "closed_by": ("relaxation",) if bound == value else ()}
    said = {"value": value, "bound": bound, "final": recounted}
    return GoalResult(goal=goal, unit="units", **(usual | said | claim))


def _with(schedule: Schedule, **fields: Any) -> Schedule:
    """The schedule with this in its certificate."""
    versions = {"qa-scheduler": __version__}
    usual = {"status": Status.FEASIBLE, "versions": versions, "instance_sha256": instance_sha256(WORLD)}
    before = schedule.certificate.model_dump() if schedule.certificate else usual
    return schedule.model_copy(update={"certificate": Certificate.model_validate(before | fields)})


def refusal(stored: Schedule | None, candidate: Schedule) -> str:
    with pytest.raises(Refused) as refused:
        improvement(WORLD, stored, candidate)
    return str(refused.value)


# What is no solution


def without_certificate(schedule: Schedule) -> Schedule:
    return schedule.model_copy(update={"certificate": None})


NO_SOLUTION: dict[str, tuple[Schedule, str]] = {
    "by hand": (without_certificate(solution(*EVEN)), "It has no certificate"),
    "of another version": (solution(*EVEN, instance_sha256="0" * 64), "for another instance than 'tiny' as it is now"),
    "of another name": (solution(*EVEN).model_copy(update={"instance": "other"}), "for another instance"),
    "rules off": (solution(*EVEN, rules_off=("phase", "locality")), "made without locality and phase"),
    "interrupted": (solution(*EVEN, interrupted=True), "interrupted"),
    "not to the end": (
        solution(*EVEN, status=Status.FEASIBLE, goals=solution(*EVEN).certificate.goals[:3]),  # type: ignore[union-attr]
        "says nothing about quality and fairness",
    ),
    "unknown fairness": (solution(*EVEN, fair_m=None), "beyond how many metres"),  # type: ignore[arg-type]
    "a breach": (solution(*EVEN, 100), "has 3 seats and gets 4 reviewers"),
    "a false value": (solution(*EVEN, claims={"quality": {"final": 239}}), "the recount gives 240"),
    "proven by nobody": (solution(*EVEN, claims={"quality": {"closed_by": ()}}), "nobody is named"),
    "closed and open": (
        solution(*EVEN, claims={"quality": {"bound": 239, "closed_by": ("HiGHS",)}}),
        "closed by HiGHS, and is not proven",
    ),
}


@pytest.mark.parametrize("case", NO_SOLUTION)
def test_what_is_no_solution_is_refused_also_where_none_is_stored(case: str) -> None:
    candidate, words = NO_SOLUTION[case]
    assert words in refusal(None, candidate)
    assert words in refusal(solution(*SPREAD), candidate)


def test_all_that_is_wrong_is_said_at_once() -> None:
    said = refusal(None, solution(*EVEN, 100, interrupted=True, rules_off=("phase",)))
    assert all(words in said for words in ("interrupted", "made without phase", "gets 4 reviewers"))


def test_the_first_one_is_taken_as_it_is() -> None:
    assert improvement(WORLD, None, solution(*EVEN)).schedule == solution(*EVEN)


def test_one_that_is_no_solution_any_more_gives_way() -> None:
    stored = solution(60, -60, 40, instance_sha256="0" * 64)
    assert "no solution of the instance as it is now" in improvement(WORLD, stored, solution(*EVEN)).reason


# Which is better


def test_the_first_goal_that_differs_decides() -> None:
    near, far = solution(60, -60, 40, claims=OPEN), solution(*EVEN, claims=OPEN)  # 160 and 240 km
    two = solution(60, 40, claims=OPEN)  # an empty seat, 100 km
    assert refusal(near, far) == "Goal quality, the first that differs: 80 travel-km more than in the stored schedule."
    assert "80 travel-km fewer" in improvement(WORLD, far, near).reason
    assert "Goal seats-filled, the first that differs: 1 empty seats more" in refusal(far, two)
    assert "1 empty seats fewer" in improvement(WORLD, two, far).reason


def test_fairness_decides_among_equals() -> None:
    assert "40.0 km beyond fair more" in refusal(solution(*EVEN, claims=OPEN), solution(*SPREAD, claims=OPEN))
    assert "40.0 km beyond fair fewer" in improvement(WORLD, solution(*SPREAD, claims=OPEN), solution(*EVEN)).reason


def test_fairness_of_different_measures_is_better_only_by_both() -> None:
    """Beyond 60 km, EVEN is better by 20 km, beyond 110 km by 10; both count twice, and the smaller one is said."""
    spread, even = solution(*SPREAD, claims=OPEN), solution(*EVEN, fair_m=110_000)
    assert "20.0 km beyond fair fewer" in improvement(WORLD, spread, even).reason
    assert "20.0 km beyond fair more" in refusal(even, spread)


def test_fairness_better_by_one_measure_only_is_not_comparable() -> None:
    """Beyond 50 km, 120 + 60 + 60 is better (90 to 100); beyond 110 km, 100 + 100 + 40 (0 to 10)."""
    one, other = solution(120, 60, -60, fair_m=50_000, claims=OPEN), solution(100, -100, 40, fair_m=110_000)
    assert "cannot be compared" in refusal(one, other)
    assert "50,000 m a visit, the other beyond 110,000 m" in refusal(other, one)


def test_an_equal_one_is_refused() -> None:
    assert "what is known of them is the same" in refusal(solution(*EVEN), solution(*EVEN))
    less = solution(*EVEN, claims={"quality": {"bound": 200}})
    assert "what is known of them is the same" in refusal(solution(*EVEN), less)


def test_among_equals_more_knowledge_decides() -> None:
    open_: Claims = {"quality": {"bound": 200}}
    tighter: Claims = {"quality": {"bound": 220}}
    both: Claims = {"quality": {"closed_by": ("HiGHS", "CP-SAT")}}
    assert (
        "bound 220 travel-km"
        in improvement(WORLD, solution(*EVEN, claims=open_), solution(*EVEN, claims=tighter)).reason
    )
    better = improvement(WORLD, solution(*EVEN), solution(*EVEN, claims=both))
    assert "closed by relaxation, CP-SAT and HiGHS" in better.reason
    assert results_of(better.schedule)["quality"].closed_by == ("relaxation", "CP-SAT", "HiGHS")


def test_nothing_known_may_be_lost() -> None:
    """Nothing is unfair beyond 200 or 201 km, but a bound for 200 says nothing beyond 201."""
    stored = solution(*EVEN, fair_m=200_000)
    more: Claims = {"quality": {"closed_by": ("relaxation", "CP-SAT")}, "fairness": {"bound": -1}}
    assert "less is known of fairness" in refusal(stored, solution(*EVEN, fair_m=201_000, claims=more))


def test_among_equals_the_one_that_gives_back_less_decides() -> None:
    """Decided at 240 km, which allows up to 242."""
    less, more = (solution(120, 80, km, fair_m=200_000, claims={"quality": {"value": 240}}) for km in (40, 41))
    assert "quality ends 1 travel-km lower" in improvement(WORLD, more, less).reason
    assert "quality ends 1 travel-km higher" in refusal(less, more)


# What is taken over


def test_a_better_schedule_keeps_the_better_bounds_and_who_has_closed() -> None:
    stored = solution(
        *EVEN, claims={"reviews-held": {"closed_by": ("HiGHS",)}, "quality": {"bound": 150}, "fairness": {"bound": 0}}
    )
    near = solution(60, -60, 40, claims={"quality": {"bound": 100}})
    merged = results_of(improvement(WORLD, stored, near).schedule)
    assert merged["quality"] == results_of(near)["quality"].model_copy(update={"bound": 150})
    assert merged["reviews-held"].closed_by == ("relaxation", "HiGHS")


def test_a_bound_of_nobody_named_leaves_a_goal_open() -> None:
    stored = solution(*EVEN, claims={"quality": {"bound": 160}, "fairness": {"bound": 0}})
    near = solution(60, -60, 40, claims={"quality": {"bound": 100}})
    merged = results_of(improvement(WORLD, stored, near).schedule)["quality"]
    assert (merged.value, merged.bound, merged.proven, merged.closed_by) == (160, 159, False, ())


def test_what_was_proven_stays_proven_and_may_complete_the_proof() -> None:
    stored = solution(*EVEN, claims={"fairness": {"bound": 0}})
    candidate = solution(*EVEN, claims={"quality": {"bound": 0}})
    merged = improvement(WORLD, stored, candidate).schedule
    assert merged.certificate is not None
    assert merged.certificate.status == Status.OPTIMAL
    certify(WORLD, merged)


def test_a_bound_that_contradicts_the_other_schedule_is_refused() -> None:
    near, proven = solution(60, -60, 40, claims={"quality": {"bound": 0}}), solution(*EVEN)
    said = refusal(proven, near)
    assert "The new schedule has quality 160 travel-km, below the other's bound 240." in said
    assert "One of the two certificates is wrong" in said
    assert "The stored schedule has quality 160" in refusal(near, proven)


HOLDS: dict[str, tuple[Schedule, dict[str, bool]]] = {
    "the same": (solution(*EVEN), {"quality": True, "fairness": True}),
    "quality lower": (solution(60, -60, 40), {"quality": True, "fairness": True}),
    "quality higher": (solution(120, 80, 41), {"quality": True, "fairness": False}),
    "seats filled less": (solution(90, 80), {"seats-filled": True, "commitments-met": False, "quality": False}),
    "less is fair": (solution(*EVEN, fair_m=59_999), {"quality": True, "fairness": True}),
    "more is fair": (solution(*EVEN, fair_m=60_001), {"quality": True, "fairness": False}),
    "of another program": (solution(*EVEN, versions={"qa-scheduler": "9"}), {"reviews-held": False}),
    "of other rules": (solution(*EVEN, rules_in_force=("phase",)), {"reviews-held": False}),
    "of other decisions": (solution(*EVEN, columns=7), {"reviews-held": False}),
    "of another instance": (solution(*EVEN, instance_sha256="0"), {"reviews-held": False}),
}


@pytest.mark.parametrize("case", HOLDS)
def test_where_a_bound_holds(case: str) -> None:
    other, expected = HOLDS[case]
    assert {goal: bound_holds(WORLD, goal, solution(*EVEN), other) for goal in expected} == expected


def test_the_less_is_called_fair_the_higher_is_the_best_fairness() -> None:
    """What a bound of fairness relies on, by brute force."""
    compared = 0
    for seed in range(12):
        instance = draw_instance(Random(seed))
        best = [optimum(instance, fair_m) for fair_m in (10_000, 30_000, 60_000)]
        found = [each.decided["fairness"] for each in best if each is not None and "fairness" in each.decided]
        assert found == sorted(found, reverse=True)
        compared += len(found) == 3 and found[0] > found[-1]
    assert compared


# The folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A checkout with one stored schedule, of which not all is known."""
    (tmp_path / "pyproject.toml").touch()
    folder = tmp_path / "solutions"
    folder.mkdir()
    (folder / "one-waiver.json").write_text(dumps(_known_of(lambda result: {"bound": result.bound - 1})))
    (folder / "README.md").write_text(page(folder))
    return folder


def _known_of(claim: Callable[[GoalResult], Claim]) -> Schedule:
    """The stored schedule of one-waiver, all proven but for what is said of the last goal."""
    schedule = load_schedule(Path(command.FOLDER) / "one-waiver.json", load_instance("one-waiver"))
    assert schedule.certificate is not None
    named = [result.model_copy(update={"closed_by": ("relaxation",)}) for result in schedule.certificate.goals]
    named[-1] = named[-1].model_copy(update=claim(named[-1]))
    proven = named[-1].bound == named[-1].value
    named[-1] = named[-1].model_copy(update={"proven": proven, "closed_by": ("CP-SAT", "HiGHS") if proven else ()})
    status = Status.OPTIMAL if proven else Status.FEASIBLE
    certificate = schedule.certificate.model_copy(update={"goals": tuple(named), "status": status})
    return schedule.model_copy(update={"certificate": certificate})


BETTER = _known_of(lambda _: {})
WORSE = _known_of(lambda result: {"bound": result.bound - 2})


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_better_one_is_stored_with_the_table(folder: Path) -> None:
    instance = load_instance("one-waiver")
    better = store(instance, BETTER, folder)
    assert load_schedule(folder / "one-waiver.json", instance) == better.schedule == BETTER
    assert (folder / "README.md").read_text() == page(folder)
    assert " CH |" in page(folder)


def test_a_refused_one_touches_nothing(folder: Path) -> None:
    before = content(folder)
    with pytest.raises(Refused):
        store(load_instance("one-waiver"), WORSE, folder)
    assert content(folder) == before


def test_what_is_killed_while_it_writes_leaves_the_old_one_whole(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def killed(_: int) -> None:
        raise KeyboardInterrupt

    before = content(folder)
    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        store(load_instance("one-waiver"), BETTER, folder)
    assert content(folder) == before


# The command


def run(*words: str) -> Result:
    return CliRunner().invoke(command.main, words)


@pytest.fixture
def here(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command, "FOLDER", folder)
    monkeypatch.chdir(folder.parent)
    Path("better.json").write_text(dumps(BETTER))
    Path("worse.json").write_text(dumps(WORSE))
    return folder


def search_ends(monkeypatch: pytest.MonkeyPatch, outcome: Outcome) -> list[tuple[Options, Schedule | None]]:
    """Put a search in place that ends at once; what it was asked, and from where it begins."""
    asked: list[tuple[Options, Schedule | None]] = []

    def solve_in_child(instance: Instance, options: Options, report: Any, work: partial[Outcome]) -> Outcome:
        asked.append((options, work.args[0]))
        report(Progress(seconds=1.5, step="search"))
        return outcome

    monkeypatch.setattr(command, "solve_in_child", solve_in_child)
    return asked


def test_a_file_is_stored_or_refused(here: Path) -> None:
    refused = run("one-waiver", "worse.json")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "nothing was touched" in refused.stderr
    taken = run("one-waiver", "better.json")
    assert taken.exit_code == 0, taken.output
    assert "more is known of fairness" in taken.stdout
    assert run("one-waiver", "better.json").exit_code == 1


def test_without_a_file_it_searches_from_the_stored_one(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = search_ends(monkeypatch, Outcome(Status.OPTIMAL, BETTER, notices=("Something happened.",)))
    stored = load_schedule(here / "one-waiver.json", load_instance("one-waiver"))
    result = run("one-waiver", "--time-limit-seconds", "7")
    assert result.exit_code == 0
    assert "Something happened." in result.stderr
    [(options, start)] = asked
    assert (options.time_limit_seconds, start) == (7, stored)


def test_deterministic_it_searches_from_nothing(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = search_ends(monkeypatch, Outcome(Status.OPTIMAL, BETTER))
    assert run("one-waiver", "--deterministic").exit_code == 0
    [(options, start)] = asked
    assert replace(options, started=0) == Options(None, workers=1, deterministic=True, started=0)
    assert start is None


def test_it_searches_indeed(here: Path) -> None:
    (here / "one-waiver.json").unlink()
    result = run("one-waiver", "--deterministic")
    assert result.exit_code == 0, result.output
    assert "the first one" in result.stdout
    assert run("one-waiver").exit_code == 1


ENDS = {
    "interrupted": (Outcome(Status.OPTIMAL, BETTER, interrupted=True), 130),
    "nothing found": (Outcome(Status.UNKNOWN), 4),
    "impossible": (Outcome(Status.INFEASIBLE, clashes=("A clashes with B.",)), 3),
}


@pytest.mark.parametrize("case", ENDS)
def test_a_search_that_ends_otherwise_touches_nothing(case: str, here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    outcome, code = ENDS[case]
    search_ends(monkeypatch, outcome)
    before = content(here)
    result = run("one-waiver")
    assert result.exit_code == code
    assert result.stderr
    assert content(here) == before


WRONG = {
    "one-waver": "Maybe 'one-waiver' is meant",
    "./one-waiver better.json": "no bundled instance",
    "one-waiver missing.json": "no such file",
    "two-schools better.json": "found 'one-waiver'",
    "one-waiver better.json --deterministic": "Leave SCHEDULE out",
    "one-waiver --deterministic --time-limit-seconds 5": "cannot keep to a time limit",
    "one-waiver --time-limit-seconds 0": "0",
}


@pytest.mark.parametrize("line", WRONG, ids=lambda line: line.replace(" ", "_"))
def test_wrong_usage_and_input_is_refused_in_words(line: str, here: Path) -> None:
    before = content(here)
    result = run(*line.split())
    assert result.exit_code == 2, result.output
    assert WRONG[line] in " ".join(result.stderr.split())
    assert content(here) == before


def test_an_installed_copy_is_left_alone(here: Path) -> None:
    Path("pyproject.toml").unlink()
    before = content(here)
    result = run("one-waiver", "better.json")
    assert result.exit_code == 2
    assert "installed copy" in result.stderr and "Run python -m solutions in the project's own folder" in result.stderr
    assert content(here) == before


def test_a_folder_that_cannot_be_written_is_refused_early(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(InvalidInput, match="cannot be written"):
        check_can_store(folder)
