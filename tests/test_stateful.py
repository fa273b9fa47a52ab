"""A term at a coordinator's desk, in any order of commands: see `tests.term`."""

import pytest
from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.drawing import effort
from tests.in_process import in_this_process
from tests.term import Term


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


def test_a_term_in_any_order_of_commands() -> None:
    run_state_machine_as_test(Term, settings=settings(effort(6), stateful_step_count=15))


@pytest.mark.soak
def test_a_term_in_any_order_of_commands_at_length() -> None:
    run_state_machine_as_test(Term, settings=settings(effort(300, soak=True), stateful_step_count=50))
