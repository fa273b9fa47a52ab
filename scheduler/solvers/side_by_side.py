"""CP-SAT and HiGHS side by side on the same columns: by clauses and by branch and bound, each guarding the other."""

import contextlib
import importlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from models.schedule import Status
from scheduler.solvers import highs
from scheduler.solvers.options import Options
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer, Halt, Program

CP_SAT, HIGHS = "CP-SAT", "HiGHS"
_NOTHING = Answer(Status.UNKNOWN, None, None)
_GRACE_FACTOR, _GRACE_SECONDS = 2.0, 5.0  # after one has closed, the other may take so much longer to agree;
_GRACE_SHARE = 0.1  # the seconds are at most this share of the limit
_LOOK_SECONDS = 0.05
_HANGS_SECONDS = 10.0  # a solver that is still at work so long after its limit, or after it was stopped, is left alone

Found = Callable[[Ints], None]
Closed = Callable[[str, Answer], None]
Runner = Callable[[Found, Halt], Answer]


def load_ahead() -> None:
    """Load CP-SAT beside what runs now: while HiGHS solves a relaxation, it takes none of that one's time."""
    threading.Thread(target=partial(importlib.import_module, "scheduler.solvers.cp_sat"), daemon=True).start()


def begin(
    program: Program,
    columns: Ints,
    cost: Ints,
    options: Options,
    seconds: float | None,
    hint: Ints | None = None,
    enough: float = np.inf,
    *,
    is_last: bool = False,
) -> "Race":
    """Both solvers at work on some columns. `program` must not change meanwhile.

    seconds: the limit, None for none. hint: values of all columns to begin with, or None. enough: a bound that is as
    good as the best solution: a solver that has shown it has closed, too. is_last: nothing comes after, so that
    whoever is asked to agree has all the time that is left.
    Deterministic, and in safe mode, they run one after the other: what each hears of the other would depend on chance.
    """
    runners = _runners(program, cost, options, Part(columns, seconds, hint), enough)
    grace = _GRACE_SECONDS if seconds is None else np.inf if is_last else min(_GRACE_SECONDS, _GRACE_SHARE * seconds)
    return Race(runners, grace, seconds, in_turn=_in_turn(options), enough=enough)


@dataclass(frozen=True)
class Part:
    """Some columns to search. seconds: for how long, None for no limit. hint: values of all columns, or None."""

    columns: Ints
    seconds: float | None
    hint: Ints | None


def _runners(
    program: Program, cost: Ints, options: Options, part: Part, enough: float = np.inf, *, in_parts: bool = False
) -> dict[str, Runner]:
    from scheduler.solvers import cp_sat  # half a second of a processor; see `load_ahead`

    given = program, part.columns, cost, options, part.seconds
    return {
        CP_SAT: lambda found, halt: cp_sat.minimise(*given, part.hint, found, halt, enough=enough),
        HIGHS: lambda found, halt: highs.minimise(*given, found, halt, enough=enough, in_parts=in_parts),
    }


def _in_turn(options: Options) -> bool:
    return options.deterministic or options.safe


def apart(
    program: Program,
    cost: Ints,
    options: Options,
    next_part: Callable[[], Part | None],
    found: Found,
    ended: Callable[[Answer], None],
) -> None:
    """Each solver at work on a part of its own, and then on the next, until there is none.

    All three are called in this thread. next_part: what the solver that has nothing to do shall search. found: hears of
    what either finds. ended: hears what one says of its part in the end.
    """
    at_work: dict[str, Race] = {}
    while True:
        for name in (CP_SAT, HIGHS):
            if name not in at_work and (part := next_part()) is not None:
                run = _runners(program, cost, options, part, in_parts=True)[name]
                at_work[name] = Race({name: run}, 0.0, part.seconds, in_turn=_in_turn(options))
        if not at_work:
            return
        for name, race in list(at_work.items()):
            if race.has_ended(found):
                ended(race.answers.get(name, _NOTHING))
                del at_work[name]


class Race:
    """Two solvers at work, or, in turn, one after the other. answers: what they have said so far.

    seconds: their limit, None for none. enough: a bound at which a solver has closed.
    """

    def __init__(
        self,
        runners: dict[str, Runner],
        grace: float,
        seconds: float | None,
        *,
        in_turn: bool,
        enough: float = np.inf,
    ) -> None:
        self.answers: dict[str, Answer] = {}
        self._runners, self._grace, self._in_turn, self._enough = runners, grace, in_turn, enough
        self._news: queue.SimpleQueue[Ints] = queue.SimpleQueue()
        self._halt, self._begun = Halt(), time.monotonic()
        self._end: float | None = None
        self._hangs = np.inf if seconds is None else self._begun + seconds + _HANGS_SECONDS
        self._errors: list[BaseException] = []
        self._threads: list[threading.Thread] = []
        if not in_turn:
            self._threads = [
                threading.Thread(target=partial(self._live, *each), daemon=True) for each in runners.items()
            ]
        for thread in self._threads:
            thread.start()

    def _live(self, name: str, run: Runner) -> None:
        try:
            self.answers[name] = run(self._news.put, self._halt)
        except BaseException as error:
            self._errors.append(error)

    def run(
        self, found: Found = lambda _: None, closed: Closed = lambda name, answer: None, *, agree: bool
    ) -> dict[str, Answer]:
        """What each solver says in the end. `found` hears, in this thread, of every better solution of either.

        agree: whether, after one has closed, the other gets time to close too; `closed` hears of the one that has.
        """
        self.until_one_has_closed(found, closed, lambda _: agree)
        return self.until_the_end(found)

    @property
    def is_over(self) -> bool:
        """Whether no solver is at work any more, or only one that hangs."""
        return not any(thread.is_alive() for thread in self._threads) or time.monotonic() >= self._hangs

    def until_one_has_closed(self, found: Found, closed: Closed, agree: Callable[[Answer], bool]) -> None:
        """Listen until one has closed, or both have ended.

        agree: whether, after this answer, the other goes on for its share of time, to close too.
        """
        if self._in_turn:
            self._one_after_the_other(found, closed, agree)
            return
        while not self.is_over or not self._news.empty():
            self._hear(found)
            if self._news.empty() and (first := self._first_closed()) is not None:
                now = time.monotonic()
                more = self._grace + _GRACE_FACTOR * (now - self._begun)
                self._end = now + more if agree(self.answers[first]) else now
                closed(first, self.answers[first])
                return
        self._raise()
        if (first := self._first_closed()) is not None:  # both had ended before anybody looked
            closed(first, self.answers[first])

    def until_the_end(self, found: Found) -> dict[str, Answer]:
        """What each says in the end; the one that has not closed is stopped when its time is over."""
        while not self.is_over or not self._news.empty():
            self._hear(found)
            self.stop_in_time()
        self._raise()
        return self.answers

    def has_ended(self, found: Found) -> bool:
        """Listen for a moment: whether all have ended, and been heard. In turn, that is at the end."""
        if self._in_turn:
            self._one_after_the_other(found, lambda name, answer: None, lambda _: True)
        else:
            self._hear(found)
        self._raise()
        return self.is_over and self._news.empty()

    def stop_in_time(self) -> None:
        """Stop the other solver if one has closed and the other's time to agree is over."""
        if self._end is not None and time.monotonic() >= self._end:
            self._halt()
            self._hangs = min(self._hangs, self._end + _HANGS_SECONDS)

    def _hear(self, found: Found) -> None:
        with contextlib.suppress(queue.Empty):
            found(self._news.get(timeout=_LOOK_SECONDS))

    def _raise(self) -> None:
        if self._errors:
            raise self._errors[0]

    def _one_after_the_other(self, found: Found, closed: Closed, agree: Callable[[Answer], bool]) -> None:
        first: str | None = None
        for name, run in self._runners.items():
            if first is None or agree(self.answers[first]):
                self.answers[name] = run(found, Halt())
                if first is None and (first := self._first_closed()) is not None:
                    closed(first, self.answers[first])

    def _first_closed(self) -> str | None:
        return next((name for name, answer in list(self.answers.items()) if self._is_closed(answer)), None)

    def _is_closed(self, answer: Answer) -> bool:
        return answer.is_closed or (answer.bound is not None and answer.bound >= self._enough)
