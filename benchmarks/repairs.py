"""How soon repairs are proven: of cancellations and snow weeks that are drawn on the stored schedules."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.machine import ROOT, this_machine
from models.calendar import Days
from models.change import CancelReview, Change, CloseSchools
from models.policy import CHANGE_GOAL
from models.schedule import Schedule, Status
from scheduler.repairs.rescheduling import reschedule
from scheduler.solvers.options import Options, Progress
from scheduler.storage import load_instance, load_plan

INSTANCES = ("noe-2018-autumn", "noe-2018-autumn-as-reported")
LIMIT = 60.0
SEEDS = range(1, 6)

_TERM = "2018-12-14"
_CANCELLED = (  # what, how many at once, notice, slots of those cancelled
    ("one, early September", 1, "2018-09-05", "2018-09-10", "2018-09-21"),
    ("one, at any time", 1, "2018-09-20", "2018-09-24", _TERM),
    ("ten at once, September", 10, "2018-09-10", "2018-09-17", "2018-10-12"),
    ("ten at once, over the term", 10, "2018-09-20", "2018-09-24", _TERM),
    ("ten at once, October", 10, "2018-10-10", "2018-10-15", "2018-11-30"),
    ("ten at once, November", 10, "2018-11-05", "2018-11-08", "2018-12-07"),
)
_SNOW = (  # the Monday, and the hubs that are closed
    ("2018-10-15", ("H01", "H02", "H05")),
    ("2018-11-19", ("H03",)),
    ("2018-11-19", ("H03", "H04")),
    ("2018-12-10", ("H03", "H04")),
)


@dataclass(frozen=True)
class Measured:
    """One change repaired. Seconds from the start: who must be told proven, every goal of the best repair, all kinds.

    None where it was not proven. left: of the goal that was not, its name, value and bound.
    """

    what: str
    told: float | None
    best: float | None
    kinds: float | None
    left: str


def measured() -> Iterator[tuple[str, Measured]]:
    """Every change, of every instance, one after the other."""
    for name in INSTANCES:
        instance, schedule = load_plan(str(ROOT / "solutions" / f"{name}.json"), load_instance(name))
        for what, changes in drawn(schedule):
            decided: dict[str, tuple[float, bool]] = {}
            begun = time.monotonic()
            done = reschedule(instance, schedule, changes, Options(time_limit_seconds=LIMIT), _clock(begun, decided))
            seconds = time.monotonic() - begun
            best = done.repairs[0]
            goals = best.schedule.certificate.goals if best.schedule and best.schedule.certificate else ()
            left = [f"{one.goal} {one.value}, bound {one.bound}" for one in goals if not one.proven]
            told = decided.get(CHANGE_GOAL, (None, False))
            every = max((at for at, _ in decided.values()), default=seconds)
            proven = all(one.status in (Status.OPTIMAL, Status.INFEASIBLE) for one in done.repairs)
            yield (
                name,
                Measured(
                    what,
                    told[0] if told[1] else None,
                    every if best.status == Status.OPTIMAL else None,
                    seconds if proven else None,
                    "; ".join(left),
                ),
            )


def _clock(begun: float, decided: dict[str, tuple[float, bool]]) -> Callable[[Progress], None]:
    """Notes when each goal of the first repair was decided, and whether it was proven."""

    def report(progress: Progress) -> None:
        if progress.step == "decided" and progress.goal is not None:
            proven = progress.best == progress.bound and not progress.alone
            decided.setdefault(progress.goal, (time.monotonic() - begun, proven))

    return report


def drawn(schedule: Schedule) -> Iterator[tuple[str, Sequence[Change]]]:
    """What happens: a name of its kind, and the changes."""
    slots = {planned.review: planned.slot for planned in schedule.reviews if planned.slot is not None}
    for what, many, notice, first, last in _CANCELLED:
        pool = sorted(
            review for review, slot in slots.items() if date.fromisoformat(first) <= slot <= date.fromisoformat(last)
        )
        for seed in SEEDS:
            yield (
                what,
                [
                    CancelReview(notice=date.fromisoformat(notice), review=review, reason="ofsted")
                    for review in sorted(random.Random(seed).sample(pool, many))
                ],
            )
    for monday, hubs in _SNOW:
        first_day = date.fromisoformat(monday)
        days = Days(first=first_day, last=first_day + timedelta(days=4))
        yield "a snow week", [CloseSchools(notice=first_day - timedelta(days=3), hubs=hubs, days=days)]


def report(found: Sequence[tuple[str, Measured]]) -> str:
    """Tables of what was measured, and what was left open."""
    machine = this_machine()
    lines = [
        "# Repairs",
        "",
        f"Made by `python -m benchmarks repairs` ({machine.cores} cores, {machine.date}, {machine.revision}). Seconds,",
        f"median and most, from when the plan has been read; the limit is {LIMIT:.0f}, six tenths of it for the best",
        "repair. In brackets: how many were proven in it.",
    ]
    for name in INSTANCES:
        mine = [one for instance, one in found if instance == name]
        lines += ["", f"## {name}", ""]
        lines += [
            "| change | who must be told | every goal of the best repair | every goal of all kinds |",
            "|---|---|---|---|",
        ]
        for what in dict.fromkeys(one.what for one in mine):
            these = [one for one in mine if one.what == what]
            cells = [_cell([getattr(one, part) for one in these]) for part in ("told", "best", "kinds")]
            lines.append(f"| {what} | {' | '.join(cells)} |")
        lines += [f"\nOpen: {one.what}: {one.left}." for one in mine if one.left]
    return "\n".join(lines) + "\n"


def _cell(seconds: Sequence[float | None]) -> str:
    proven = [one for one in seconds if one is not None]
    if not proven:
        return f"- (0 of {len(seconds)})"
    return f"{statistics.median(proven):.1f}, {max(proven):.1f} ({len(proven)} of {len(seconds)})"
