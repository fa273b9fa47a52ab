"""Repairs: sought as a job, shown side by side with the plan as it is, and one of them made by Apply."""

import secrets
from contextlib import suppress
from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import RedirectResponse, Response

from models.change import Change
from models.history import Proposals
from models.problem import InvalidInput
from models.schedule import Schedule
from scheduler.changes.differences import differences
from scheduler.changes.effective_instance import effective
from scheduler.changes.kinds import reason
from scheduler.desk.doing import repairing
from scheduler.desk.report.tables import Shown
from scheduler.page.drawing.pages import command, draw, of, parts
from scheduler.page.home import Opened
from scheduler.page.places.asked import Asked, By, Mark, Once, refuse_stale
from scheduler.page.server.jobs import Full, Job
from scheduler.page.server.working import working
from scheduler.processes.cores import cores
from scheduler.showing.changed.calls import price_of_calls
from scheduler.showing.changed.repairs import differing, side_by_side, who_to_tell
from scheduler.solvers.options import Options
from scheduler.storage.proposals import proposals_for, proposals_path

if TYPE_CHECKING:
    from scheduler.repairs.levels import Front

router = APIRouter(prefix="/plans/{id}/repairs")

SECONDS, MORE = 60.0, 5


def seek(request: Request, opened: Opened, changes: tuple[Change, ...], once: str) -> Job:
    """The job that seeks the repairs of a plan after changes, with which nothing is wrong.

    Raises:
        Full: too many jobs wait.
    """

    def work(job: Job) -> repairing.Proposed:
        options = Options(time_limit_seconds=SECONDS, workers=cores())
        with working(job):
            found = repairing.propose(opened.instance, opened.path, changes, options, job.tell, opened.sha256)
        with suppress(Full):  # there is a button for it, too
            price(request, opened)
        return found

    title = f"Repairs: {'; '.join(map(reason, changes))}"
    return of(request).jobs.submit("repairs_job", title, work, once or secrets.token_hex(8), plan=opened.id)


def price(request: Request, opened: Opened) -> Job:
    """The job that says what one more call would save, after the repairs that stand beside the plan.

    Raises:
        InvalidInput: there are none of this version.
        Full: too many jobs wait.
    """
    proposed = repairing.standing(opened.instance, opened.path, opened.sha256)

    def work(job: Job) -> repairing.Priced:
        def hear(front: "Front") -> None:
            numbers = range(1, len(front.repairs) + 1)
            job.about["so_far"] = parts(price_of_calls(proposed.done.instance, front, numbers, MORE)[1:])

        options = Options(time_limit_seconds=SECONDS, workers=cores())
        with working(job):
            return repairing.price_calls(opened.instance, proposed, MORE, options, job.tell, hear)

    causes = _causes(proposed.done.changes)
    title = f"What one more call would save: {'; '.join(map(reason, proposed.done.changes))}"
    known = [job for job in of(request).jobs.all() if job.about.get("mark") == opened.sha256]
    once = f"calls {opened.sha256} {causes} {sum(job.has_ended for job in known)}"  # one that has ended is sought anew
    return of(request).jobs.submit("calls_job", title, work, once, plan=opened.id, mark=opened.sha256, causes=causes)


@router.post("/calls")
def calls(request: Request, opened: Asked, mark: Mark) -> Response:
    """Work out what one more call would save."""
    refuse_stale(opened, mark)
    price(request, opened)
    return RedirectResponse(f"/plans/{opened.id}/repairs#calls", HTTPStatus.SEE_OTHER)


@router.get("")
def repairs(request: Request, opened: Asked, n: Annotated[int, Query(ge=1)] = 1) -> Response:
    """The repairs that were found last, and of one of them who must be told and what differs."""
    found = _found(opened)
    if found is None:
        return draw(request, "repairs.html.j2", opened, found=None, command=command(opened, "reschedule", "CHANGE..."))
    there = [k for k, one in enumerate(found.repairs, 1) if one.schedule is not None]
    chosen = n if n in there else there[0]
    shown = opened.kept(("repairs", chosen, _mark(opened)), lambda: _shown(opened, found, chosen))
    again = command(opened, "reschedule", "--apply", str(chosen))
    jobs = of(request).jobs
    priced = next((job for job in jobs.all() if _prices(job, opened, found)), None)
    ahead = jobs.ahead_of(priced) if priced else 0
    said: dict[str, Any] = {"there": there, "chosen": chosen, "priced": priced, "ahead": ahead, "command": again}
    return draw(request, "repairs.html.j2", opened, found=found, **said, **shown)


@router.post("/apply")
def apply(
    request: Request, opened: Asked, mark: Mark, number: Annotated[int, Form(ge=1)], by: By = "", once: Once = ""
) -> Response:
    """Make one of the repairs."""

    def write() -> str:
        refuse_stale(opened, mark)
        repairing.apply(opened.instance, opened.path, number, by, mark)
        return f"/plans/{opened.id}/letters"

    return RedirectResponse(of(request).writings.once(once, write), HTTPStatus.SEE_OTHER)


def _found(opened: Opened) -> Proposals | None:
    """The repairs beside the plan, if they are of this version."""
    try:
        return proposals_for(opened.path, opened.text, opened.instance.name)
    except InvalidInput:
        return None


def _prices(job: Job, opened: Opened, found: Proposals) -> bool:
    """Whether a job says what one more call would save beside these repairs."""
    asked = job.about.get("mark"), job.about.get("causes")
    return job.kind == "calls_job" and asked == (opened.sha256, _causes(found.changes))


def _causes(changes: tuple[Change, ...]) -> int:
    return hash(changes)


def _mark(opened: Opened) -> tuple[int, int]:
    """What tells the repairs beside the plan from those of another run."""
    written = proposals_path(opened.path).stat()
    return written.st_mtime_ns, written.st_size


def _shown(opened: Opened, found: Proposals, chosen: int) -> dict[str, Any]:
    schedule = found.repairs[chosen - 1].schedule
    assert schedule is not None
    return {
        "causes": [reason(change) for change in found.changes],
        "side_by_side": parts([side_by_side(effective(opened.instance, schedule), found.repairs)]),
        "kinds": [one.kind for one in found.repairs],
        **beside_the_plan(opened, schedule),
    }


def beside_the_plan(opened: Opened, repair: Schedule) -> dict[str, list[Shown | str]]:
    """Who must be told of a repair, and what differs in it from the plan as it is."""
    return {
        "told": parts([who_to_tell(effective(opened.instance, repair), repair)]),
        "differences": parts(differing(*differences(opened.schedule, repair), opened.plan.policy.slot)),
    }
