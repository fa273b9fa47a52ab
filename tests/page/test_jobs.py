"""What takes long: one at a time, a queue with an end, and Stop."""

import threading

import pytest

from scheduler.page.jobs import MOST_WAITING, Full, Job, Jobs, State


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
