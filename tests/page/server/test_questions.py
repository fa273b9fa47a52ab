"""Questions are answered beside the page, as far as they are known, and end when nobody looks."""

import threading
from collections.abc import Callable

import pytest

from models.problem import InvalidInput, Problem
from scheduler.desk.doing.asking import Answered, Hear
from scheduler.page.server import questions
from scheduler.page.server.questions import MOST_AT_ONCE, Question, Questions, TooMany
from scheduler.processes.background import refuse_stopped


def until_stopped(hear: Hear) -> Answered:
    """What a search does: it says what it knows, and goes on until it is stopped."""
    hear(("so far",))
    try:
        while True:
            refuse_stopped()
            threading.Event().wait(0.01)
    except KeyboardInterrupt:
        return Answered(("so far",), interrupted=True)


def answer(hear: Hear) -> Answered:
    hear(("a bound",))
    return Answered(("exact",))


def ended(question: Question) -> Question:
    assert question.ended.wait(30.0)
    return question


def test_the_same_question_is_answered_once() -> None:
    asked, times = Questions(), []

    def work(hear: Hear) -> Answered:
        times.append(1)
        return answer(hear)

    first = ended(asked.ask("q", work))
    assert asked.ask("q", work) is first
    assert first.said == Answered(("exact",)) and len(times) == 1


def test_a_stop_keeps_what_is_known_until_it_is_asked_again() -> None:
    asked = Questions()
    first = asked.ask("q", until_stopped)
    asked.stop("q")
    assert ended(first).said == Answered(("so far",), interrupted=True)
    assert asked.ask("q", answer) is first
    assert ended(asked.ask("q", answer, again=True)).said == Answered(("exact",))


def test_a_question_nobody_looks_at_ends_and_is_asked_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "PATIENCE_SECONDS", 0.0)
    asked = Questions()
    assert ended(asked.ask("q", until_stopped)).said == Answered(("so far",), interrupted=True)
    assert ended(asked.ask("q", answer)).said == Answered(("exact",))


def test_more_than_so_many_at_once_are_refused_and_closing_ends_them() -> None:
    asked = Questions()
    begun = [asked.ask(number, until_stopped) for number in range(MOST_AT_ONCE)]
    with pytest.raises(TooMany):
        asked.ask("one more", answer)
    assert asked.ask(0, answer) is begun[0]
    asked.close()
    assert all(one.ended.is_set() for one in begun)
    assert ended(asked.ask("one more", answer)).said == Answered(("exact",))


@pytest.mark.parametrize(
    "error", [InvalidInput([Problem(where="w", value="v", expected="e", remedy="r")]), ValueError("odd")]
)
def test_a_question_that_cannot_be_answered_says_why(error: Exception) -> None:
    def work(_: Hear) -> Answered:
        raise error

    refused = ended(Questions().ask("q", work)).refusal
    assert refused is error or refused == "ValueError: odd"


def test_threads_that_answer_end(monkeypatch: pytest.MonkeyPatch) -> None:
    before = threading.active_count()
    asked = Questions()
    for number in range(20):
        ended(asked.ask(number, answer))
    _wait(lambda: threading.active_count() == before)


def _wait(until: Callable[[], bool]) -> None:
    while not until():
        threading.Event().wait(0.01)
