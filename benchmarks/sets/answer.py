"""What a set of others is asked, what comes out, and what is wrong with it if something is."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import click

from benchmarks.sets.solving import Found


class Unreadable(ValueError):
    """A file of a set is not of the form that its loader expects."""

    def __init__(self, path: Path, found: object, expected: str) -> None:
        super().__init__(f"{path}: expected {expected}.\n{found}")


class Wrong(Exception):
    """A solution that breaks a rule of the set when it is recounted, or is not worth what the solver said."""


@dataclass(frozen=True)
class Answer:
    """One question to a set, answered.

    found: recounted from the raw data, never the solver's word. bound: no solution is better, in the same units.
    proven_by: the solvers on whose word the bound stands. seconds: for this question. places: decimals worth showing.
    """

    question: str
    found: float
    bound: float
    proven_by: str
    seconds: float
    places: int

    def shown(self, value: float) -> str:
        """A value of this question as it is printed."""
        return f"{value:.{self.places}f}"

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, as far as printed decimals tell."""
        return self.shown(self.found) == self.shown(self.bound)

    def reaches(self, known: str) -> bool:
        """Whether what is known to be the best was found, and proven again."""
        return self.proven and self.shown(self.found) == known


EXACT = (Fraction(0), Fraction(0))


def answer(
    question: str,
    recounted: int | Fraction,
    found: Found,
    unit: int | Fraction = 1,
    rounding: tuple[Fraction, Fraction] = EXACT,
    places: int = 0,
) -> Answer:
    """The answer that a recounted solution gives. Raises Wrong if it is not worth what the solver said.

    unit: what a cost of 1 is worth; below 0 where the most is asked for. rounding: the least and the most that anything
    can be worth beyond its cost, where costs were made whole; the bound is moved so far to the safe side.
    places: decimals worth showing.
    """
    least, most = rounding
    if not least <= recounted - unit * found.cost <= most:
        said, true = (f"{float(each):.10g}" for each in (unit * found.cost, recounted))
        raise Wrong(f"{question}: the solver says {said} and a recount {true}")
    bound = unit * found.bound + (most if unit < 0 else least)
    return Answer(question, float(recounted), float(bound), found.proven_by, found.seconds, places)


def written(page: str, output: Path | None) -> None:
    """Write a page into a file, if there is one, and print it."""
    if output is not None:
        output.write_text(page + "\n", encoding="utf-8")
    click.echo(page)
