"""What has been done to a schedule's file, and what a search proposes to do to it."""

from typing import Literal

from models.base import Day, Fact
from models.change import Change
from models.schedule import Schedule, Status


class Entry(Fact):
    """One step of a schedule's history: what was done, on which notice, and why. Entries are only ever added.

    notice: of the changes; None for a step that no change led to.
    before, after: the whole file before and after, so that every version is kept. undoes: the number of the step that
    this one takes back. letters: whether it only says what people were told by letters, which nothing takes back. by:
    who did it, a name or an office; empty where nobody is named.
    """

    number: int
    what: str
    notice: Day | None = None
    why: str = ""
    changes: tuple[Change, ...] = ()
    undoes: int | None = None
    letters: bool = False
    by: str = ""
    before: str
    after: str


class Proposal(Fact):
    """One repair that was found. schedule: None where there is none of its kind."""

    kind: str
    status: Status
    schedule: Schedule | None = None


class Proposals(Fact):
    """Repairs to choose from. schedule_sha256: of the file they repair; for any other they are not meant."""

    format: Literal[1] = 1
    instance: str
    schedule_sha256: str
    changes: tuple[Change, ...]
    repairs: tuple[Proposal, ...]
