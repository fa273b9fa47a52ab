"""A search in a thread is stopped by another thread as Ctrl-C stops one in the main thread, and gives way if asked."""

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

import pytest

from models.schedule import Status
from scheduler.processes.background import in_background, niceness, refuse_stopped
from scheduler.processes.child import Finished, begin, run_child
from scheduler.processes.crew import Crew, Heard
from scheduler.solving import solve_in_child
from scheduler.storage import load_instance
from tests.faulty import always, nothing_held
from tests.processes.light import own_niceness, sleeps
from tests.solving import PLAIN


def in_thread(work: Callable[[], Any]) -> Any:
    """What work comes to in a thread that is not the main one."""
    found: list[Any] = []
    thread = threading.Thread(target=lambda: found.append(work()))
    thread.start()
    thread.join()
    return found[0]


def test_stopped_from_another_thread_a_solve_keeps_its_best_and_says_so() -> None:
    instance, stop = load_instance("three-hubs"), threading.Event()

    def solved() -> Any:
        with in_background(stop.is_set):
            return solve_in_child(instance, PLAIN, lambda _: stop.set(), always("hang"))

    outcome = in_thread(solved)
    assert outcome.interrupted and outcome.status == Status.FEASIBLE
    assert outcome.schedule.certificate.interrupted
    assert outcome.schedule.reviews == nothing_held(instance).reviews
    assert multiprocessing.active_children() == []


def test_stopped_from_another_thread_a_crew_keeps_what_is_done() -> None:
    stop, heard, done = threading.Event(), Heard(), []

    def worked() -> None:
        with in_background(stop.is_set), heard.until_interrupted(), Crew(sleeps, None, 2) as crew:
            for position, _ in crew.results([0, 1, 1]):
                done.append(position)
                stop.set()

    in_thread(worked)
    assert (done, heard.interrupted) == ([0], True)
    assert multiprocessing.active_children() == []


def test_a_stop_is_of_one_thread_and_ends_with_it() -> None:
    with in_background(lambda: True, nice=3):
        assert in_thread(niceness) == 0
        in_thread(refuse_stopped)
        with pytest.raises(KeyboardInterrupt):
            refuse_stopped()
    refuse_stopped()
    assert niceness() == 0


def test_processes_give_way_and_so_do_their_own() -> None:
    before = os.nice(0)
    with in_background(nice=5):
        assert run_child(own_niceness, None, lambda _: None, None) == Finished([before + 5, before + 5])
    assert os.nice(0) == before


def test_threads_that_begin_processes_at_once_leave_the_program_as_it_was() -> None:
    program, second_begins, first_has_begun = sys.modules["__main__"], threading.Event(), threading.Event()

    def second_starts() -> None:
        second_begins.set()
        first_has_begun.wait(0.1)

    def first() -> None:
        begin(cast(Any, SimpleNamespace(start=lambda: second_begins.wait(0.1))))
        first_has_begun.set()

    threads = [
        threading.Thread(target=first),
        threading.Thread(target=begin, args=[SimpleNamespace(start=second_starts)]),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sys.modules["__main__"] is program
