"""What is known of the price of one more call: the best quality, and how good any could be, at count after count."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from models.schedule import Schedule, Status
from scheduler.search.incumbent import RELAXATION
from scheduler.solving import marked


class End(StrEnum):
    """Before what the search ended, as it is said of whatever is not proven then."""

    LIMIT = "the time limit"
    WORK = "the limit of work"
    INTERRUPTION = "the interruption"
    CRASH = "its process ended"


@dataclass(frozen=True)
class Level:
    """What is known of the repairs that count at most so much, with the goals before as in the best repair.

    quality: of the best found. bounds: none is better, as each solver has shown by itself. schedule: the best found;
    None where none was found that is better than those at the level before.
    """

    most: int
    quality: int
    bounds: Mapping[str, int]
    schedule: Schedule | None

    @property
    def bound(self) -> int:
        """None is better than this, as the relaxation says, or both solvers."""
        solvers = [bound for name, bound in self.bounds.items() if name != RELAXATION]
        return max(self.bounds[RELAXATION], min(solvers) if len(solvers) > 1 else self.bounds[RELAXATION])

    @property
    def is_proven(self) -> bool:
        """Whether nothing is better."""
        return self.bound == self.quality


@dataclass(frozen=True)
class Front:
    """The levels, from what the best repair counts on. end: None as long as more is sought.

    notices: what the user should know.
    """

    levels: tuple[Level, ...]
    notices: tuple[str, ...] = ()
    end: End | None = None

    @property
    def repairs(self) -> tuple[Schedule, ...]:
        """The points of the front: no other repair that is known counts as little and is as good."""
        return tuple(level.schedule for level in self.levels if level.schedule is not None)

    def cut_short(self, first: Schedule, *, interrupted: bool) -> "Front":
        """The same, where the search ended before its time: whatever is not proven says so, but the first repair."""

        def mark(schedule: Schedule | None) -> Schedule | None:
            if schedule is None or schedule == first or _is_proven(schedule):
                return schedule
            return marked(schedule, interrupted=interrupted)

        levels = tuple(replace(level, schedule=mark(level.schedule)) for level in self.levels)
        return replace(self, levels=levels, end=End.INTERRUPTION if interrupted else End.CRASH)


def _is_proven(schedule: Schedule) -> bool:
    return schedule.certificate is not None and schedule.certificate.status == Status.OPTIMAL
