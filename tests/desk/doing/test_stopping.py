"""Whatever searches can be stopped from another thread: it says that it was, and what was known by then."""

import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scheduler.changes.places import missing
from scheduler.desk.doing import asking, repairing, scenarios, solving, stressing
from scheduler.desk.doing.ends import Exit, NotFound, Nothing
from scheduler.plan import Plan
from scheduler.processes.background import in_background
from scheduler.repairs.scenarios import INTERRUPTED, Scenario
from scheduler.repairs.stressing import Chances, draw
from scheduler.solvers.options import Options, repair_options
from scheduler.storage import dumps
from tests import tiny
from tests.desk.doing.small import CANCEL, INSTANCE, PLAN, plan_in

OPTIONS = repair_options(None, deterministic=True)
JUDGED = Plan(INSTANCE, PLAN)
NOBODY = Plan(INSTANCE, tiny.schedule(tiny.held("A", None, on=None)))


def in_stopped_thread(stop: Callable[[], bool], work: Callable[[], Any]) -> Any:
    """What work comes to, or how it ends, in a thread that is stopped."""
    found: list[Any] = []

    def live() -> None:
        with in_background(stop):
            try:
                found.append(work())
            except Nothing as nothing:
                found.append(nothing)

    thread = threading.Thread(target=live)
    thread.start()
    thread.join()
    assert multiprocessing.active_children() == []
    return found[0]


def at_once() -> bool:
    return True


@pytest.mark.parametrize(
    "search",
    [
        lambda path: repairing.propose(INSTANCE, path, [CANCEL], OPTIONS),
        lambda path: solving.solve(INSTANCE, path.with_name("new.json"), OPTIONS),
    ],
    ids=["reschedule", "solve"],
)
def test_stopped_before_anything_was_found_nothing_is_changed(search: Callable[[Path], Any], tmp_path: Path) -> None:
    path = plan_in(tmp_path)
    nothing = in_stopped_thread(at_once, lambda: search(path))
    assert isinstance(nothing, NotFound)
    assert (nothing.interrupted, nothing.exit) == (True, Exit.INTERRUPTED)
    assert path.read_text() == dumps(PLAN)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    "ask",
    [
        lambda: asking.prices(INSTANCE, JUDGED, asking.at(JUDGED, "VA/R2"), None, OPTIONS),
        lambda: asking.costs(JUDGED, ["no-return-visit"], OPTIONS),
        lambda: asking.why_vacant(NOBODY, missing(NOBODY, "VA").review.id, OPTIONS),
        lambda: asking.why_impossible(INSTANCE, Options(time_limit_seconds=None)),
    ],
    ids=["prices", "costs", "why vacant", "why impossible"],
)
def test_a_question_that_is_stopped_says_so(ask: Callable[[], Any]) -> None:
    answer = in_stopped_thread(at_once, ask)
    assert (answer.interrupted, answer.exit) == (True, Exit.INTERRUPTED)
    assert answer.parts


def test_scenarios_that_are_stopped_say_so() -> None:
    asked = (Scenario("cancelled", (CANCEL,)),)
    compared = in_stopped_thread(at_once, lambda: scenarios.compare(INSTANCE, PLAN, asked, None, deterministic=True))
    assert compared.interrupted
    assert INTERRUPTED.reason in str(compared.parts())


def test_stress_that_is_stopped_says_so() -> None:
    runs = draw(PLAN, Chances(100, 0, 7), 0, 1)
    strained = in_stopped_thread(at_once, lambda: stressing.stress(INSTANCE, PLAN, runs, 5, None, deterministic=True))
    assert strained.found.interrupted
    assert strained.parts()


@pytest.mark.soak
def test_repairs_found_before_a_stop_can_be_applied(tmp_path: Path) -> None:
    path, stop = plan_in(tmp_path), threading.Event()

    def hear(now: Any) -> None:
        if now.step.startswith("repairs that"):  # the first repair is there, and others are sought
            stop.set()

    work = lambda: repairing.propose(INSTANCE, path, [CANCEL], OPTIONS, hear)  # noqa: E731
    proposed = in_stopped_thread(stop.is_set, work)
    assert proposed.interrupted and len(proposed.repairs) == 1
    applied = repairing.apply(INSTANCE, path, 1, expected_sha256=proposed.sha256)
    assert path.read_text() == dumps(applied.schedule)
