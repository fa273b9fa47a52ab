"""Reviewers for papers, with the best scores: the set `midl_*.npy` and any of its form.

A paper has so many reviewers, a reviewer so many papers at most and, where that is asked, so many at least.
"""

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from benchmarks.sets.answer import Answer, Unreadable, Wrong, answer
from benchmarks.sets.solving import minimise
from scheduler.tables.arrays import Floats, Ints
from scheduler.tables.program import Program
from scheduler.tables.rows import Block

SCALE = 10_000_000  # scores are made whole by it: of 354 seats, no total is farther off than 0.00002
_UNIT = Fraction(1, SCALE)
_PLACES = 4
_LED_BY = 1_000  # how much more the dive for the best worst paper cares for it than for all papers together

Teams = Sequence[Sequence[int]]
"""The reviewers of each paper."""


@dataclass(frozen=True)
class Papers:
    """Papers and reviewers, numbered from 0.

    score: [reviewer][paper], of any sign. needed: reviewers a paper. most, least: papers a reviewer.
    """

    score: tuple[tuple[float, ...], ...]
    needed: tuple[int, ...]
    most: tuple[int, ...]
    least: tuple[int, ...]


def load(folder: Path, name: str = "midl") -> Papers:
    """The set in the files name_scores, name_covs, name_loads and name_loads-lb of a folder. Raises Unreadable."""
    score = _scores(folder / f"{name}_scores.npy")
    reviewers, papers = score.shape
    return Papers(
        score=tuple(map(tuple, score.tolist())),
        needed=_counts(folder / f"{name}_covs.npy", papers, "reviewers of each paper"),
        most=_counts(folder / f"{name}_loads.npy", reviewers, "the most papers of each reviewer"),
        least=_counts(folder / f"{name}_loads-lb.npy", reviewers, "the fewest papers of each reviewer"),
    )


def _scores(path: Path) -> Floats:
    expected = "finite numbers, a row a reviewer and a column a paper"
    score = _read(path, expected)
    if score.ndim != 2 or not score.size or not np.isfinite(score).all():
        raise Unreadable(path, f"It has shape {score.shape} and {np.sum(~np.isfinite(score))} that are not", expected)
    return score


def _counts(path: Path, count: int, meaning: str) -> tuple[int, ...]:
    expected = f"{count} whole numbers from 0: {meaning}"
    numbers = _read(path, expected)
    if numbers.shape != (count,) or not (numbers >= 0).all() or (numbers != np.rint(numbers)).any():
        raise Unreadable(path, f"It has shape {numbers.shape} and begins {numbers.reshape(-1)[:5].tolist()}", expected)
    return tuple(int(each) for each in numbers)


def _read(path: Path, expected: str) -> Floats:
    try:
        return np.asarray(np.load(path, allow_pickle=False), dtype=np.float64)
    except (OSError, EOFError, ValueError) as error:
        raise Unreadable(path, error, f"a numpy file: {expected}") from error


# The rows


class Reviewing(Program):
    """Who reviews which paper.

    shortfall: minus the total score, times SCALE, as a cost of the columns. least: whether reviewers' fewest papers
    count. floor: what every paper's score, times SCALE, must reach.
    """

    def __init__(
        self, papers: Papers, *, least: bool = False, floor: Ints | None = None, further: Ints | None = None
    ) -> None:
        score = np.array(papers.score)
        self.n = n = {"reviewer": score.shape[0], "paper": score.shape[1]}
        reviewer, paper = (each.reshape(-1) for each in np.indices(score.shape))
        seats = np.arange(score.size)
        self.seats = Block("seats", seats, {"reviewer": reviewer, "paper": paper}, n)
        further = np.zeros(0, dtype=np.int64) if further is None else further
        self.further = len(seats) + np.arange(len(further))
        highest, group = np.concatenate([np.ones_like(seats), further]), np.concatenate([paper, -1 + 0 * further])
        super().__init__(highest, group, (seats,))
        self.worth = np.rint(score.reshape(-1) * SCALE).astype(np.int64)
        self.shortfall = np.concatenate([-self.worth, 0 * further])
        self.scores = self.seats.sum_by("paper", factors=self.worth)
        mine = self.seats.sum_by("reviewer")
        self.add(
            [("needed", self.seats.sum_by("paper") == np.array(papers.needed)), ("most", mine <= np.array(papers.most))]
        )
        if least:
            self.add([("least", mine >= np.array(papers.least))])
        if floor is not None:
            self.add([("floor", self.scores >= floor)])

    def teams(self, values: Ints) -> Teams:
        """What values of the columns mean."""
        chosen = values[self.seats.columns].reshape(self.n["reviewer"], self.n["paper"])
        return [np.flatnonzero(column).tolist() for column in chosen.T]


class Worst(Reviewing):
    """The same, with one column more: how far the worst paper's score lies above the least that a paper can have."""

    def __init__(self, papers: Papers) -> None:
        each = np.sort(np.rint(np.array(papers.score) * SCALE).astype(np.int64), axis=0)
        self.lowest = min(int(each[:n, k].sum()) for k, n in enumerate(papers.needed))
        # No paper can have more than its own best reviewers give it.
        highest = min(int(each[len(each) - n :, k].sum()) for k, n in enumerate(papers.needed))
        super().__init__(papers, further=np.array([highest - self.lowest]))
        every = Block("worst", self.further[[0] * self.n["paper"]], {"paper": np.arange(self.n["paper"])}, self.n)
        self.add([("worst", self.scores - every.sum_by("paper") >= self.lowest)])
        self.above = np.zeros(len(self), dtype=np.int64)
        self.above[self.further] = -1

    def completed(self, values: Ints) -> Ints:
        """The same seats, with the worst paper at what they make of it."""
        values = values.copy()
        scores = np.zeros(self.n["paper"], dtype=np.int64)
        np.add.at(scores, self.seats.keys["paper"], self.worth * values[self.seats.columns])
        values[self.further] = scores.min() - self.lowest
        return values


# The judge


@dataclass(frozen=True)
class Recount:
    """What teams are worth in the true scores, exactly. loads: papers of each reviewer."""

    total: Fraction
    worst: Fraction
    loads: tuple[int, ...]


def recount(papers: Papers, teams: Teams) -> Recount:
    """Count in plain Python, without columns. Raises Wrong if a rule is broken; `least` is the caller's to look at."""
    if len(teams) != len(papers.needed):
        raise Wrong(f"{len(papers.needed)} papers have {len(teams)} teams")
    for paper, (team, needed) in enumerate(zip(teams, papers.needed, strict=True)):
        if len(team) != needed or len(set(team)) != needed:
            raise Wrong(f"paper {paper} has the reviewers {list(team)} and needs {needed}")
    loads = Counter(reviewer for team in teams for reviewer in team)
    for reviewer, most in enumerate(papers.most):
        if loads[reviewer] > most:
            raise Wrong(f"reviewer {reviewer} has {loads[reviewer]} papers, of {most} at most")
    scores = [
        sum((Fraction(papers.score[reviewer][paper]) for reviewer in team), Fraction(0))
        for paper, team in enumerate(teams)
    ]
    each = tuple(loads[reviewer] for reviewer in range(len(papers.most)))
    return Recount(sum(scores, Fraction(0)), min(scores), each)


# The rounding


def rounding(papers: Papers) -> list[tuple[Fraction, Fraction]]:
    """For each paper the least and the most that a team of it can be worth beyond its whole scores, exactly.

    Example. SCALE 10, two reviewers a paper, scores 0.25, 0.5 and 0.71, which are 2, 5 and 7 tenths: they are worth
    0.05, 0 and 0.01 more than these. A team is worth 0.01 more at least and 0.06 at most.
    """
    ranges = []
    for paper, needed in enumerate(papers.needed):
        beyond = sorted(Fraction(row[paper]) - _whole(row[paper]) * _UNIT for row in papers.score)
        ranges.append((sum(beyond[:needed], Fraction(0)), sum(beyond[len(beyond) - needed :], Fraction(0))))
    return ranges


def _whole(score: float) -> int:
    return int(np.rint(score * SCALE))


# The questions


def answers(papers: Papers, seconds: float) -> Iterator[Answer]:
    """Each question with its answer; the last one depends on what the one before it found.

    seconds: how long each step of each may take.
    """
    beyond = rounding(papers)
    least_of_all, most_of_all = (sum(ends, Fraction(0)) for ends in zip(*beyond, strict=True))
    in_all = least_of_all, most_of_all
    of_one = min(least for least, _ in beyond), max(most for _, most in beyond)
    plain = Reviewing(papers)
    found = minimise(plain, plain.shortfall, seconds)
    total = recount(papers, plain.teams(found.values)).total
    yield answer("largest total", total, found, -_UNIT, in_all, _PLACES)

    least = Reviewing(papers, least=True)
    found = minimise(least, least.shortfall, seconds)
    counted = recount(papers, least.teams(found.values))
    if any(load < fewest for load, fewest in zip(counted.loads, papers.least, strict=True)):
        raise Wrong("a reviewer has fewer papers than asked")
    yield answer("largest total, nobody below their least load", counted.total, found, -_UNIT, in_all, _PLACES)

    fairest = Worst(papers)
    found = minimise(fairest, fairest.above, seconds, dive_for=_LED_BY * fairest.above + fairest.shortfall)
    found = replace(found, cost=found.cost - fairest.lowest, bound=found.bound - fairest.lowest)
    worst = recount(papers, fairest.teams(found.values)).worst
    yield answer("largest worst-paper score", worst, found, -_UNIT, of_one, _PLACES)

    # Whoever truly reaches `worst` has no less than this in whole scores, so that rounding loses nobody.
    floor = np.array([math.ceil((worst - most) * SCALE) for _, most in beyond])
    held = Reviewing(papers, floor=floor)
    found = minimise(held, held.shortfall, seconds)
    counted = recount(papers, held.teams(found.values))
    if counted.worst < worst:
        raise Wrong(f"the worst paper has {float(counted.worst)}, of {float(worst)} at least: SCALE is too coarse")
    yield answer("largest total at that worst paper", counted.total, found, -_UNIT, in_all, _PLACES)
