from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import get_args

import pytest

import scheduler.rules
from models.policy import Policy, RuleId, SwitchableRuleId
from scheduler.rule import Rule
from scheduler.rules import RULES

IDS = [rule.id for rule in RULES]


def test_every_rule_of_the_policy_is_registered_in_its_order() -> None:
    assert tuple(IDS) == get_args(RuleId)


def test_every_file_is_registered() -> None:
    files = {module.name for module in iter_modules(scheduler.rules.__path__)}
    assert files == {id.replace("-", "_") for id in IDS}


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_file_id_and_test_share_one_name(rule: Rule) -> None:
    name = rule.id.replace("-", "_")
    assert rule.check.__module__ == rule.sentence.__module__ == f"scheduler.rules.{name}"
    assert find_spec(f"tests.rules.test_{name}") is not None
    spec = find_spec(rule.check.__module__)
    assert spec is not None
    assert spec.origin is not None
    assert Path(spec.origin).read_text(encoding="utf-8").startswith(f'"""{rule.id}: ')


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_what_cannot_be_switched_off_is_always_on(rule: Rule) -> None:
    assert rule.always_on == (rule.id not in get_args(SwitchableRuleId))


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_every_rule_is_a_sentence(rule: Rule) -> None:
    sentence = rule.sentence(Policy())
    assert sentence[0].isupper()
    assert sentence.endswith(".")


def test_a_rule_states_what_an_impossible_schedule_is_told_by() -> None:
    """Without a word on them a rule cannot be made, so none is missed where clashes are named."""
    with pytest.raises(TypeError, match=r"needs_dates.*cured_by_people.*of_the_team.*waits_for_others"):
        Rule(id="new", sentence=RULES[0].sentence, check=RULES[0].check)  # type: ignore[call-arg]


HARD_TO_LOOSEN = {
    ("team-size", "seats_above"): "schools owe as many as come to them",
    ("team-size", "seats_unknown"): "schools owe as many as come to them",
    ("team-size", "fewest_reviewers"): "only a vacancy asks for it: see remedies.fewer_reviewers",
    ("school-release", "large_from_pupils"): "a pupil more or less lets nobody come",
}
"""Numbers of rules that are no limits, and why."""


@pytest.mark.parametrize("rule", RULES, ids=IDS)
def test_every_number_of_a_rule_is_a_limit_of_it_or_is_said_to_be_none(rule: Rule) -> None:
    model = getattr(Policy(), rule.field, None)
    numbers = [] if model is None else [name for name in type(model).model_fields if _is_number(getattr(model, name))]
    none = {name for id, name in HARD_TO_LOOSEN if id == rule.id}
    assert sorted(numbers) == sorted({limit.name for limit in rule.limits} | none)
    assert all(limit.step in (-1, 1) for limit in rule.limits)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
