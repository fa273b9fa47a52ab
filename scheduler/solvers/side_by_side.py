"""CP-SAT and HiGHS side by side on the same columns: by clauses and by branch and bound, each guarding the other."""

import importlib
import queue
import threading
import time
from collections.abc import Callable
from functools import partial

from models.schedule import Status
from scheduler.solvers import highs
from scheduler.solvers.options import Options
from scheduler.tables.program import Answer, Halt, Program
from scheduler.tables.rows import Ints

CP_SAT, HIGHS = "CP-SAT", "HiGHS"
_GRACE_FACTOR, _GRACE_SECONDS = 2.0, 5.0  # after one has closed, the other may take so much longer to agree;
_GRACE_SHARE = 0.1  # the seconds are at most this share of the limit
_LOOK_SECONDS = 0.05

Found = Callable[[Ints], None]
Closed = Callable[[str, Answer], None]
Runner = Callable[[Found, Halt], Answer]


def load_ahead() -> None:
    """Load CP-SAT beside what runs now: while HiGHS solves a relaxation, it takes none of that one's time."""
    threading.Thread(target=partial(importlib.import_module, "scheduler.solvers.cp_sat"), daemon=True).start()


def race(
    program: Program,
    columns: Ints,
    cost: Ints,
    options: Options,
    seconds: float | None,
    hint: Ints | None,
    found: Found,
    closed: Closed = lambda name, answer: None,
    *,
    agree: bool,
) -> dict[str, Answer]:
    """What each solver says. `found` hears, in this thread, of every better solution of either.

    seconds: the limit, None for none. agree: whether, after one has closed, the other gets time to close too; `closed`
    hears, in this thread, of the one that has.
    Deterministic, and in safe mode, they run one after the other: what each hears of the other would depend on chance.
    """
    from scheduler.solvers import cp_sat  # half a second of a processor; see `load_ahead`

    runners: dict[str, Runner] = {
        CP_SAT: lambda found, halt: cp_sat.minimise(program, columns, cost, options, seconds, hint, found, halt),
        HIGHS: lambda found, halt: highs.minimise(program, columns, cost, options, seconds, found, halt),
    }
    if options.deterministic or options.safe:
        return _in_turn(runners, found, closed, agree=agree)
    grace = _GRACE_SECONDS if seconds is None else min(_GRACE_SECONDS, _GRACE_SHARE * seconds)
    return _side_by_side(runners, found, closed, grace if agree else None)


def _in_turn(runners: dict[str, Runner], found: Found, closed: Closed, *, agree: bool) -> dict[str, Answer]:
    answers: dict[str, Answer] = {}
    first: str | None = None
    for name, run in runners.items():
        if agree or first is None:
            answers[name] = run(found, Halt())
            if first is None and (first := _first_closed(answers)) is not None:
                closed(first, answers[first])
    return answers


def _first_closed(answers: dict[str, Answer]) -> str | None:
    ends = (Status.OPTIMAL, Status.INFEASIBLE)
    return next((name for name, answer in list(answers.items()) if answer.status in ends), None)


def _side_by_side(runners: dict[str, Runner], found: Found, closed: Closed, grace: float | None) -> dict[str, Answer]:
    news: queue.SimpleQueue[Ints] = queue.SimpleQueue()
    answers: dict[str, Answer] = {}
    halt, begun, end = Halt(), time.monotonic(), None

    errors: list[BaseException] = []

    def live(name: str, run: Runner) -> None:
        try:
            answers[name] = run(news.put, halt)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=partial(live, *each), daemon=True) for each in runners.items()]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads) or not news.empty():
        try:
            found(news.get(timeout=_LOOK_SECONDS))
        except queue.Empty:
            now = time.monotonic()
            if end is None and (first := _first_closed(answers)) is not None:
                end = now if grace is None else now + grace + _GRACE_FACTOR * (now - begun)
                closed(first, answers[first])
            if end is not None and now >= end:
                halt()
    if errors:
        raise errors[0]
    if end is None and (first := _first_closed(answers)) is not None:  # both had ended before anybody looked
        closed(first, answers[first])
    return answers
