"""Solve: a term planned, or a plan planned anew, as a job; what it finds is looked at before it is kept."""

import shlex
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request
from starlette.responses import RedirectResponse, Response

from models.instance import Instance
from models.problem import InvalidInput, Problem
from models.schedule import Schedule
from scheduler.changes.differences import differences
from scheduler.desk.doing.renewing import Renewed, keep_as_version, renew, save_by_another_name
from scheduler.desk.doing.switching import SWITCHABLE, without_rules
from scheduler.desk.report.tables import Shown
from scheduler.page.drawing.filters import address
from scheduler.page.drawing.pages import draw, of, parts
from scheduler.page.file_names import file_name, other_name
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, By, Mark, Once, refuse_stale
from scheduler.page.server.jobs import Job, Work
from scheduler.page.server.working import working
from scheduler.processes.cores import MOST_WORKERS, cores
from scheduler.showing.changed.repairs import differing
from scheduler.showing.course import Course
from scheduler.solvers.options import Options, Progress, usual_seconds
from scheduler.storage import bundled_names

router = APIRouter()

MOST_SECONDS = 3600
_keeping = threading.Lock()  # a form that is sent twice keeps once


@dataclass(frozen=True)
class Wanted:
    """How it is to be solved, as the form says."""

    seconds: Annotated[float, Form(gt=0, le=MOST_SECONDS)]
    workers: Annotated[int, Form(ge=1, le=MOST_WORKERS)]
    seed: Annotated[int, Form(ge=0, le=2**31 - 1)] = 0
    without: Annotated[tuple[str, ...], Form()] = ()
    fills: Annotated[bool, Form()] = False

    def words(self) -> list[str]:
        """The same for the command."""
        said = ["--time-limit-seconds", f"{self.seconds:g}", "--workers", f"{self.workers}", "--seed", f"{self.seed}"]
        return [*said, *(word for rule in self.without for word in ("--without", rule))]


How = Annotated[Wanted, Depends()]


@dataclass(frozen=True)
class Made:
    """What came of a job, drawn. renewed: what can be kept."""

    renewed: Renewed
    parts: Sequence[Shown | str]
    differences: Sequence[Shown | str]


@router.get("/plans/{id}/solve")
def of_plan(request: Request, opened: Asked) -> Response:
    """How a plan's term is to be planned anew."""
    return _form(request, opened.instance, opened.source, opened)


@router.get("/solve")
def of_instance(request: Request, instance: Annotated[str, Query(max_length=300)] = "") -> Response:
    """How a term is to be planned that has no plan yet."""
    if not instance:
        return RedirectResponse("/", HTTPStatus.SEE_OTHER)
    return _form(request, _load(request, instance), instance)


@router.post("/plans/{id}/solve")
def begin_for_plan(request: Request, opened: Asked, how: How, mark: Mark, once: Once) -> Response:
    """Plan it anew, or fill what it leaves open."""
    refuse_stale(opened, mark)
    old, name = opened.schedule, opened.listed.name
    to = ["--keep", name, "-o", name] if how.fills else ["-o", other_name(name)]
    about = {"plan": opened.id, "mark": mark, "name": other_name(name)}
    return _begin(request, opened.instance, opened.source, how, once, old=old, to=to, about=about)


@router.post("/solve")
def begin(request: Request, how: How, once: Once, instance: Annotated[str, Form(max_length=300)]) -> Response:
    """Plan a term that has no plan yet."""
    facts, plan = _load(request, instance), of(request).home.settings.plan
    name = plan if not (of(request).home.folder / plan).exists() else other_name(plan)
    return _begin(request, facts, instance, how, once, old=None, to=["-o", name], about={"plan": "", "name": name})


@router.post("/jobs/{id}/keep")
def keep(request: Request, id: str, by: By = "") -> Response:
    """Make what was found the plan's next version; its history keeps the one before."""
    job, page = _ended(request, id), of(request)
    with _keeping:
        if not job.about["saved"]:
            made: Renewed = job.result.renewed
            opened = page.home.open(job.about["plan"])
            if opened.sha256 != job.about["mark"]:
                differs = parts(differing(*differences(opened.schedule, made.schedule), opened.plan.policy.slot))
                return draw(request, "stale.html.j2", opened, HTTPStatus.CONFLICT, differences=differs)
            keep_as_version(opened.path, opened.text, made, by or page.home.settings.by)
            job.about["saved"] = address(opened)
    return RedirectResponse(job.about["saved"], HTTPStatus.SEE_OTHER)


@router.post("/jobs/{id}/save")
def save(request: Request, id: str, name: Annotated[str, Form(max_length=300)]) -> Response:
    """Write what was found to a new file of the folder."""
    job, home = _ended(request, id), of(request).home
    path = home.folder / file_name(name, ".json")
    with _keeping:
        if not job.about["saved"]:
            save_by_another_name(path, job.result.renewed)
            written = next(one for one in home.plans() if one.path == path)
            job.about["saved"] = f"/plans/{written.id}"
    return RedirectResponse(job.about["saved"], HTTPStatus.SEE_OTHER)


def _form(request: Request, facts: Instance, source: str, opened: Opened | None = None) -> Response:
    return draw(
        request,
        "solve.html.j2",
        opened,
        source=source,
        facts=facts,
        seconds=usual_seconds(len(facts.reviews)),
        most_seconds=MOST_SECONDS,
        workers=cores(),
        most_workers=MOST_WORKERS,
        rules=[rule for rule in SWITCHABLE if facts.policy.is_on(rule)],
        fillable=opened is not None and not opened.schedule.changes,
    )


def _load(request: Request, name: str) -> Instance:
    """An instance that the page offers; names of other files are not asked for."""
    home = of(request).home
    if name not in (*home.instances(), *bundled_names()):
        remedy = "Choose one under Plans."
        expected = "a workbook or instance of this folder, or a bundled one"
        raise InvalidInput([Problem(where="instance", value=repr(name), expected=expected, remedy=remedy)])
    return home.load(name)[0]


def _begin(
    request: Request,
    facts: Instance,
    source: str,
    how: Wanted,
    once: str,
    *,
    old: Schedule | None,
    to: Sequence[str],
    about: dict[str, Any],
) -> Response:
    asked = without_rules(facts, how.without)
    course = Course(how.seconds)
    command = shlex.join(["qa-scheduler", "solve", source, *to, *how.words()])
    known = {"course": course, "command": command, "saved": "", "by": of(request).home.settings.by, **about}
    work = _work(asked, old, how, course)
    job = of(request).jobs.submit("solving", f"Solve {source}", work, once, **known)
    return RedirectResponse(f"/jobs/{job.id}", HTTPStatus.SEE_OTHER)


def _work(facts: Instance, old: Schedule | None, how: Wanted, course: Course) -> Work:
    """The work of the job: the time limit counts from when its turn has come."""

    def work(job: Job) -> Made:
        def report(now: Progress) -> None:
            course.hear(now)
            job.changes += 1

        options = Options(how.seconds, how.workers, how.seed, started=time.monotonic())
        course.begin()
        try:
            with working(job):
                found = renew(facts, options, report, old, fills=how.fills)
        finally:
            course.end()
        return Made(found, parts([*found.outcome.notices, *found.parts]), parts(found.differences))

    return work


def _ended(request: Request, id: str) -> Job:
    """A job of ours that has found something."""
    job = of(request).jobs.get(id)
    if job is None or not isinstance(job.result, Made):
        raise HTTPException(HTTPStatus.NOT_FOUND, "no job of this server that has found a plan")
    return job
