"""How what a thread begins behaves beside other work: another thread may stop it, and it may give way to others.

Ctrl-C reaches the main thread alone. For whatever a search does in any other thread, a stop is what an interrupt is
for the main one: the search ends, and what it had found by then is kept and marked.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Background:
    """stop: asked some times a second; once it says yes, what runs is interrupted.

    nice: by how much the processes give way to others, 0 (not at all) to 19; the processes they begin do so too.
    """

    stop: Callable[[], bool] = lambda: False
    nice: int = 0


_FOREGROUND = Background()
_now: ContextVar[Background] = ContextVar("background", default=_FOREGROUND)  # of this thread alone


@contextmanager
def in_background(stop: Callable[[], bool] = lambda: False, nice: int = 0) -> Iterator[None]:
    """What this thread begins while this lasts can be stopped, and gives way. See `Background`.

    Example: `with in_background(event.is_set, nice=10): solve_in_child(...)`; another thread calls `event.set()`.
    """
    before = _now.set(Background(stop, nice))
    try:
        yield
    finally:
        _now.reset(before)


def refuse_stopped() -> None:
    """Raises KeyboardInterrupt where what this thread does was stopped."""
    if _now.get().stop():
        raise KeyboardInterrupt


def niceness() -> int:
    """By how much a process that this thread begins gives way to others."""
    return _now.get().nice
