"""What is made for a programme: groups of schools or people, with the dates on which they meet."""

from typing import Literal

from pydantic import Field

from models.base import Day, Fact, Id
from models.change import Change
from models.schedule import HowMade, Proven


class Meeting(Fact):
    """A day on which a group, or some of it, comes together.

    kind: what it is, such as "workshop". at: the school. who: those of the group who come, empty for all of them.
    led_by: who leads it, where somebody does.
    """

    kind: Id
    day: Day
    at: str
    who: tuple[str, ...] = ()
    led_by: str | None = None


class Group(Fact):
    """Schools or people who do something together.

    id: the same as long as it forms around the same place. place: around which school or person it forms; None where it
    is no more than its members.
    """

    id: Id
    place: str | None = None
    members: tuple[str, ...] = ()
    meetings: tuple[Meeting, ...] = ()


class GroupsCertificate(HowMade, Proven):
    """What is proven about groups, and how they were made."""


class Groups(Fact):
    """The groups of a programme, with their certificate (absent where they were made by hand).

    changes: all that has happened to the instance since it was written. before: the groups that these repair, None
    where they repair none.
    """

    format: Literal[1] = 1
    programme: Id
    instance: Id
    groups: tuple[Group, ...] = ()
    changes: tuple[Change, ...] = ()
    before: tuple[Group, ...] | None = None
    certificate: GroupsCertificate | None = Field(default=None)
