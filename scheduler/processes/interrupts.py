"""SIGTERM as an interrupt, so that whoever stops a program by it stops it as cleanly as by Ctrl-C."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType


@contextmanager
def sigterm_interrupts() -> Iterator[None]:
    """SIGTERM raises KeyboardInterrupt while this lasts; only the main thread can arrange it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@dataclass
class Interruption:
    """Whether an interrupt came."""

    came: bool = False


@contextmanager
def until_interrupted() -> Iterator[Interruption]:
    """Ctrl-C and SIGTERM end what is done in it, and nothing else: what it has found by then is kept."""
    interruption = Interruption()
    try:
        with sigterm_interrupts():
            yield interruption
    except KeyboardInterrupt:
        interruption.came = True
