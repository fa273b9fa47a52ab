"""Jobs: what is being done, as it goes on; and Stop."""

import asyncio
from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

import anyio
from fastapi import APIRouter, HTTPException, Query, Request
from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.responses import HTMLResponse, RedirectResponse, Response

from models.problem import InvalidInput
from scheduler.page.drawing.pages import draw, fragment, of
from scheduler.page.home import NoSuchPlan, Opened
from scheduler.page.server.jobs import Job

router = APIRouter(prefix="/jobs")

_LOOK_SECONDS = 0.3
_SEND_SECONDS = 60.0  # a browser that sleeps takes nothing; it comes back, and is told how things are then
_MOST_STREAMS = 4
_END_SECONDS = 1.0  # an answer that is begun is ended as it should be when the page ends


def _job(request: Request, id: str) -> Job:
    job = of(request).jobs.get(id)
    if job is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "no job of this server")
    return job


@router.get("")
def all_jobs(request: Request) -> Response:
    """What runs, waits and has ended."""
    return draw(request, "jobs.html.j2", ahead=of(request).jobs.ahead_of)


@router.get("/at-work")
def at_work(request: Request, shown: Annotated[int, Query(ge=0)] = 0) -> Response:
    """How many jobs run or wait, for the head of a page; nothing where that is what it shows."""
    number = sum(not job.has_ended for job in of(request).jobs.all())
    if number == shown:
        return Response(status_code=HTTPStatus.NO_CONTENT)
    return HTMLResponse(fragment("macros.html.j2", "at_work", number))


@router.get("/{id}")
def job(request: Request, id: str) -> Response:
    """One job, as far as it is."""
    found = _job(request, id)
    return draw(request, "job.html.j2", _plan(request, found), job=found, ahead=of(request).jobs.ahead_of(found))


def _plan(request: Request, job: Job) -> Opened | None:
    """The plan that a job is about, as it is now; None where it is about none that can be read."""
    try:
        return of(request).home.open(str(job.about.get("plan", "")))
    except (InvalidInput, NoSuchPlan):
        return None


@router.get("/{id}/events")
async def events(request: Request, id: str) -> Response:
    """The job drawn anew whenever there is something new, until it has ended.

    A browser has six connections to us for all of its tabs. One that follows so many jobs is sent away for a while, and
    its other tabs still get their answers.
    """
    found, jobs, streams, closed = _job(request, id), of(request).jobs, of(request).streams, of(request).closed
    browser = request.headers.get("cookie", "")
    if streams[browser] >= _MOST_STREAMS:
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def counted() -> AsyncIterator[ServerSentEvent]:
        streams[browser] += 1
        try:
            async for event in drawn():
                yield event
        finally:
            streams[browser] -= 1
            if not streams[browser]:
                del streams[browser]

    async def drawn() -> AsyncIterator[ServerSentEvent]:
        seen = -1
        while not closed.is_set() and not await request.is_disconnected():
            ended = found.has_ended
            if found.changes != seen:
                seen = found.changes
                text = await asyncio.to_thread(
                    fragment, f"{found.kind}.html.j2", "job_now", found, jobs.ahead_of(found)
                )
                yield ServerSentEvent(text, event="end" if ended else "now")
            if ended:
                return
            await asyncio.sleep(_LOOK_SECONDS)

    return EventSourceResponse(
        counted(), send_timeout=_SEND_SECONDS, shutdown_event=anyio.Event(), shutdown_grace_period=_END_SECONDS
    )


@router.post("/{id}/stop")
def stop(request: Request, id: str) -> Response:
    """End it, and keep what it has found."""
    found = _job(request, id)
    of(request).jobs.stop(found)
    return RedirectResponse(f"/jobs/{found.id}", HTTPStatus.SEE_OTHER)
