"""What a rule is: one visible unit with an id, a sentence, an encoding and a check."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from models.finding import Finding
from models.policy import Policy
from scheduler.plan import Plan

if TYPE_CHECKING:
    from scheduler.tables.candidates import Candidates
    from scheduler.tables.columns import Columns
    from scheduler.tables.rows import Rows


def no_candidates(_: "Candidates") -> NDArray[np.bool_] | bool:
    """For rules that forbid no single candidate."""
    return False


def no_rows(_: "Columns") -> "Iterable[Rows]":
    """For rules that bind no candidates together."""
    return ()


@dataclass(frozen=True)
class Rule:
    """One requirement that is never broken.

    id: also the name of its file, its test and its policy key.
    sentence: the rule in a coordinator's words, with the numbers in force.
    check: the judge. Reads plain data only and yields one finding a breach. It reports every breach, whether the rule
        is switched off or not; seats and people for which the rule is waived do not count.
    needs_dates: a breach between people and reviews is certain only once the reviews have their dates.
    cured_by_people: more people in a team, or from a school, can end a breach.
    forbids: the encoding of what concerns one candidate alone (a person, a review and a slot): True where forbidden.
    rows: the encoding of what binds candidates together.
    always_on: it cannot be switched off, nor waived.
    """

    id: str
    sentence: Callable[[Policy], str]
    check: Callable[[Plan], Iterable[Finding]]
    needs_dates: bool
    cured_by_people: bool
    forbids: "Callable[[Candidates], NDArray[np.bool_] | bool]" = no_candidates
    rows: "Callable[[Columns], Iterable[Rows]]" = no_rows
    always_on: bool = False
