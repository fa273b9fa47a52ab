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


class ToldLine(Fact):
    """One thing that somebody was told: what they are asked for, as `scheduler.programmes.joined.Line` has it.

    number: of the event in their calendar, from 1; 0 of a line without a day. sequence: how often it was changed, so
    that an older letter never undoes a newer one. off: that they are asked for it no more.
    """

    as_what: Id
    group: Id
    kind: Id
    at: Id
    day: Day | None = None
    led_by: str | None = None
    leads: bool = False
    number: int = Field(default=0, ge=0)
    sequence: int = Field(default=0, ge=0)
    off: bool = False


class ToldLines(Fact):
    """All that one school or person was last told by letters."""

    who: Id
    lines: tuple[ToldLine, ...]


class GroupsCertificate(HowMade, Proven):
    """What is proven about groups, and how they were made."""


class Groups(Fact):
    """The groups of a programme, with their certificate (absent where they were made by hand).

    changes: all that has happened to the instance since it was written. before: the groups that these repair, None
    where they repair none. told: what everybody was last told by letters, which cannot be called back.
    """

    format: Literal[1] = 1
    programme: Id
    instance: Id
    groups: tuple[Group, ...] = ()
    changes: tuple[Change, ...] = ()
    before: tuple[Group, ...] | None = None
    told: tuple[ToldLines, ...] = ()
    certificate: GroupsCertificate | None = Field(default=None)
