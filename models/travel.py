"""Journeys that were measured outside: how far, and how long, it is from one place to another by road."""

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import model_validator

from models.base import Fact, Id, Km

Measure = Literal["km", "minutes"]
Row = tuple[Km | None, ...]


class Matrix(Fact):
    """Whole km and minutes of driving, one way; what was not measured is None, or a table that is not there.

    ids: of schools and leads; one that an instance lacks says nothing. km, minutes: a row for each id from which, with
    a place for each id to which, in the order of `ids`.
    """

    ids: tuple[Id, ...] = ()
    km: tuple[Row, ...] | None = None
    minutes: tuple[Row, ...] | None = None

    @model_validator(mode="after")
    def _is_square(self) -> "Matrix":
        if len(set(self.ids)) != len(self.ids):
            raise ValueError(f"each id once, found {len(self.ids)} of which {len(set(self.ids))} differ")
        for name, table in (("km", self.km), ("minutes", self.minutes)):
            if table is not None and {len(table), *map(len, table)} - {len(self.ids)}:
                raise ValueError(f"{name}: as many rows, each of as many numbers, as ids ({len(self.ids)})")
        return self

    @cached_property
    def position(self) -> dict[str, int]:
        """The place of each id."""
        return {id_: at for at, id_ in enumerate(self.ids)}

    def table(self, measure: Measure) -> tuple[Row, ...]:
        """The rows of a measure; none where nothing was measured so."""
        return (self.km if measure == "km" else self.minutes) or ()

    def measured(self, measure: Measure, start: str, end: str) -> int | None:
        """The journey from one id to another; None where it was not measured."""
        table, at, to = self.table(measure), self.position.get(start), self.position.get(end)
        return None if not table or at is None or to is None else table[at][to]

    def known(self, measure: Measure) -> Iterator[tuple[str, str, int]]:
        """Every journey that was measured: from, to, how much."""
        for start, row in zip(self.ids, self.table(measure), strict=False):
            yield from ((start, end, value) for end, value in zip(self.ids, row, strict=True) if value is not None)
