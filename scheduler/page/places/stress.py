"""Stress: cancellations drawn, term after term, and what the plan makes of them; nothing is changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import count
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from starlette.responses import RedirectResponse, Response

from scheduler.desk.doing.stressing import STOPPED, different, stress
from scheduler.desk.report.tables import Shown
from scheduler.page.drawing.pages import command, draw, of, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, Once
from scheduler.page.server.jobs import Job, Work
from scheduler.page.server.working import working
from scheduler.processes.cores import MOST_WORKERS, cores
from scheduler.repairs.stressing import Chances, Run, Tried
from scheduler.repairs.stressing import draw as drawn

router = APIRouter(prefix="/plans/{id}/stress")

MOST_SECONDS, MOST_RUNS = 900, 1_000


@dataclass(frozen=True)
class Wanted:
    """What is to be drawn, and how it is repaired. seconds: for each repair. people: told at most, where few are."""

    runs: Annotated[int, Form(ge=1, le=MOST_RUNS)] = 10
    seed: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0
    people: Annotated[int, Form(ge=0, le=10_000)] = 5
    cancelled: Annotated[float, Form(ge=0, le=100)] = 12.0
    incomplete: Annotated[float, Form(ge=0, le=100)] = 11.0
    notice: Annotated[int, Form(ge=1, le=365)] = 7
    seconds: Annotated[float, Form(gt=0, le=MOST_SECONDS)] = 60.0
    workers: Annotated[int, Form(ge=1, le=MOST_WORKERS)] = 2

    @property
    def chances(self) -> Chances:
        return Chances(self.cancelled, self.incomplete, self.notice)

    def words(self) -> list[str]:
        """The same for the command."""
        said = {
            "runs": self.runs,
            "seed": self.seed,
            "people": self.people,
            "cancelled-percent": self.cancelled,
            "incomplete-percent": self.incomplete,
            "notice-days": self.notice,
            "time-limit-seconds": self.seconds,
            "workers": self.workers,
        }
        return [word for name, value in said.items() for word in (f"--{name}", f"{value:g}")]


@router.get("")
def asked(request: Request, opened: Asked) -> Response:
    """What is to be drawn."""
    how = Wanted(workers=cores())
    return draw(
        request,
        "stress.html.j2",
        opened,
        how=how,
        most_seconds=MOST_SECONDS,
        most_runs=MOST_RUNS,
        most_workers=MOST_WORKERS,
        command=command(opened, "stress", "--runs", f"{how.runs}"),
    )


@router.post("")
def begin(request: Request, opened: Asked, how: Annotated[Wanted, Depends()], once: Once) -> Response:
    """Draw, and repair what was drawn."""
    said = command(opened, "stress", *how.words())
    runs = drawn(opened.schedule, how.chances, how.seed, how.runs)
    work, title = _work(opened, runs, how), f"Stress {opened.listed.name}"
    job = of(request).jobs.submit("straining", title, work, once, plan=opened.id, command=said, whole=different(runs))
    return RedirectResponse(f"/jobs/{job.id}", HTTPStatus.SEE_OTHER)


def _work(opened: Opened, runs: tuple[Run, ...], how: Wanted) -> Work:
    def work(job: Job) -> Sequence[Shown | str]:
        numbers, whole = count(1), different(runs)

        def report(one: Tried) -> None:
            job.tell(f"done: {one.name}, {next(numbers):,} of {whole:,}")

        with working(job):
            done = stress(opened.instance, opened.schedule, runs, how.people, how.seconds, how.workers, report)
        stopped = [STOPPED] if done.found.interrupted else []
        return parts([*stopped, *done.found.notices, *done.parts()])

    return work
