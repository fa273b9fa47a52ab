"""The process that stays: what it keeps, and what becomes of a question when it ends."""

import os
import threading
from collections.abc import Callable
from typing import Any

import pytest

from scheduler.page.server.engine import Engine, Stopped, Unanswered

KEPT: list[int] = []


def remember(asked: int, send: Callable[[Any], None]) -> list[int]:
    KEPT.append(asked)
    send(len(KEPT))
    return KEPT


def end(_: None, __: Callable[[Any], None]) -> None:
    os._exit(3)


def wait_long(_: None, __: Callable[[Any], None]) -> None:
    threading.Event().wait(60)


def test_it_keeps_what_it_has_built_and_a_new_one_begins_cold() -> None:
    engine, heard = Engine(), list[int]()
    assert engine.ask(remember, 1) == [1]
    assert engine.ask(remember, 2, heard.append) == [1, 2]
    with pytest.raises(Unanswered, match="exit code 3"):
        engine.ask(end, None)
    assert engine.ask(remember, 3) == [3]
    assert heard == [2]
    engine.close()


def test_who_asks_can_stop_it() -> None:
    engine, stop = Engine(), threading.Event()
    threading.Timer(0.5, stop.set).start()
    with pytest.raises(Stopped):
        engine.ask(wait_long, None, stop=stop)
    assert engine.ask(remember, 1) == [1]
    engine.close()


def test_who_listens_and_fails_leaves_no_answer_to_the_next() -> None:
    def fails(_: Any) -> None:
        raise ValueError("a fault of the listener's")

    engine = Engine()
    with pytest.raises(ValueError, match="listener"):
        engine.ask(remember, 1, fails)
    assert engine.ask(remember, 2) == [2]
    engine.close()


def test_once_closed_nobody_waits_for_it_and_nothing_is_begun() -> None:
    engine = Engine()
    threading.Timer(0.5, engine.close).start()
    with pytest.raises(Unanswered):
        engine.ask(wait_long, None)
    with pytest.raises(Unanswered, match="closed"):
        engine.ask(remember, 1)
    assert engine._process is None
