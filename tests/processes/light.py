"""Work for processes that are there at once, for this module imports nothing slow."""

import os
import time
from typing import Any

from scheduler.processes.crew import Crew


def own_niceness(task: Any, send: Any) -> list[int]:
    """Of a child, and of a process of its own."""
    with Crew(niceness_of_crew, None, 1) as crew:
        ((_, inner),) = crew.results([None])
    return [os.nice(0), inner]


def niceness_of_crew(shared: Any, task: Any) -> int:
    """Of a process of a crew."""
    return os.nice(0)


def sleeps(shared: Any, minutes: int) -> int:
    """Take so long."""
    time.sleep(60 * minutes)
    return minutes


def says_much(task: Any, send: Any) -> str:
    """Say more than a pipe holds."""
    send("x" * 1_000_000)
    return "done"
