"""Whatever happens to the child process, what it had found is kept, and it is said what happened."""

import multiprocessing
from pathlib import Path
from types import SimpleNamespace

import pytest
from click.testing import CliRunner, Result

from models.instance import Instance
from models.problem import InvalidInput
from models.schedule import Schedule, Status
from scheduler import solving
from scheduler.checking import certify
from scheduler.cli import main
from scheduler.processes import child
from scheduler.solvers.options import LARGE, Options, Outcome, Progress
from scheduler.solving import Work, solve_in_child
from scheduler.storage import load_instance, load_schedule
from tests.faulty import FAULTS, after_reports, always, nothing_held, once
from tests.planted import SMALL
from tests.solving import PLAIN, decided

NAME = "three-hubs"
DEADLY = tuple(fault for fault in FAULTS if fault != "hang")
SAFE_MODE = "The solver went on in safe mode: one worker, plain settings."
SAID = {
    "SystemExit": "The solver's process failed",
    "RuntimeError": "a fault put in by the tests",
    "half a message": "SIGKILL",
}
"""What the notice says of a fault, where it is not the fault's own name."""


@pytest.fixture
def instance() -> Instance:
    return load_instance(NAME)


def bare(schedule: Schedule | None) -> Schedule | None:
    return schedule and schedule.model_copy(update={"certificate": None})


def assert_kept(outcome: Outcome, instance: Instance) -> None:
    """The schedule the faulty child reported is the outcome's."""
    assert outcome.status == Status.FEASIBLE
    assert bare(outcome.schedule) == bare(nothing_held(instance))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("fault", DEADLY)
def test_after_a_fault_one_child_in_safe_mode_goes_on_from_the_best_schedule(fault: str, instance: Instance) -> None:
    outcome = solve_in_child(instance, PLAIN, work=once(fault))
    assert_kept(outcome, instance)
    assert not outcome.interrupted
    died, went_on = outcome.notices
    assert SAID.get(fault, fault) in died
    assert went_on == SAFE_MODE


@pytest.mark.parametrize("fault", ["SIGSEGV", "RuntimeError", "half a message"])
def test_a_second_fault_ends_it_with_the_best_schedule(fault: str, instance: Instance) -> None:
    outcome = solve_in_child(instance, PLAIN, work=always(fault))
    assert_kept(outcome, instance)
    died, went_on, died_again = outcome.notices
    assert SAID.get(fault, fault) in died and died == died_again
    assert went_on == SAFE_MODE


def test_a_second_fault_with_nothing_found_could_not_tell(instance: Instance) -> None:
    outcome = solve_in_child(instance, PLAIN, work=always("SIGKILL", found=False))
    assert (outcome.status, outcome.schedule, outcome.interrupted) == (Status.UNKNOWN, None, False)
    assert len(outcome.notices) == 3


def test_a_child_that_ignores_its_time_limit_is_ended_and_its_best_kept(
    instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = 0.0

    def let_time_pass(progress: Progress) -> None:
        nonlocal now
        assert progress.schedule is not None
        now = 10 * 1.1 + 15.5

    monkeypatch.setattr(child, "time", SimpleNamespace(monotonic=lambda: now))
    outcome = solve_in_child(instance, Options(time_limit_seconds=10, started=0), let_time_pass, always("hang"))
    assert_kept(outcome, instance)
    assert outcome.notices == ("The solver passed its time limit and was ended.",)


def test_interrupted_the_child_is_ended_and_its_best_kept_and_marked(instance: Instance) -> None:
    def interrupt(_: Progress) -> None:
        raise KeyboardInterrupt

    outcome = solve_in_child(instance, PLAIN, interrupt, always("hang"))
    assert_kept(outcome, instance)
    assert outcome.interrupted
    assert outcome.schedule is not None and outcome.schedule.certificate is not None
    assert outcome.schedule.certificate.interrupted


def assert_survived(fault: str, reports: int) -> Outcome:
    """A fault in the middle of a real search costs nothing: safe mode ends with the best schedule, proven."""
    instance = load_instance(NAME)
    outcome = solve_in_child(instance, PLAIN, work=after_reports(fault, reports))
    assert outcome.status == Status.OPTIMAL
    assert outcome.schedule is not None
    certify(instance, outcome.schedule)
    values = decided(outcome.schedule)
    assert {goal: values[goal] for goal in SMALL[NAME]} == SMALL[NAME]
    assert multiprocessing.active_children() == []
    return outcome


@pytest.mark.parametrize(("fault", "reports"), [("SIGSEGV", 3), ("SIGABRT", 5)])
def test_a_fault_during_a_search_costs_nothing(fault: str, reports: int) -> None:
    assert SAFE_MODE in assert_survived(fault, reports).notices


@pytest.mark.soak
@pytest.mark.parametrize("fault", ["SIGSEGV", "SIGABRT", "SIGKILL", "exit code 1", "RuntimeError"])
@pytest.mark.parametrize("reports", range(1, 21))
def test_a_fault_at_any_moment_of_a_search_costs_nothing(fault: str, reports: int) -> None:
    assert_survived(fault, reports)


# Through the command line


def solve(work: Work, output: Path, monkeypatch: pytest.MonkeyPatch) -> Result:
    def with_work(instance: Instance, options: Options, report: solving.Report) -> Outcome:
        return solve_in_child(instance, options, report, work)

    monkeypatch.setattr(solving, "solve_in_child", with_work)
    return CliRunner().invoke(main, ["solve", NAME, "-o", str(output)])


@pytest.mark.parametrize("work", [once("SIGSEGV"), always("SIGSEGV")], ids=["safe mode", "safe mode fails too"])
def test_what_was_found_before_a_fault_is_written(
    work: Work, instance: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    result = solve(work, tmp_path / "schedule.json", monkeypatch)
    assert result.exit_code == 0, result.output
    assert load_schedule(tmp_path / "schedule.json", instance) == nothing_held(instance)
    assert "The solver's process ended unexpectedly (signal SIGSEGV)." in result.stderr
    assert SAFE_MODE in result.stderr
    assert "Traceback" not in result.output


def test_faults_with_nothing_found_leave_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    result = solve(always("exit code 1", found=False), tmp_path / "schedule.json", monkeypatch)
    assert result.exit_code == 4
    assert "exit code 1" in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_several_terms_too_large_to_be_solved_at_once_are_refused(instance: Instance) -> None:
    """They were searched whole without a word, beyond any memory."""
    review, term = instance.reviews[0], instance.terms[0]
    later = term.model_copy(update={"id": "later", "number": term.number + 1})
    many = tuple(review.model_copy(update={"id": f"review-{number}"}) for number in range(LARGE))
    large = instance.model_copy(update={"reviews": many, "terms": (term, later)})
    with pytest.raises(InvalidInput, match=r"2 terms with 500 reviews; expected one term, or fewer than 500"):
        solve_in_child(large, PLAIN)
