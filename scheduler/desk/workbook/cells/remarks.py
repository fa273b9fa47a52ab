"""What is wrong with cells, or odd about them: gathered while a workbook is read, told all at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from models.problem import Problem
from scheduler.desk.workbook.files.grids import Place


@dataclass(frozen=True)
class Remark:
    """A problem with its cell. is_warning: it can be read all the same."""

    place: Place
    problem: Problem
    is_warning: bool = False

    def as_data(self) -> dict[str, Any]:
        """For machines."""
        place = {"sheet": self.place.sheet, "row": self.place.row or None, "column": self.place.column or None}
        return {"is_warning": self.is_warning, **place, "heading": self.place.heading, **self.problem.model_dump()}


@dataclass
class Remarks:
    """All remarks on one workbook, in the order in which they were found."""

    found: list[Remark] = field(default_factory=list)

    def wrong(self, place: Place, value: str, expected: str, remedy: str) -> None:
        self._add(place, value, expected, remedy, False)

    def warn(self, place: Place, value: str, expected: str, remedy: str) -> None:
        self._add(place, value, expected, remedy, True)

    def _add(self, place: Place, value: str, expected: str, remedy: str, is_warning: bool) -> None:
        problem = Problem(where=str(place), value=value, expected=expected, remedy=remedy)
        self.found.append(Remark(place, problem, is_warning))

    def add(self, remarks: Iterable[Remark]) -> None:
        self.found.extend(remarks)

    @property
    def errors(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.found if not remark.is_warning)

    @property
    def warnings(self) -> tuple[Remark, ...]:
        return tuple(remark for remark in self.found if remark.is_warning)
