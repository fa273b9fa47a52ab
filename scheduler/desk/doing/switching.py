"""Rules switched off for one question: their breaches are still listed, and do not count."""

from collections.abc import Sequence
from difflib import get_close_matches
from typing import get_args

from models.instance import Instance
from models.policy import SwitchableRuleId
from models.problem import InvalidInput, Problem

SWITCHABLE: tuple[str, ...] = get_args(SwitchableRuleId)
"""The rules that can be switched off."""


def without_rules(instance: Instance, rules: Sequence[str]) -> Instance:
    """The instance with these rules switched off too.

    Raises:
        InvalidInput: one of them is no rule, or cannot be switched off.
    """
    wrong = [rule for rule in rules if rule not in SWITCHABLE]
    if wrong:
        raise InvalidInput(map(_no_rule, wrong))
    off = tuple(dict.fromkeys((*instance.policy.without, *rules)))
    return instance.model_copy(update={"policy": instance.policy.model_copy(update={"without": off})})


def _no_rule(rule: str) -> Problem:
    near = get_close_matches(rule, SWITCHABLE, n=1)
    remedy = f"Maybe {near[0]!r} is meant." if near else f"They are {', '.join(SWITCHABLE)}."
    return Problem(where="without", value=repr(rule), expected="a rule that can be switched off", remedy=remedy)
