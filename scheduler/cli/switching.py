"""Rules named on the command line: switched off, or refused."""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from models.instance import Instance


def switched_off(facts: "Instance", without: tuple[str, ...]) -> "Instance":
    """The instance with the rules that --without names switched off."""
    return facts.model_copy(update={"policy": policy_without(facts.policy, without)}) if without else facts


def policy_without(policy: Any, without: tuple[str, ...]) -> Any:
    """The policy with these rules switched off too; refuses a rule that cannot be."""
    from typing import get_args

    from models.policy import RuleId, SwitchableRuleId

    for rule in without:
        refuse_unknown("--without", rule)
        if rule in get_args(RuleId) and rule not in get_args(SwitchableRuleId):
            raise click.UsageError(f"--without {rule}: this rule cannot be switched off.")
    return policy.model_copy(update={"without": tuple(dict.fromkeys((*policy.without, *without)))})


def refuse_unknown(option: str, rule: str) -> None:
    """Refuses what is no rule, with the nearest that is one."""
    from typing import get_args

    from models.policy import RuleId

    if rule not in get_args(RuleId):
        near = get_close_matches(rule, get_args(RuleId), n=1)
        maybe = f" Maybe {near[0]!r} is meant." if near else ""
        raise click.UsageError(f"{option} {rule}: there is no such rule.{maybe} See qa-scheduler rules.")
