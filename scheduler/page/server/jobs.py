"""What takes long: one job runs, up to 20 wait, and each can be stopped, with what it has found by then kept.

A job works in a thread of the server, its search in a process of its own (`processes.child`), so that the page stays
quick and a crash costs the search only. Whoever looks at a job sees the last that it said and is told of each news.
"""

import secrets
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

MOST_WAITING = 20
_MOST_KEPT = 50  # jobs that have ended, for whoever comes back to them
_END_SECONDS = 0.5  # what runs has so long to end when the server does


class Full(Exception):
    """One job runs and as many wait as may."""


class State(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    STOPPED = "stopped"
    FAILED = "failed"


Work = Callable[["Job"], Any]


@dataclass
class Job:
    """One piece of work. kind: which template shows it. about: what that needs to know, such as the plan's id.

    once: given by the form it comes from: the same form sent twice is one job. news: what it has said, the last 500.
    result: what it came to. failure: why it came to nothing, in words. changes: counts what is new about it.
    began, ended: moments of the monotonic clock.
    """

    kind: str
    title: str
    work: Work
    about: dict[str, Any]
    once: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(9))
    state: State = State.WAITING
    news: deque[Any] = field(default_factory=lambda: deque(maxlen=500))
    result: Any = None
    failure: str = ""
    stop: threading.Event = field(default_factory=threading.Event)
    changes: int = 0
    began: float | None = None
    ended: float | None = None

    def tell(self, news: Any) -> None:
        """Something new to show."""
        self.news.append(news)
        self.changes += 1

    @property
    def seconds(self) -> float | None:
        """How long it has been at work; None where it has not begun."""
        return None if self.began is None else (self.ended or time.monotonic()) - self.began

    @property
    def has_ended(self) -> bool:
        return self.state in (State.DONE, State.STOPPED, State.FAILED)


class Jobs:
    """All jobs of one server. Close it at the end: what runs is stopped, what waits is forgotten."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._changed = threading.Condition()
        self._closed = False
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def submit(self, kind: str, title: str, work: Work, once: str, **about: Any) -> Job:
        """A new job; or the one that the same form has begun already.

        Raises:
            Full: too many wait.
        """
        with self._changed:
            for known in self._jobs.values():
                if once and known.once == once:
                    return known
            if len(self._waiting) >= MOST_WAITING:
                raise Full
            job = Job(kind, title, work, about, once)
            self._jobs[job.id] = job
            self._waiting.append(job)
            self._forget()
            self._changed.notify_all()
            return job

    def get(self, id: str) -> Job | None:
        """The job of that id."""
        return self._jobs.get(id)

    def all(self) -> tuple[Job, ...]:
        """Every job that is known, the last first."""
        with self._changed:
            return tuple(reversed(self._jobs.values()))

    def ahead_of(self, job: Job) -> int:
        """How many jobs come before one that waits."""
        with self._changed:
            return 1 + list(self._waiting).index(job) if job in self._waiting else 0

    def stop(self, job: Job) -> None:
        """End a job: one that waits is not begun, one that runs keeps what it has found."""
        with self._changed:
            job.stop.set()
            if job in self._waiting:
                self._waiting.remove(job)
                job.state = State.STOPPED
            job.changes += 1

    def close(self) -> None:
        """Stop everything, and wait a little for what runs; what it has begun ends with this process at the latest."""
        with self._changed:
            self._closed = True
            for job in self._waiting:
                job.state = State.STOPPED
            self._waiting.clear()
            if self._running is not None:
                self._running.stop.set()
            self._changed.notify_all()
        self._thread.join(_END_SECONDS)

    def _live(self) -> None:
        while (job := self._following()) is not None:
            try:
                job.result = job.work(job)
                ended = State.STOPPED if job.stop.is_set() else State.DONE
            except BaseException as error:  # the server lives on; a stop is an interrupt to what runs
                ended = State.STOPPED if job.stop.is_set() else State.FAILED
                job.failure = _in_words(error) if ended == State.FAILED else ""
            job.work = _done  # what it holds, such as an opened plan, is let go
            with self._changed:
                self._running, job.ended, job.state = None, time.monotonic(), ended
                job.changes += 1

    def _following(self) -> Job | None:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._waiting)
            if self._closed:
                return None
            self._running = job = self._waiting.popleft()
            job.state, job.began = State.RUNNING, time.monotonic()
            job.changes += 1
            return job

    def _forget(self) -> None:
        """Keep only so many of those that have ended."""
        ended = [job.id for job in self._jobs.values() if job.has_ended]
        for id in ended[: max(0, len(ended) - _MOST_KEPT)]:
            del self._jobs[id]


def _done(_: Job) -> None:
    """What is left to do of a job that has ended."""


def _in_words(error: BaseException) -> str:
    from models.problem import InvalidInput
    from scheduler.showing.printing import refusal_text

    if isinstance(error, InvalidInput):
        return refusal_text(error)
    return " ".join(str(error).split()) or type(error).__name__
