"""One process that stays and answers questions: what it has built for one (facts, columns, a relaxation) it keeps.

A question is a function of a module and what it is asked. The function may keep things in its own module between
questions, such as the last model by the hash of its plan. One is answered at a time, the most urgent first.
"""

import multiprocessing
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from queue import PriorityQueue
from typing import Any

from scheduler.processes.child import Died, Finished, Lost, begin, begin_as_child, died, end_now, reply

_LOOK_SECONDS = 0.1
_NICE = 5  # the page itself answers first

Question = Callable[[Any, Callable[[Any], None]], Any]


class Unanswered(Exception):
    """The process ended before it had an answer. The next question gets a new one, which begins cold."""


class Stopped(Exception):
    """Whoever asked wants no answer any more."""


class Engine:
    """The process, begun with the first question. Close it at the end."""

    def __init__(self) -> None:
        self._line: Connection | None = None
        self._process: BaseProcess | None = None
        self._turns = _Turns()
        self._closed = False

    def ask(
        self,
        question: Question,
        asked: Any,
        hear: Callable[[Any], None] = lambda _: None,
        *,
        urgent: bool = True,
        stop: threading.Event | None = None,
    ) -> Any:
        """What `question(asked, send)` comes to in the process; `hear` gets what it sends on the way.

        stop: once it is set, the process is ended, with whatever it kept.

        Raises:
            Unanswered: the process ended, or the question failed; in words.
            Stopped: by `stop`.
        """
        with self._turns.mine(urgent):
            end = self._answered(question, asked, hear, stop)
        if isinstance(end, Lost):
            raise Unanswered(end.reason)
        return end.result

    def close(self) -> None:
        """End the process, for good: whoever waits for an answer, or asks for one after, gets none."""
        self._closed = True
        self._end()

    def _end(self) -> None:
        """End the process; the next question begins one that knows nothing."""
        process, line = self._process, self._line
        self._process = self._line = None
        if process is not None:
            end_now(process)
        if line is not None:
            line.close()

    def _answered(
        self, question: Question, asked: Any, hear: Callable[[Any], None], stop: threading.Event | None
    ) -> Finished | Lost:
        line, process = self._begun()
        try:
            line.send((question, asked))
            while True:
                if stop is not None and stop.is_set():
                    raise Stopped
                if not line.poll(_LOOK_SECONDS):
                    continue
                news = line.recv()
                if isinstance(news, Finished | Died):
                    return news
                hear(news)
        except (EOFError, OSError):  # it has died, also in the middle of a message
            end = died(process)
            self._end()
            return end
        except BaseException:  # it may still answer, and that would be heard as the answer to the next question
            self._end()
            raise

    def _begun(self) -> tuple[Connection, BaseProcess]:
        if self._closed:
            raise Unanswered("The page is being closed.")
        if self._process is None or self._line is None or not self._process.is_alive():
            self._end()
            context = multiprocessing.get_context("spawn")
            self._line, theirs = context.Pipe()
            self._process = context.Process(target=_serve, args=(theirs,))
            begin(self._process)
            theirs.close()
        return self._line, self._process


class _Turns:
    """Whose turn it is: who is urgent before who is not, and then who came first."""

    def __init__(self) -> None:
        self._waiting: PriorityQueue[tuple[bool, int, threading.Event]] = PriorityQueue()
        self._lock, self._busy, self._number = threading.Lock(), False, 0

    @contextmanager
    def mine(self, urgent: bool) -> Iterator[None]:
        turn = threading.Event()
        with self._lock:
            self._number += 1
            self._waiting.put((not urgent, self._number, turn))
            self._call()
        turn.wait()
        try:
            yield
        finally:
            with self._lock:
                self._busy = False
                self._call()

    def _call(self) -> None:
        if not self._busy and not self._waiting.empty():
            self._busy = True
            self._waiting.get()[2].set()


def _serve(line: Connection) -> None:
    begin_as_child(_NICE)
    while True:
        try:
            question, asked = line.recv()
        except (EOFError, OSError):
            return
        reply(line, lambda: question(asked, line.send))  # noqa: B023
