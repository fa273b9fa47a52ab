"""How the work of a job behaves: it can be stopped, gives way to the page, and is drawn anew while it is quiet."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from scheduler.page.server.jobs import Job
from scheduler.processes.background import in_background

_NICE = 10  # the page and its engine come first
_TICK_SECONDS = 2.0


@contextmanager
def working(job: Job) -> Iterator[None]:
    """What is begun while this lasts ends with the job's stop; now and then whoever looks sees the time go on."""
    drawn = time.monotonic()

    def stopped() -> bool:
        nonlocal drawn
        if time.monotonic() - drawn > _TICK_SECONDS:
            drawn = time.monotonic()
            job.changes += 1
        return job.stop.is_set()

    with in_background(stopped, _NICE):
        yield
