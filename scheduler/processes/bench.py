"""Where a crew's tasks are done: what it asks of its means, be these processes of this machine or many machines."""

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Protocol

from scheduler.processes.child import Finished, Lost

Work = Callable[[Any, Any], Any]


class Try(NamedTuple):
    """A task that somebody is at. name: by which who asked knows it. number: which attempt this is, from 1."""

    name: Any
    task: Any
    number: int = 1


class Bench(Protocol):
    """The means of a crew. size: how many tasks it can be at at once, as far as is known now."""

    @property
    def size(self) -> int: ...

    @property
    def at_work(self) -> int:
        """How many tasks it is at."""
        ...

    def begin(self, tried: Try) -> None:
        """Begin with a task. There is room for it: it is at fewer than `size`."""
        ...

    def ends(self) -> Iterator[tuple[Try, Finished | Lost]]:
        """What has come of tasks: it waits a moment for something, and says nothing if there is nothing.

        Raises KeyboardInterrupt where what this thread does was stopped.
        """
        ...

    def close(self) -> None:
        """End whatever still runs."""
        ...
