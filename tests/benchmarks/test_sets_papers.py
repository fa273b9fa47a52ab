"""Tiny sets in the form of the paper set, written by the test, against all ways to review their papers."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from benchmarks.sets.answer import EXACT, Unreadable, Wrong
from benchmarks.sets.papers import SCALE, Papers, Recount, Teams, answers, load, recount, rounding
from benchmarks.sets.solving import NothingFound

SECONDS = 30.0


def drawn(rng: Random) -> Papers:
    """Four reviewers of three papers, two a paper or now and then one."""
    return Papers(
        score=tuple(tuple(rng.uniform(-1, 1) for _ in range(3)) for _ in range(4)),
        needed=tuple(rng.choice((1, 2, 2)) for _ in range(3)),
        most=tuple(rng.choice((1, 2, 2)) for _ in range(4)),
        least=tuple(rng.choice((0, 0, 1)) for _ in range(4)),
    )


def written(folder: Path, papers: Papers) -> Path:
    for suffix, numbers in (
        ("scores", papers.score),
        ("covs", papers.needed),
        ("loads", papers.most),
        ("loads-lb", papers.least),
    ):
        np.save(folder / f"midl_{suffix}.npy", np.array(numbers))
    return folder


def all_teams(papers: Papers, least: bool = False) -> Iterator[Teams]:
    """Every way to review all papers that keeps the rules."""
    for teams in product(*(combinations(range(len(papers.most)), needed) for needed in papers.needed)):
        loads = [sum(reviewer in team for team in teams) for reviewer in range(len(papers.most))]
        enough = not least or all(load >= fewest for load, fewest in zip(loads, papers.least, strict=True))
        if enough and all(load <= most for load, most in zip(loads, papers.most, strict=True)):
            yield teams


def scores(papers: Papers, teams: Teams) -> list[float]:
    return [sum(papers.score[reviewer][paper] for reviewer in team) for paper, team in enumerate(teams)]


@pytest.mark.parametrize("seed", range(16))
def test_every_question_is_answered_as_brute_force_answers_it(seed: int, tmp_path: Path) -> None:
    papers = drawn(Random(seed))
    assert load(written(tmp_path, papers)) == papers
    every, kept = ([scores(papers, teams) for teams in all_teams(papers, least)] for least in (False, True))
    if not every or not kept:
        with pytest.raises(NothingFound):
            list(answers(papers, SECONDS))
        return
    worst = max(min(each) for each in every)
    found = list(answers(papers, SECONDS))
    assert [each.found for each in found] == pytest.approx(
        [
            max(sum(each) for each in every),
            max(sum(each) for each in kept),
            worst,
            max(sum(each) for each in every if min(each) == worst),
        ],
        abs=1e-6,
    )
    assert all(each.proven and each.bound >= each.found for each in found)


# The judge

TWO = Papers(score=((0.5, 0.25), (1.0, -0.5), (0.125, 2.0)), needed=(2, 1), most=(1, 1, 2), least=(0, 0, 1))


def test_a_recount_adds_the_true_scores() -> None:
    # 0.5 + 1.0 for the first paper, 2.0 for the second
    assert recount(TWO, [(0, 1), (2,)]) == Recount(total=Fraction(7, 2), worst=Fraction(3, 2), loads=(1, 1, 1))


@pytest.mark.parametrize(
    ("teams", "message"),
    [
        ([(0, 1)], "2 papers have 1 teams"),
        ([(0,), (2,)], r"paper 0 has the reviewers \[0\] and needs 2"),
        ([(0, 0), (2,)], "paper 0 has the reviewers"),
        ([(0, 1), (1,)], "reviewer 1 has 2 papers, of 1 at most"),
    ],
)
def test_a_recount_refuses_a_broken_rule(teams: Teams, message: str) -> None:
    with pytest.raises(Wrong, match=message):
        recount(TWO, teams)


# The rounding


def test_no_more_rounding_is_allowed_than_there_is() -> None:
    """Bug: half a unit a seat was allowed, also where every score is whole in these units."""
    assert rounding(TWO) == [EXACT, EXACT]
    beyond = 0.4 / SCALE  # two of the three scores of a paper are so much more than their whole ones
    off = replace(TWO, score=((0.5 + beyond, 0.25), (1.0, -0.5), (0.125 + beyond, 2.0)))
    (least, most), other = rounding(off)
    assert float(least) == pytest.approx(beyond, rel=1e-6) and float(most) == pytest.approx(2 * beyond, rel=1e-6)
    assert other == EXACT


@pytest.mark.parametrize("seed", range(8))
def test_what_teams_are_worth_beyond_their_whole_scores_lies_within(seed: int) -> None:
    papers = drawn(Random(seed))
    ranges = rounding(papers)
    for teams in all_teams(papers):
        for team, paper, (least, most) in zip(teams, range(3), ranges, strict=True):
            true = sum(Fraction(papers.score[reviewer][paper]) for reviewer in team)
            assert least <= true - Fraction(sum(round(papers.score[r][paper] * SCALE) for r in team), SCALE) <= most


# The files


@pytest.mark.parametrize(
    ("suffix", "numbers"),
    [
        ("scores", [1.0, 2.0]),
        ("scores", [[1.0, np.nan], [1.0, 1.0], [1.0, 1.0]]),
        ("scores", np.zeros((0, 2))),
        ("covs", [2, 1, 1]),
        ("covs", [2, 0.5]),
        ("loads", [1, 1, -1]),
        ("loads-lb", [[0, 0, 1]]),
        ("loads-lb", ["none", "none", "one"]),
    ],
)
def test_a_bad_file_is_refused_with_what_was_expected(suffix: str, numbers: object, tmp_path: Path) -> None:
    written(tmp_path, TWO)
    path = tmp_path / f"midl_{suffix}.npy"
    np.save(path, np.array(numbers))
    with pytest.raises(Unreadable) as refused:
        load(tmp_path)
    assert str(path) in str(refused.value) and "numbers" in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"hello", b"\x93NUMPY"])
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    written(tmp_path, TWO)
    (tmp_path / "midl_covs.npy").write_bytes(content)
    with pytest.raises(Unreadable, match=r"midl_covs\.npy: expected a numpy file"):
        load(tmp_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    written(tmp_path, TWO)
    (tmp_path / "midl_loads-lb.npy").unlink()
    with pytest.raises(Unreadable, match=r"midl_loads-lb\.npy"):
        load(tmp_path)
