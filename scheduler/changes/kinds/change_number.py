"""change-number: a rule's number changes."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

from models.change import ChangeNumber, WaiveRule
from models.instance import Instance
from models.policy import Policy
from models.problem import Problem
from scheduler.changes.begun import cannot_stand, waivers_for_begun
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import problem

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def with_number(policy: Policy, change: ChangeNumber) -> Policy:
    """The policy with the changed number. Raises pydantic's ValidationError for a value that is out of range."""
    content = policy.model_dump(by_alias=True)
    content[change.rule] = {**content[change.rule], change.number: change.value}
    return Policy.model_validate(content)


def refused(world: Instance, situation: "Situation", change: ChangeNumber, where: str) -> Iterator[Problem]:
    sections = world.policy.model_dump(by_alias=True)
    rules = [name for name, content in sections.items() if isinstance(content, dict) and name != "slot"]
    if change.rule not in rules:
        near = get_close_matches(change.rule, rules, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "See qa-scheduler rules."
        yield problem(f"{where}.rule", repr(change.rule), f"one of {', '.join(rules)}", remedy)
        return
    numbers = [name for name, value in sections[change.rule].items() if isinstance(value, bool | int | float)]
    if change.number not in numbers:
        near = get_close_matches(change.number, numbers, n=1)
        remedy = f"Maybe {near[0]!r} is meant." if near else "Choose one of these."
        yield problem(f"{where}.number", repr(change.number), f"one of {', '.join(numbers)}", remedy)
        return
    is_switch = isinstance(sections[change.rule][change.number], bool)
    if is_switch != isinstance(change.value, bool):
        yield problem(
            f"{where}.value", change.value, "true or false" if is_switch else "a number", "Correct the value."
        )
        return
    try:
        policy = with_number(world.policy, change)
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
            if detail["type"] == "value_error":
                expected = _beside(world.policy, change) or expected
            yield problem(f"{where}.value", change.value, expected, "Correct the value.")
        return
    for breach in cannot_stand(situation, world.model_copy(update={"policy": policy}), change.notice):
        yield problem(f"{where}.value", change.value, "a value that lets stand what has begun", breach.message)


def _beside(policy: Policy, change: ChangeNumber) -> str | None:
    """What the number must not pass, where the rule has another that bounds it."""
    section = getattr(policy, change.rule.replace("-", "_"))
    for low, high in section.rising:
        if change.number == low:
            return f"at most {getattr(section, high):g}, the {high}"
        if change.number == high:
            return f"at least {getattr(section, low):g}, the {low}"
    return None


def entails(situation: "Situation", change: ChangeNumber) -> Iterator[WaiveRule]:
    """Waivers for whom a review that has begun would have to lose."""
    then = replayed(situation.world, change)
    for waiver in waivers_for_begun(situation, then, change.notice, change.kind):
        yield WaiveRule(notice=change.notice, why=change.why or words(change), waiver=waiver)


def replayed(instance: Instance, change: ChangeNumber) -> Instance:
    return instance.model_copy(update={"policy": with_number(instance.policy, change)})


def words(change: ChangeNumber) -> str:
    value = str(change.value).lower() if isinstance(change.value, bool) else change.value
    return f"{change.rule} {change.number} {value}"


KIND = ChangeKind(
    of=ChangeNumber,
    words=words,
    to_anybody="a rule was changed",
    refused=refused,
    replayed=replayed,
    named=lambda _, __: (),
    entails=entails,
    of_policy=True,
)
