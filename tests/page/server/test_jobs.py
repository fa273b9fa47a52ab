"""What takes long: one at a time, a queue with an end, and Stop."""

import threading
import weakref

import pytest

from scheduler.page.server.jobs import MOST_WAITING, Full, Job, Jobs, State


def waits(job: Job) -> str:
    job.stop.wait(30)
    return "kept"


def ended(jobs: Jobs, job: Job) -> Job:
    while not job.has_ended:
        threading.Event().wait(0.01)
    return job


def test_one_runs_and_so_many_wait_and_the_next_is_refused() -> None:
    jobs = Jobs()
    running = jobs.submit("solve", "first", waits, "0")
    while running.state == State.WAITING:
        threading.Event().wait(0.01)
    for n in range(MOST_WAITING):
        jobs.submit("solve", "more", waits, f"{n + 1}")
    with pytest.raises(Full):
        jobs.submit("solve", "too many", waits, "x")
    jobs.close()
    assert {job.state for job in jobs.all()} == {State.STOPPED}


def test_a_form_sent_twice_is_one_job() -> None:
    jobs = Jobs()
    assert jobs.submit("solve", "it", waits, "same") is jobs.submit("solve", "it", waits, "same")
    jobs.close()


def test_stop_keeps_what_was_found_and_the_next_begins() -> None:
    jobs = Jobs()
    first, second = jobs.submit("solve", "first", waits, "1"), jobs.submit("solve", "second", lambda _: 2, "2")
    jobs.stop(first)
    assert ended(jobs, first).state == State.STOPPED
    assert first.result in ("kept", None)
    assert ended(jobs, second).result == 2
    jobs.close()


def test_a_job_that_fails_says_why_and_the_server_lives() -> None:
    def fails(_: Job) -> None:
        raise ValueError("the reason")

    jobs = Jobs()
    failed = ended(jobs, jobs.submit("solve", "it", fails, "1"))
    assert (failed.state, failed.failure) == (State.FAILED, "the reason")
    assert ended(jobs, jobs.submit("solve", "it", lambda _: 1, "2")).result == 1
    jobs.close()


def test_work_that_a_stop_interrupts_is_stopped_and_the_next_begins() -> None:
    """A stop is an interrupt to what a search has begun: no `Exception`, so the thread of all jobs ended by it."""

    def interrupted(job: Job) -> None:
        job.stop.wait(30)
        raise KeyboardInterrupt

    jobs = Jobs()
    first = jobs.submit("solve", "first", interrupted, "1")
    second = jobs.submit("solve", "second", lambda _: 2, "2")
    while first.state == State.WAITING:
        threading.Event().wait(0.01)
    jobs.stop(first)
    assert (ended(jobs, first).state, first.failure) == (State.STOPPED, "")
    assert ended(jobs, second).result == 2
    jobs.close()


def test_a_job_that_has_ended_holds_nothing_of_its_work() -> None:
    class Large:
        pass

    jobs, large = Jobs(), Large()
    held = weakref.ref(large)
    job = jobs.submit("solve", "it", lambda _, large=large: None, "1")  # type: ignore[misc]
    del large
    ended(jobs, job)
    jobs.close()
    assert held() is None
