"""Questions about a plan to the process that stays: it keeps the last plans, so that each is sent once."""

import secrets
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from models.problem import InvalidInput
from scheduler.page.home import Opened
from scheduler.page.server.engine import Engine
from scheduler.plan import Plan

_MOST_KEPT = 4

_plans: OrderedDict[str, Plan] = OrderedDict()  # of the process that stays


@dataclass(frozen=True)
class _Asked:
    """key: what the plan is known by. plan: None where it may be known already."""

    question: Callable[..., Any]
    about: tuple[Any, ...]
    key: str
    plan: Plan | None = None


@dataclass(frozen=True)
class _Refused:
    error: InvalidInput


class _Unknown:
    """The process does not know the plan, for it is another or a new one."""


def ask_about(engine: Engine, opened: Opened, question: Callable[..., Any], *about: Any) -> Any:
    """What `question(plan, *about)` comes to. question: a function of a module.

    Raises:
        InvalidInput: as the question does.
        Unanswered: the process ended.
    """
    key = opened.kept("warm", lambda: secrets.token_hex(8))
    found = engine.ask(_answered, _Asked(question, about, key))
    if isinstance(found, _Unknown):
        found = engine.ask(_answered, _Asked(question, about, key, opened.plan))
    if isinstance(found, _Refused):
        raise found.error
    return found


def _answered(asked: _Asked, _: Callable[[Any], None]) -> Any:
    """The work of the process."""
    if asked.plan is not None:
        _plans[asked.key] = asked.plan
        while len(_plans) > _MOST_KEPT:
            _plans.popitem(last=False)
    if asked.key not in _plans:
        return _Unknown()
    _plans.move_to_end(asked.key)
    try:
        return asked.question(_plans[asked.key], *asked.about)
    except InvalidInput as error:
        return _Refused(error)
