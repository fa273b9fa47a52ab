"""Clashes are clashes, are as small as can be, share nothing, and every fix works: by looking at every schedule."""

from collections import Counter
from random import Random
from typing import Any

import pytest

from models.instance import Fixed, Instance, Visit
from scheduler import solving
from scheduler.explaining.clashing import Clash, Clashes, clashes
from scheduler.explaining.obstacles import ALWAYS_ON, with_waivers
from scheduler.tables.facts import Facts
from tests import tiny
from tests.brute_force import TooMany, has_schedule
from tests.drawing import SWITCHABLE, draw_instance
from tests.in_process import run_here
from tests.shares import more
from tests.solvers.test_differential import draw_model


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solving, "run_child", run_here)


def with_only(instance: Instance, decisions: set[str]) -> Instance:
    """The instance in which of all fixed decisions only these are."""
    entries = []
    for fixed in instance.fixed:
        mine = [pin for pin in Facts(instance).pins if pin.review_id == fixed.review and pin.sentence in decisions]
        kinds = {pin.kind for pin in mine}
        kept = fixed.model_copy(
            update={
                "slot": fixed.slot if "slot" in kinds else None,
                "lead": fixed.lead if "lead" in kinds else None,
                "reviewers": tuple(pin.value_id for pin in mine if pin.kind == "reviewer"),
            }
        )
        entries += [kept] if mine else []
    return instance.model_copy(update={"fixed": tuple(entries)})


def is_possible(instance: Instance) -> bool:
    return has_schedule(instance)


def open_to_all(instance: Instance) -> Instance:
    """Where a decision that is let go stays possible: without reserves, and every fixed slot among those ranked."""
    reviews = tuple(
        review.model_copy(update={"slots": (*review.slots, slot), "ranks": None})
        if (slot := instance.fixed_by_review.get(review.id, tiny.fixed("", lead="")).slot) and slot not in review.slots
        else review
        for review in instance.reviews
    )
    reviewers = tuple(one.model_copy(update={"reserve": False}) for one in instance.reviewers)
    return instance.model_copy(update={"reviews": reviews, "reviewers": reviewers})


def lenient(instance: Instance) -> Instance:
    commitment = instance.policy.commitment.model_copy(update={"strict": False})
    return instance.model_copy(update={"policy": instance.policy.model_copy(update={"commitment": commitment})})


def assert_true(instance: Instance, said: Clashes) -> None:
    every = {pin.sentence for pin in Facts(instance).pins}
    assert bool(said.found) != is_possible(instance)
    seen = set[str]()
    for clash in said.found:
        decisions = set(clash.decisions)
        assert not decisions & seen
        seen |= decisions
        assert_smallest(instance, clash)
    if said.found:
        assert is_possible(with_only(instance, every - seen))
        assert is_possible(with_only(instance, every - set(said.enough)))


def assert_smallest(instance: Instance, clash: Clash) -> None:
    decisions = set(clash.decisions)
    assert not is_possible(with_only(instance, decisions))
    for one in decisions:
        assert is_possible(with_only(instance, decisions - {one}))
    assert clash.rules
    assert not set(clash.rules) & set(instance.policy.without)
    for rule in set(clash.rules) - ALWAYS_ON:
        off = tuple(each for each in SWITCHABLE if each == rule or each not in clash.rules)
        policy = instance.policy.model_copy(update={"without": off})
        assert is_possible(with_only(instance.model_copy(update={"policy": policy}), decisions))


def waivers_that_work(instance: Instance, clash: Clash) -> int:
    """How many waivers are among the fixes; with each, brute force finds a schedule."""
    words = [fix.words.split() for fix in clash.fixes if fix.words.startswith("waive ")]
    for _, rule, _, who, _, review in words:
        alone = with_only(instance, set(clash.decisions))
        assert is_possible(with_waivers(alone, [rule], who, review))
    return len(words)


@pytest.mark.parametrize(("drawn", "least", "several"), more((20, 1, 0), (60, 5, 2)))
def test_clashes_of_drawn_instances_are_what_brute_force_says(drawn: int, least: int, several: int) -> None:
    seen = Counter[str]()
    for seed in range(drawn):
        instance = open_to_all(lenient(draw_model(Random(seed)).instance))
        try:
            said = clashes(instance)
            assert_true(instance, said)
        except TooMany:
            continue
        seen[f"{len(said.found)} clashes"] += 1
        for clash in said.found:
            seen["waivers"] += waivers_that_work(instance, clash)
            seen["of several decisions"] += len(clash.decisions) > 1
    assert min(seen["0 clashes"], seen["1 clashes"], seen["2 clashes"], seen["waivers"]) >= least, seen
    assert seen["of several decisions"] >= several, seen


def network(*fixed: Fixed | Visit) -> Instance:
    hosts = [tiny.school(host, km=30 * k) for k, host in enumerate("ABCD")]
    people = [tiny.reviewer(f"R{home}", home) for home in "ABCD"]
    reviews = [tiny.review(host) for host in "ABCD"]
    return tiny.instance(*hosts, *people, *reviews, tiny.lead("L1"), tiny.lead("L2"), *fixed)


def test_two_independent_clashes_each_with_its_rule_and_a_fix() -> None:
    instance = network(
        tiny.fixed("A", slot=tiny.day(1), lead="L1", reviewers=("RC",)),
        tiny.fixed("B", slot=tiny.day(1, 1), lead="L1"),
        tiny.fixed("D", reviewers=("RD",)),
    )
    said = clashes(instance)
    assert len(said.found) == 2
    twice = next(clash for clash in said.found if clash.rules == ("one-place",))
    assert set(twice.decisions) == {
        "VA begins on 2018-09-03",
        "L1 leads VA",
        "VB begins on 2018-09-04",
        "L1 leads VB",
    }
    assert "in one week" in " ".join(twice.details)
    home = next(clash for clash in said.found if clash.decisions == ("RD joins VD",))
    assert "outside-hub" in home.rules or "locality" in home.rules or "host-week" in home.rules


def test_a_waiver_that_lifts_a_clash_is_among_the_fixes() -> None:
    instance = network(tiny.fixed("A", reviewers=("RB",)), tiny.visit("RB", "A", "B"))
    (clash,) = clashes(instance).found
    assert clash.rules == ("independence",)
    assert [fix.words for fix in clash.fixes] == ["waive independence for RB at VA", "let go: RB joins VA"]


def test_a_strict_due_is_part_of_a_clash() -> None:
    owing = tiny.policy(commitment={"strict": True})
    said = clashes(draw_with(owing))
    assert any("sends" in decision for clash in said.found for decision in clash.decisions)


def draw_with(policy: Any) -> Instance:
    lone = tiny.school("A", pupils=100), tiny.school("B", km=50, pupils=600)
    return tiny.instance(*lone, tiny.review("A"), tiny.lead("L1"), policy)


def test_nothing_fixed_is_always_possible() -> None:
    instance = draw_instance(Random(1)).model_copy(update={"fixed": ()})
    assert clashes(lenient(instance)) == Clashes((), ())
