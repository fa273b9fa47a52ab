"""Planted causes: each is named, and what is proposed works, as solving shows."""

from typing import Any

import pytest

from models.instance import Instance
from models.schedule import Schedule
from scheduler import solving
from scheduler.changes.places import missing
from scheduler.explaining import ways_out as module
from scheduler.explaining.clashing import Fix, clashes
from scheduler.explaining.funnels import funnels, lacking
from scheduler.explaining.obstacles import ALWAYS_ON, with_waivers
from scheduler.explaining.ways_out import ways_out
from scheduler.plan import Plan
from tests import tiny
from tests.explaining.causes import causes
from tests.explaining.clashing_causes import clashing_causes
from tests.in_process import in_turn, run_here
from tests.solving import PLAIN, outcome, with_policy, without_fairness

CAUSES = {cause.name: cause for cause in causes()}
CLASHING = {cause.name: cause for cause in clashing_causes()}


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "fan_out", in_turn)
    monkeypatch.setattr(solving, "run_child", run_here)


def best(instance: Instance) -> Schedule:
    found = outcome(without_fairness(instance)).schedule
    assert found is not None
    return found


def worth(instance: Instance) -> tuple[int, int]:
    """Reviews held and seats filled in the best schedule."""
    held = [planned for planned in best(instance).reviews if planned.slot is not None]
    return len(held), sum(len(planned.reviewers) for planned in held)


def wanting(plan: Plan) -> list[str]:
    """Reviews with a vacant seat, or not held."""
    return [one.id for one in plan.instance.reviews if len(plan.planned(one.id).reviewers) < plan.instance.size(one)]


@pytest.mark.parametrize("name", CAUSES)
def test_the_cause_is_named_and_every_way_out_works(name: str) -> None:
    cause = CAUSES[name]
    instance = without_fairness(cause.instance)
    plan = Plan(instance, best(instance))
    (review,) = wanting(plan)
    about = missing(plan, review)
    found = funnels(plan, about)
    named = {step.rule for funnel in found for step in funnel.steps} | {lack.rule for lack in lacking(plan, found)}
    assert cause.rule in named
    kept_away = [answer.rules for funnel in found for answer in funnel.answers if answer.person == cause.who]
    assert set(kept_away) == ({(cause.rule,)} if cause.who else set())
    ways = ways_out(plan, about, found, PLAIN)
    assert any(cause.cure in way.change for way in ways), [way.change for way in ways]
    before = worth(instance)
    for way in ways:
        assert worth(way.instance) > before, way.change


@pytest.mark.parametrize("name", [name for name, cause in CAUSES.items() if cause.rule not in ALWAYS_ON])
def test_it_is_the_cause(name: str) -> None:
    """Without its rule, nothing is missing."""
    cause = CAUSES[name]
    assert not wanting(Plan(cause.instance, best(with_policy(cause.instance, without=(cause.rule,)))))


@pytest.mark.parametrize("name", CLASHING)
def test_the_clash_is_named_and_every_fix_works(name: str) -> None:
    cause = CLASHING[name]
    assert outcome(without_fairness(cause.instance)).schedule is None
    (clash,) = clashes(cause.instance).found
    assert clash.rules == (cause.rule,)
    assert any(cause.cure in fix.words for fix in clash.fixes), clash.fixes
    for fix in clash.fixes:
        assert outcome(without_fairness(mended(cause.instance, fix))).schedule is not None, fix.words


def mended(instance: Instance, fix: Fix) -> Instance:
    """The instance with what a fix says, read from its words."""
    if fix.words.startswith("waive "):
        _, rule, _, person, _, review = fix.words.split()
        return with_waivers(instance, [rule], person, review)
    if fix.words.startswith("do not insist"):
        return with_policy(instance, commitment=instance.policy.commitment.model_copy(update={"strict": False}))
    words = fix.words.removeprefix("let go: ").split()
    review, change = _let_go(words)
    entries = []
    for entry in instance.fixed:
        if entry.review == review:
            kept: dict[str, Any] = {key: None for key in change if key != "reviewers"}
            if "reviewers" in change:
                kept["reviewers"] = tuple(one for one in entry.reviewers if one != change["reviewers"])
            entry = entry.model_copy(update=kept)
        entries += [entry] if entry.slot or entry.lead or entry.reviewers else []
    return instance.model_copy(update={"fixed": tuple(entries)})


def _let_go(words: list[str]) -> tuple[str, dict[str, str]]:
    """The review, and what of it: "VA begins on 2018-09-03", "L1 leads VA" or "R1 joins VA"."""
    if words[1] == "begins":
        return words[0], {"slot": words[3]}
    return words[2], {"lead" if words[1] == "leads" else "reviewers": words[0]}


def test_there_are_enough() -> None:
    every = [*CAUSES.values(), *CLASHING.values()]
    assert len(every) >= 85
    assert len(CAUSES) >= 50
    assert {cause.rule for cause in CAUSES.values()} >= set(RULES_THAT_KEEP_AWAY)


RULES_THAT_KEEP_AWAY = (
    "outside-hub", "locality", "independence", "availability", "one-place", "team-size", "one-lead", "lead-load",
    "reviewer-load", "school-release", "host-week", "team-mix", "experience", "phase", "no-return-visit", "commitment",
)  # fmt: skip
"""All but `fixed`: what is fixed is filled."""


def test_of_two_conflicts_the_one_that_matters_is_waived() -> None:
    """L1 can lead, L2 has a conflict as R1 has: a waiver for the lead would not help."""

    instance = tiny.instance(
        tiny.school("A", pupils=200),
        tiny.review("A", tiny.day(1), size=1),
        tiny.school("B", km=20),
        tiny.reviewer("R1", "B", conflicts=("A",)),
        tiny.lead("L1", km=50),
        tiny.lead("L2", conflicts=("A",)),
    )
    plan = Plan(without_fairness(instance), best(instance))
    about = missing(plan, "VA")
    ways = ways_out(plan, about, funnels(plan, about), PLAIN)
    assert "waive independence for R1 at VA" in [way.change for way in ways]
