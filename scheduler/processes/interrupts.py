"""Signals as interrupts, so that whoever stops a program by SIGTERM stops it as cleanly as by Ctrl-C."""

import signal
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any


@contextmanager
def interrupts_raise(*numbers: signal.Signals) -> Iterator[None]:
    """These signals raise KeyboardInterrupt while this lasts, but for those that are ignored.

    Only the main thread can arrange it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = {number: signal.getsignal(number) for number in numbers}
    heard = [number for number, handler in before.items() if handler != signal.SIG_IGN]
    try:
        for number in heard:
            signal.signal(number, interrupt)
        yield
    finally:
        for number in heard:
            signal.signal(number, before[number])


@contextmanager
def interrupts_wait(*numbers: signal.Signals) -> Iterator[None]:
    """These signals are handled when this is over, but for those that are ignored.

    To block them would not do: where there are other threads, one of them receives the signal, and Python handles it in
    the main thread all the same. Only the main thread can arrange it, and only there it is needed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def keep(number: int, frame: FrameType | None) -> None:
        came.append(number)

    with ExitStack() as after:
        for number in numbers:
            if (handler := signal.getsignal(number)) not in (signal.SIG_IGN, None):
                after.callback(_handle, came, number, handler)
                signal.signal(number, keep)
        yield


def _handle(came: list[int], number: signal.Signals, handler: Any) -> None:
    signal.signal(number, handler)
    if number in came:
        signal.raise_signal(number)


@dataclass
class Interruption:
    """Whether an interrupt came."""

    came: bool = False


@contextmanager
def until_interrupted() -> Iterator[Interruption]:
    """Ctrl-C, SIGTERM and a stop end what is done in it, and nothing else: what it has found by then is kept."""
    interruption = Interruption()
    try:
        with interrupts_raise(signal.SIGTERM):
            yield interruption
    except KeyboardInterrupt:
        interruption.came = True
