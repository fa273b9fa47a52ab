"""change-number: a rule's number changes."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING

from pydantic import ValidationError

from models.change import ChangeNumber
from models.instance import Instance
from models.policy import Policy
from models.problem import Problem
from scheduler.changes.kind import ChangeKind
from scheduler.changes.wrong import problem

if TYPE_CHECKING:
    from scheduler.changes.situation import Situation


def with_number(policy: Policy, change: ChangeNumber) -> Policy:
    """The policy with the changed number. Raises pydantic's ValidationError for a value that is out of range."""
    content = policy.model_dump(by_alias=True)
    content[change.rule] = {**content[change.rule], change.number: change.value}
    return Policy.model_validate(content)


def refused(world: Instance, _: "Situation", change: ChangeNumber, where: str) -> Iterator[Problem]:
    sections = world.policy.model_dump(by_alias=True)
    rules = [name for name, content in sections.items() if isinstance(content, dict)]
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
        Policy.model_validate(with_number(world.policy, change))
    except ValidationError as error:
        for detail in error.errors(include_url=False):
            expected = detail["msg"].removeprefix("Value error, ").removeprefix("Input should be ")
            yield problem(f"{where}.value", change.value, expected, "Correct the value.")


def words(change: ChangeNumber) -> str:
    value = str(change.value).lower() if isinstance(change.value, bool) else change.value
    return f"{change.rule} {change.number} {value}"


KIND = ChangeKind(
    of=ChangeNumber,
    words=words,
    refused=refused,
    replayed=lambda instance, change: instance.model_copy(update={"policy": with_number(instance.policy, change)}),
    named=lambda _, __: (),
    of_policy=True,
)
