"""What is asked of the sets of others, and the real ones where they lie beside the project."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from benchmarks.sets import __main__ as command
from benchmarks.sets.answer import Wrong, answer
from benchmarks.sets.referees import load, rescheduled
from benchmarks.sets.solving import Found
from tests.benchmarks import test_sets_papers as papers
from tests.benchmarks import test_sets_referees as referees

EXTERNAL = Path(__file__).parents[3] / "shared" / "data" / "external"
TINY = {"referees": ("220", "220", "2", "2", "220"), "papers": ("3.5000", "3.5000", "1.5000", "3.5000")}


def found(cost: int, bound: int) -> Found:
    return Found(np.zeros(0, dtype=np.int64), cost, bound, "relaxation", 0.0)


def test_an_answer_is_what_a_recount_says_and_the_solver_must_agree() -> None:
    assert answer("distance", 17, found(17, 17)).reaches("17")
    with pytest.raises(Wrong, match="the solver says 17 and a recount 18"):
        answer("distance", 18, found(17, 17))


def test_an_answer_that_is_not_proven_reaches_nothing() -> None:
    assert not answer("distance", 17, found(17, 16)).reaches("17")
    assert not answer("distance", 17, found(17, 17)).reaches("16")


def test_a_bound_moves_to_the_safe_side_by_what_rounding_may_hide() -> None:
    cent, beyond = Fraction(1, 100), (Fraction(-1, 100), Fraction(2, 100))
    most = answer("score", Fraction(36, 100), found(-34, -40), -cent, beyond)
    assert most.bound == pytest.approx(0.42)
    least = answer("score", Fraction(33, 100), found(34, 30), cent, beyond)
    assert least.bound == pytest.approx(0.29)


@pytest.mark.parametrize("recounted", [Fraction(32, 100), Fraction(37, 100)])
def test_a_recount_farther_off_than_rounding_is_refused(recounted: Fraction) -> None:
    with pytest.raises(Wrong, match=r"the solver says 0\.34 and"):
        answer("score", recounted, found(-34, -40), Fraction(-1, 100), (Fraction(-1, 100), Fraction(2, 100)))


def tiny(folder: Path) -> Path:
    referees.written(folder, referees.THREE)
    return papers.written(folder, papers.TWO)


def test_the_command_prints_a_row_a_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "KNOWN", TINY)
    done = CliRunner().invoke(command.sets, [str(tiny(tmp_path))])
    assert done.exit_code == 0, done.output
    assert "| referees | least distance | 220 | 220 | 220 | relaxation |" in done.output
    assert f"least distance, 20 matches at most moved by 7 days at most | 220 | {command.NEVER} | 220 |" in done.output
    assert done.output.count("| papers |") == 4


def test_the_command_fails_where_a_known_value_is_not_reached(tmp_path: Path) -> None:
    done = CliRunner().invoke(command.sets, [str(tiny(tmp_path))])
    assert done.exit_code == 1
    assert "not reached or not proven: least distance;" in done.output


def test_the_command_fails_in_words_where_a_file_is_missing(tmp_path: Path) -> None:
    (tiny(tmp_path) / "midl_covs.npy").unlink()
    done = CliRunner().invoke(command.sets, [str(tmp_path)])
    assert done.exit_code == 1 and "Error: " in done.output and "midl_covs.npy: expected" in done.output


real = pytest.mark.skipif(not EXTERNAL.is_dir(), reason="the sets of others are not beside the project")


@real
def test_every_known_value_is_reached() -> None:
    done = CliRunner().invoke(command.sets, [str(EXTERNAL), "--published"])
    assert done.exit_code == 0, done.output
    assert command.NEVER not in done.output


@real
@pytest.mark.soak
def test_what_was_never_published_is_proven() -> None:
    answer = rescheduled(load(EXTERNAL / "handball_2022.json"), seconds=300.0)
    assert answer.found == answer.bound == 5_007
