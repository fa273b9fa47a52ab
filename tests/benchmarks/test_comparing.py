"""A regression is found, noise is not."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.__main__ import main
from benchmarks.comparing import changes, losses, pairs_of
from benchmarks.runs import Run, store
from tests.benchmarks.made import bound, found, run

NOISE = (0.98, 1.03, 1.0, 0.97, 1.02)


def results(slower: float = 1.0, gap_km: int = 10, noise: tuple[float, ...] = (1.0,) * 5) -> tuple[Run, ...]:
    """Five seeds on each of four instances, the first schedule after about 10 s."""
    return tuple(
        run(
            bound(1, quality=1000 - gap_km),
            found(10 * slower * noise[(seed + n) % 5], 1000),
            instance=f"drawn-24-s{n}",
            seed=seed,
        )
        for n in range(4)
        for seed in range(5)
    )


def worse(old: tuple[Run, ...], new: tuple[Run, ...]) -> list[str]:
    return [change.figure for change in changes(pairs_of(old, new)) if change.is_regression]


def test_what_was_not_measured_again_is_no_success(tmp_path: Path) -> None:
    """One pair that is left over would pass for all of them."""
    for folder, made in (("old", results()), ("new", results()[:-1])):
        for each in made:
            store(each, tmp_path / folder)
    done = CliRunner().invoke(main, ["compare", str(tmp_path / "old"), str(tmp_path / "new")])
    assert done.exit_code == 1
    assert "Worse: drawn-24-s3, seed 4: not measured again" in done.output


def test_identical_results_are_no_regression() -> None:
    assert worse(results(), results()) == []
    assert all(change.change == change.low == change.high == 0 for change in changes(pairs_of(results(), results())))


def test_noise_is_no_regression() -> None:
    assert worse(results(), results(noise=NOISE)) == []
    assert worse(results(noise=NOISE), results()) == []


def test_a_slower_first_schedule_is_a_regression_beyond_the_noise_of_times() -> None:
    assert worse(results(), results(slower=1.09)) == []
    assert "time to the first schedule" in worse(results(), results(slower=1.15))
    assert worse(results(slower=1.15), results()) == []


def test_a_larger_gap_is_a_regression_beyond_two_percent() -> None:
    old, new = results(gap_km=100), results(gap_km=103)
    assert worse(old, new) == ["quality's gap at the end"]
    assert worse(results(gap_km=100), results(gap_km=101)) == []


def test_a_gap_of_next_to_nothing_is_as_good_as_another() -> None:
    assert worse(results(gap_km=0), results(gap_km=1)) == []


def test_times_of_disturbed_runs_are_not_compared() -> None:
    busy = tuple(each.model_copy(update={"others_cores": 0.21}) for each in results(slower=2.0))
    assert [change.figure for change in changes(pairs_of(results(), busy))] == ["quality's gap at the end"]
    calm = tuple(each.model_copy(update={"others_cores": 0.2}) for each in busy)
    assert "time to the first schedule" in worse(results(), calm)


def test_only_the_same_facts_seed_and_limit_are_compared() -> None:
    one = run(found(1, 5))
    others = (
        run(found(1, 5), instance_sha256="1"),
        run(found(1, 5), seed=1),
        run(found(1, 5), limit_seconds=30.0),
        run(found(1, 5), method="greedy"),
    )
    assert pairs_of((one,), (*others, one)) == [(one, one)]


def test_a_lost_schedule_a_broken_rule_and_an_emptier_seat_are_said() -> None:
    before = run(found(1, 5))
    after = (run(), run(found(1, 5), found(2, 4, breach="R1 is in two places.")), run(found(1, 5, seats=1)))
    said = list(losses([(before, new) for new in after]))
    assert len(said) == 3
    assert "no schedule in 60 s" in said[0]
    assert "R1 is in two places." in said[1]
    assert "goals 1-3 are (0, 1, 0); they were (0, 0, 0)" in said[2]


@pytest.mark.parametrize(("slower", "code"), [(1.0, 0), (1.5, 1)])
def test_the_exit_code_says_it(tmp_path: Path, slower: float, code: int) -> None:
    for name, runs in (("old", results()), ("new", results(slower))):
        for each in runs:
            store(each, tmp_path / name)
    done = CliRunner().invoke(main, ["compare", str(tmp_path / "old"), str(tmp_path / "new")])
    assert done.exit_code == code, done.output
    assert ("Worse: " in done.output) == bool(code)


def test_nothing_to_compare_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    assert CliRunner().invoke(main, ["compare", str(tmp_path / "old"), str(tmp_path / "old")]).exit_code == 2
