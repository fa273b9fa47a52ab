"""What a programme is: its facts, its columns, its rules and goals, each one visible unit."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from models.finding import Finding
from models.problem import Problem
from models.programmes.instance import ProgrammeInstance, ProgrammePolicy
from scheduler.programmes.joined import Joined, Line

if TYPE_CHECKING:
    from scheduler.programmes.columns import GroupColumns
    from scheduler.programmes.facts import ProgrammeFacts
    from scheduler.tables.arrays import Ints
    from scheduler.tables.rows import Rows


def no_rows(_: Any) -> "Iterable[Rows]":
    """For what binds no columns together."""
    return ()


def cost(goal: str, about: tuple[str, ...], amount: int, message: str) -> Finding:
    """One cost that a goal's recount finds."""
    return Finding(rule=goal, kind="cost", about=about, amount=amount, message=message)


@dataclass(frozen=True)
class ProgrammeRule:
    """One requirement that is never broken, as `scheduler.rule.Rule` is of a term.

    sentence: in a coordinator's words, with the numbers in force. check: the judge, over plain data. rows: what binds
    columns together. forbids: (member, place): True where the rule keeps the member from that place, whoever else is
    there; the columns leave such pairs out. always_on: it cannot be switched off.
    """

    id: str
    sentence: Callable[[Any], str]
    check: Callable[[Joined[Any]], Iterable[Finding]]
    rows: "Callable[[Any], Iterable[Rows]]" = no_rows
    forbids: Callable[[Any], Any] | None = None
    always_on: bool = False


def forbidden(facts: "ProgrammeFacts[Any]", rules: Iterable[ProgrammeRule]) -> Any:
    """(member, place): whether one of the rules keeps them apart; just False where none does."""
    return reduce(or_, (rule.forbids(facts) for rule in rules if rule.forbids is not None), False)


def never(*_: Any) -> "Iterable[Problem]":
    """Of a programme that is never too large."""
    return ()


@dataclass(frozen=True)
class ProgrammeGoal:
    """One goal of the ordered list. Fields as of `scheduler.goal.GoalUnit`."""

    id: str
    sentence: Callable[[Any], str]
    unit: str
    recount: Callable[[Joined[Any]], Iterable[Finding]]
    costs: "Callable[[Any], Ints]"
    rows: "Callable[[Any], Iterable[Rows]]" = no_rows

    @property
    def counts(self) -> str:
        """The unit that people read."""
        return self.unit

    def shown(self, value: int) -> int | float:
        """A value of it in that unit."""
        return value


@dataclass(frozen=True)
class Programme:
    """A programme of the network.

    title: its name. says: what it is, in a sentence. facts: the model of its instances. columns: what is
    decided, of the facts and of the (member, place) that are forbidden.
    rules, goals: in the order in which they are listed. lines: what each school and person is asked for.
    member, group: what they are called, such as "school" and "cluster".
    stands: why groups of it are not repaired after changes; empty where they are. too_large: why an instance, with
    the rules in force, has more decisions than can be held.
    """

    id: str
    title: str
    says: str
    facts: type[ProgrammeInstance]
    columns: "Callable[[Any, Any], GroupColumns]"
    rules: tuple[ProgrammeRule, ...]
    goals: tuple[ProgrammeGoal, ...]
    lines: Callable[[Joined[Any]], Iterable[Line]]
    member: str
    group: str
    stands: str = ""
    too_large: "Callable[[Any, list[ProgrammeRule]], Iterable[Problem]]" = never

    def in_force(self, policy: ProgrammePolicy) -> frozenset[str]:
        """Ids of the rules that are enforced."""
        return frozenset(rule.id for rule in self.rules if rule.always_on or policy.is_on(rule.id))

    @property
    def switchable(self) -> list[str]:
        """Ids of the rules that can be switched off, or set aside for somebody."""
        return [rule.id for rule in self.rules if not rule.always_on]
