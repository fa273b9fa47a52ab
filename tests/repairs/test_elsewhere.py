"""Repairs sought on other machines are those found here, with all words in their place."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from models.instance import Waiver
from models.schedule import Status
from scheduler.processes.child import Died
from scheduler.processes.means import Means
from scheduler.repairs import rescheduling, scenarios, slot_strip, stressing
from scheduler.repairs.rescheduling import reschedule
from scheduler.repairs.scenarios import Scenario, best_anew, best_repair, what_if
from scheduler.repairs.slot_strip import Strip, exact_of_all
from scheduler.repairs.stressing import Chances, draw, stress
from tests.in_process import by_wire, in_turn
from tests.repairs.test_slot_strip import NAME, stored
from tests.solving import PLAIN

FAR = replace(PLAIN, means=Means("tcp://elsewhere"))


@pytest.mark.parametrize("seed", [3, *(pytest.param(seed, marks=pytest.mark.soak) for seed in range(100, 200))])
def test_the_kinds_side_by_side_are_those_one_after_the_other(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, schedule = stored(NAME)
    person, review = instance.reviewers[0].id, instance.reviews[0].id
    waiver = Waiver(rule="phase", person=person, review=review, allowed_by="Agnes", reason="it is near")
    instance = instance.model_copy(update={"waivers": (waiver,)})
    changes = stressing.draw(schedule, Chances(30, 70, 7), seed, 1)[0][:1]
    monkeypatch.setattr(rescheduling, "fan_out", by_wire)
    heard: list[int] = []
    there = reschedule(instance, schedule, changes, FAR, found=lambda now: heard.append(len(now.repairs)))
    assert there == reschedule(instance, schedule, changes, PLAIN)
    assert there.instance.waivers[0].allowed_by == "Agnes"
    assert heard[-4:] == [1, 2, 3, 4]


def test_a_kind_whose_process_dies_twice_is_not_known(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, schedule = stored(NAME)

    def lost(work: Any, shared: Any, tasks: Any, workers: int, tell: Callable[[int, str], None], **_: Any) -> Any:
        for position, _ in enumerate(tasks):
            tell(position, "A machine is gone.")
            yield position, Died("A machine is gone.")

    monkeypatch.setattr(rescheduling, "fan_out", lost)
    (changes,) = draw(schedule, Chances(100, 0, 7), 1, 1)
    best, *others = reschedule(instance, schedule, changes[:1], FAR).repairs
    assert best.status == Status.OPTIMAL
    assert {(one.status, one.schedule, one.notices[0]) for one in others} == {
        (Status.UNKNOWN, None, "A machine is gone.")
    }


@pytest.mark.parametrize("anew", [False, True])
def test_scenarios_are_those_repaired_here(anew: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    instance, schedule = stored(NAME)
    every = [change for run in draw(schedule, Chances(40, 40, 7), 1, 2) for change in run][:3]
    asked = [Scenario(str(n), (change.model_copy(update={"why": "Agnes is ill"}),)) for n, change in enumerate(every)]
    monkeypatch.setattr(scenarios, "fan_out", by_wire)
    found = what_if(instance, schedule, asked, FAR, 1, anew=anew).found
    best = best_anew if anew else best_repair
    assert found == tuple(best((instance, schedule, PLAIN), one.changes) for one in asked)


def test_cancellations_are_those_repaired_here(monkeypatch: pytest.MonkeyPatch) -> None:
    instance, schedule = stored(NAME)
    runs, found = draw(schedule, Chances(50, 100, 7), 1, 1), []
    assert runs[0]
    for each, options in ((in_turn, PLAIN), (by_wire, FAR)):
        monkeypatch.setattr(stressing, "fan_out", each)
        found.append(stress(instance, schedule, runs, options, 1))
    assert found[0] == found[1]


def test_slots_are_those_sought_here(monkeypatch: pytest.MonkeyPatch) -> None:
    strip, found = Strip(*stored(NAME), "review-ash", date(2018, 9, 11)), []
    strip.slots = strip.slots[:3]
    for each, options in ((in_turn, PLAIN), (by_wire, FAR)):
        monkeypatch.setattr(slot_strip, "fan_out", each)
        found.append(exact_of_all(strip, options, 1).found)
    assert found[0] == found[1]
