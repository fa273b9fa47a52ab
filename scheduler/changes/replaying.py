"""The instance as it is after changes: a new one, while the instance given is never altered."""

from collections.abc import Iterable

from models.change import Change
from models.instance import Instance
from scheduler.changes.kinds import kind_of


def replay(instance: Instance, changes: Iterable[Change]) -> Instance:
    """The effective instance: the instance with its changes replayed, in their order.

    All ids are known, as `refusals.problems` has seen to.
    """
    for change in changes:
        instance = kind_of(change).replayed(instance, change)
    return instance
