"""Many tasks, done side by side. A process that dies costs the task it was at one more try, and nothing else.

A task that passes its limit is given up: its process is ended, and the others go on. By what means is a crew's to ask
and nobody else's to know: a few processes of this machine, or many machines (see `Means`).
"""

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from scheduler.processes.bench import Bench, Try, Work
from scheduler.processes.child import Finished, Overran
from scheduler.processes.interrupts import until_interrupted
from scheduler.processes.means import HERE, Means
from scheduler.processes.own_processes import OwnProcesses

if TYPE_CHECKING:
    from scheduler.processes.kept import Kept

_TRIES = 2

Tell = Callable[[Any, str], None]


@dataclass
class Heard:
    """What is heard of processes at work: why some have ended, and whether an interrupt ended them all."""

    notices: list[str] = field(default_factory=list)
    interrupted: bool = False

    def tell(self, name: Any, reason: str) -> None:
        """A process that was at a task has ended."""
        self.notices.append(reason)

    @contextlib.contextmanager
    def until_interrupted(self) -> Iterator[None]:
        """See `interrupts`."""
        with until_interrupted() as interruption:
            yield
        self.interrupted = self.interrupted or interruption.came


class Crew:
    """Whoever does round after round of tasks. A context: its end is theirs.

    work: a function of a module, called with `shared` and a task. workers: of this machine; of a cluster there are as
    many as its machines have. again: what is shared instead with a task's second try, such as options of safe mode;
    None: the same. limit_seconds: of each task, from when its turn comes; one that ignores it is ended some grace
    later. tell: hears the name of a task and why a process at it has ended, also where the task is tried again.
    """

    def __init__(
        self,
        work: Work,
        shared: Any,
        workers: int,
        *,
        again: Any = None,
        limit_seconds: float | None = None,
        tell: Tell = lambda name, reason: None,
        means: Means = HERE,
    ) -> None:
        both = shared, shared if again is None else again
        self._bench = _bench(work, both, workers, limit_seconds, means)
        self._tell = tell
        self._kept = _kept(work, shared, means)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bench.close()

    @property
    def size(self) -> int:
        """How many tasks are done at once, as far as is known now."""
        return self._bench.size

    def results(self, tasks: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        """(position, result) of every task, as they finish; `Lost` for one that ended two processes or overran."""
        numbered = enumerate(tasks)
        yield from self.steadily(lambda: next(numbered, None))

    def steadily(self, following: Callable[[], tuple[Any, Any] | None]) -> Iterator[tuple[Any, Any]]:
        """(name, result) of task after task, as they finish; see `results`.

        following: the next task with its name, asked whenever there is room; None: none can be begun before another
        has finished.
        """
        waiting, bench = deque[Try](), self._bench
        while True:
            while waiting or bench.at_work < max(1, bench.size):
                if not waiting:
                    if (next_one := following()) is None:
                        break
                    name, task = next_one
                    if self._kept is not None and (known := self._kept.find(task)) is not None:
                        yield name, known.result
                        continue
                    waiting.append(Try(name, task))
                if bench.at_work >= bench.size:
                    break
                bench.begin(waiting.popleft())
            if not waiting and not bench.at_work:
                return
            for tried, end in bench.ends():
                if isinstance(end, Finished):
                    if self._kept is not None:
                        self._kept.keep(tried.task, end.result)
                    yield tried.name, end.result
                    continue
                self._tell(tried.name, end.reason)
                if not isinstance(end, Overran) and tried.number < _TRIES:
                    waiting.append(tried._replace(number=tried.number + 1))
                else:
                    yield tried.name, end


def _kept(work: Work, shared: Any, means: Means) -> "Kept | None":
    if means.resume is None:
        return None
    from scheduler.processes.kept import Kept

    return Kept(means.resume, work, shared)


def _bench(work: Work, shared: tuple[Any, Any], workers: int, limit_seconds: float | None, means: Means) -> Bench:
    if not means.cluster:
        return OwnProcesses(work, shared, workers, limit_seconds)
    from scheduler.processes.cluster import Machines

    return Machines(means.cluster, work, shared, limit_seconds)


def fan_out(work: Work, shared: Any, tasks: Sequence[Any], workers: int, **options: Any) -> Iterator[tuple[int, Any]]:
    """One round of tasks: see `Crew`, which takes the options."""
    with Crew(work, shared, workers, **options) as crew:
        yield from crew.results(tasks)
