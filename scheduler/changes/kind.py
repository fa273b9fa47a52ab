"""What a kind of change is: one visible unit that says of itself all that the others ask of a change."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, Literal, TypeVar

from models.change import Change, Notice
from models.instance import Instance
from models.network import School
from models.people import Lead, Reviewer
from models.planned import PlannedReview
from models.problem import Problem
from scheduler.changes.effects import Place

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation

C = TypeVar("C", bound=Notice)


def nobody(_: Instance, __: Sequence[PlannedReview], ___: Notice) -> Iterable[Place]:
    """For changes that touch no place of a schedule by themselves."""
    return ()


def as_it_is(_: "Situation", change: C) -> C:
    """For changes to which the schedule adds nothing."""
    return change


def nothing(_: "Situation", __: Notice) -> Iterable[Change]:
    """For changes that entail no other."""
    return ()


def not_anybody(_: Notice) -> None:
    """For changes by which nobody joins, or nobody leaves."""


Leaver = tuple[Literal["school", "person"], str]
"""Who is no longer there, by their id."""


@dataclass(frozen=True)
class ChangeKind(Generic[C]):
    """One kind of change. Its file is named as its `kind`.

    of: its model. words: a change in a few words. to_anybody: what happened, to somebody whom it is about or not, so
    without a name. to_themselves: the same to whom it is about, where that is otherwise.
    refused: all that is wrong with a change, in the world that those before it make; the last is its place.
    replayed: the instance after it. named: the ids of people, reviews and schools that it is about.
    gives_up: (review, person) of all that people give up by it themselves, so that nobody need tell them.
    frees: all that may move because the change names it, what is given up included.
    filled_in: the change with what the schedule adds to it. entails: the changes that follow from it.
    joins: the school or person that is there from now on. leaves: who is there no longer, for good. A carry-over asks
        both.
    of_policy: whether it changes the policy, by which it is then measured what is worse than before.
    is_reason: whether somebody may be told something new because of it; not where it only says what follows for who is
    there already.
    """

    of: type[C]
    words: Callable[[C], str]
    to_anybody: str
    refused: "Callable[[Instance, Situation, C, str], Iterable[Problem]]"
    replayed: Callable[[Instance, C], Instance]
    named: Callable[[Instance, C], Iterable[str]]
    gives_up: Callable[[Instance, Sequence[PlannedReview], C], Iterable[Place]] = nobody
    frees: Callable[[Instance, Sequence[PlannedReview], C], Iterable[Place]] | None = None
    filled_in: "Callable[[Situation, C], C]" = as_it_is
    entails: "Callable[[Situation, C], Iterable[Change]]" = nothing
    joins: Callable[[C], School | Reviewer | Lead | None] = not_anybody
    leaves: Callable[[C], Leaver | None] = not_anybody
    to_themselves: str = ""
    of_policy: bool = False
    is_reason: bool = True

    @property
    def id(self) -> str:
        """The word for it in files."""
        return str(self.of.model_fields["kind"].default)

    def freed(self, world: Instance, reviews: Sequence[PlannedReview], change: C) -> Iterable[Place]:
        """All that may move because the change names it."""
        return (self.frees or self.gives_up)(world, reviews, change)
