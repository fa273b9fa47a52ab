"""What an instance is made from."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from models.problem import InvalidInput, Problem
from scheduler.generating.years import MAT_REVIEWS, QA_REVIEWS, Year

_TERMS = ("1 (autumn)", "2 (spring)", "3 (summer)")


@dataclass(frozen=True)
class Recipe:
    """All that `generate` needs: the same recipe makes the same instance, byte for byte.

    schools: a CSV file (see `read_schools`), or how many schools to draw.
    nearest: how many schools of the file to take, those nearest to its middle; None takes all.
    trusts: how many trusts of these schools stand in their place, those with most of them; None: schools host.
    hubs: how many to make by place; None keeps those of the file, or makes hubs of about a dozen schools.
    terms: numbers of the terms (1 autumn, 2 spring, 3 summer; trusts have no third); several make one instance of them
    all.
    single_offer_percent: share of schools that offer one reviewer only; the others offer about as many as they receive.
    free_percent: share of school weeks in which reviewers are free.
    leads: how many; None makes one for every dozen schools begun.
    leads_free_percent: share of school weeks in which leads are free; leads_late_free_percent the same in the last
    three weeks of each term, if it differs.
    command: how the user made it, for the instance's origin.
    """

    name: str
    schools: Path | int
    nearest: int | None = None
    trusts: int | None = None
    hubs: int | None = None
    terms: tuple[int, ...] = (1,)
    single_offer_percent: int = 0
    free_percent: int = 50
    leads: int | None = None
    leads_free_percent: int = 60
    leads_late_free_percent: int | None = None
    seed: int = 2018
    command: str = ""

    @property
    def year(self) -> Year:
        """The school year that it makes, or a part of."""
        return QA_REVIEWS if self.trusts is None else MAT_REVIEWS

    def __post_init__(self) -> None:
        problems = tuple(self._problems())
        if problems:
            raise InvalidInput(problems)

    def _problems(self) -> Iterator[Problem]:
        if not self.name:
            yield Problem(where="name", value="''", expected="a name", remedy="Name the instance.")
        if isinstance(self.schools, int) and self.schools < 2:
            yield _number("schools", self.schools, "at least 2 schools to draw")
        if self.nearest is not None and self.nearest < 2:
            yield _number("nearest", self.nearest, "at least 2 schools to take")
        if self.nearest is not None and isinstance(self.schools, int):
            yield Problem(
                where="nearest",
                value=f"{self.nearest} of drawn schools",
                expected="a file of schools to take them from",
                remedy="Draw as many schools as are wanted.",
            )
        if self.trusts is not None and self.trusts < 2:
            yield _number("trusts", self.trusts, "at least 2 trusts")
        if not self.terms or list(self.terms) != sorted(set(self.terms) & set(self.year.numbers)):
            yield Problem(
                where="terms",
                value=str(self.terms),
                expected=f"some of {', '.join(_TERMS[: len(self.year.terms)])}, rising, each once",
                remedy="Give one term, or the terms of the instance in their order.",
            )
        for name in ("hubs", "leads"):
            value = getattr(self, name)
            if value is not None and value < 1:
                yield _number(name, value, "at least 1")
        for name in ("single_offer_percent", "free_percent", "leads_free_percent", "leads_late_free_percent"):
            value = getattr(self, name)
            if value is not None and not 0 <= value <= 100:
                yield _number(name, value, "a percentage from 0 to 100")


def _number(where: str, value: int, expected: str) -> Problem:
    return Problem(where=where, value=str(value), expected=expected, remedy="Correct the number.")
