"""What a rule is: one visible unit with an id, a sentence, an encoding and a check."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.finding import Finding
from models.instance import Instance
from models.policy import Policy
from scheduler.plan import Plan

if TYPE_CHECKING:
    from scheduler.tables.arrays import Bools
    from scheduler.tables.candidates import Candidates
    from scheduler.tables.columns import Columns
    from scheduler.tables.rows import Rows


def no_candidates(_: "Candidates") -> "Bools | bool":
    """For rules that forbid no single candidate."""
    return False


def no_rows(_: "Columns") -> "Iterable[Rows]":
    """For rules that bind no candidates together."""
    return ()


@dataclass(frozen=True)
class Breach:
    """Somebody breaks a rule at a review, by so much."""

    instance: Instance
    person: str
    review: str
    amount: int


Enough = Callable[[Breach], float | None]
"""With which value of a number a breach would be none; None where that number is not what is broken."""


@dataclass(frozen=True)
class Limit:
    """A number of a rule that can be loosened.

    name: its key in the policy, under the rule's. step: what makes it looser by one unit, 1 or -1. enough: with which
    value somebody could come; where there is none, the number moves by the amount of the breach.
    """

    name: str
    step: int
    enough: Enough | None = None

    def value(self, field: str, policy: Policy) -> float:
        """What it is now. field: where the rule's numbers stand in the policy."""
        number: float = getattr(getattr(policy, field), self.name)
        return number

    def after(self, field: str, breach: Breach) -> float | None:
        """With which value the breach would be none; None where that cannot be said."""
        if self.enough is not None:
            return self.enough(breach)
        return self.value(field, breach.instance.policy) + self.step * breach.amount


def nothing(_: Plan) -> Iterable[Finding]:
    """For rules of which nothing holds once they are switched off."""
    return ()


def unknown(_: Breach) -> None:
    """For numbers of which no breach says how far they must move."""


@dataclass(frozen=True)
class Rule:
    """One requirement that is never broken.

    id: also the name of its file, its test and its policy key.
    sentence: the rule in a coordinator's words, with the numbers in force.
    check: the judge. Reads plain data only and yields one finding a breach. It reports every breach, whether the rule
        is switched off or not; seats and people for which the rule is waived do not count.
    stays: of what check reports, what is a breach even where the rule is switched off: what no column can say, so that
        the engine looks at no such schedule and its bounds say nothing of one.
    needs_dates: a breach between people and reviews is certain only once the reviews have their dates.
    cured_by_people: more people in a team, or from a school, can end a breach.
    of_the_team: whether somebody breaks it at a review hangs on who else is in the team.
    waits_for_others: a review that nobody is at yet breaks it until the others of its team come.
    ties_people_to_dates: it only says that people come where a review is held, so among what clashes it is named last.
    forbids: the encoding of what concerns one candidate alone (a person, a review and a slot): True where forbidden.
    rows: the encoding of what binds candidates together.
    binds_mostly: its rows bind in nearly every schedule, so a relaxation has them from the beginning.
    known_at_home: how far its rows reach hangs on the school's own review, so of the parts of a large network only the
        one with that review is sure to know it.
    limits: its numbers that can be loosened, by steps.
    always_on: it cannot be switched off, nor waived.
    """

    id: str
    sentence: Callable[[Policy], str]
    check: Callable[[Plan], Iterable[Finding]]
    needs_dates: bool
    cured_by_people: bool
    of_the_team: bool
    waits_for_others: bool
    forbids: "Callable[[Candidates], Bools | bool]" = no_candidates
    rows: "Callable[[Columns], Iterable[Rows]]" = no_rows
    stays: Callable[[Plan], Iterable[Finding]] = nothing
    always_on: bool = False
    ties_people_to_dates: bool = False
    binds_mostly: bool = False
    known_at_home: bool = False
    limits: tuple[Limit, ...] = ()

    @property
    def field(self) -> str:
        """Where its numbers stand in the policy."""
        return self.id.replace("-", "_")
