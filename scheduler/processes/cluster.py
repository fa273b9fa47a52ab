"""A crew's means on many machines: a scheduler of Dask's knows them, and each has a worker of Dask's with some threads.

Who asks says which machine does what: as many tasks at once as a machine has threads, on the one with most room. So a
machine that is gone is known to have been at these tasks, and each of them is tried once more elsewhere. Dask carries
the messages (with TLS, if it is told so), and brings what all tasks share to each machine once: each has a copy under a
name of its own, for of several copies under one name Dask drops those that nobody uses for a moment.
"""

import asyncio
import hashlib
import itertools
import logging
import time
from asyncio import CancelledError
from collections import Counter
from collections.abc import Iterator
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple

from models.problem import InvalidInput, Problem
from scheduler.processes.background import refuse_stopped
from scheduler.processes.bench import Try, Work
from scheduler.processes.child import Died, Finished, Lost
from scheduler.processes.machine import Parcel, do, engine
from scheduler.processes.machine import engine as its_engine
from scheduler.processes.wire import Wire

if TYPE_CHECKING:
    from distributed import Client, Future

_ANSWER_SECONDS = 10.0  # for a scheduler to answer
_MACHINE_SECONDS = 30.0  # for a first machine to come, also when all others are gone
_NEWS_SECONDS = 2.0  # between two looks at which machines there are
_LOOK_SECONDS = 0.2
_FETCH_SECONDS = 5.0  # to fetch an answer, before it is asked whether its machine is still there
_JOBS = itertools.count()


class Machines:
    """The machines of a cluster. See `Bench`.

    address: of Dask's scheduler. shared: what the work is called with at a task's first and second try.

    Raises:
        InvalidInput: the scheduler does not answer, no machine is there, or one has another engine; also later, when
            the scheduler, or the last machine, is gone.
    """

    def __init__(self, address: str, work: Work, shared: tuple[Any, Any], limit_seconds: float | None) -> None:
        self._address, self._limit_seconds = address, limit_seconds
        self._client, self._wire = _connected(address), Wire()
        self._fits: dict[str, bool] = {}  # each machine seen so far: whether its engine is ours
        self._threads: dict[str, int] = {}  # of each machine that is there and fits
        self._looked = self._alone_since = time.monotonic()
        self._busy: dict[str, _AtWork] = {}
        self._parcels: dict[str, Future] = {}  # of each machine that has had a task
        self._ended: SimpleQueue[str] = SimpleQueue()
        self._keys = (f"qa-scheduler-{self._client.id}-{next(_JOBS)}-{number}" for number in itertools.count())
        try:
            self._welcome()
            content = self._wire.packed((work, shared))
            name = f"qa-scheduler-shared-{hashlib.sha256(content).hexdigest()}"
            self._shared = self._client.submit(bytes, content, key=name, pure=False)
        except BaseException:
            self.close()
            raise

    @property
    def size(self) -> int:
        return sum(self._threads.values())

    @property
    def at_work(self) -> int:
        return len(self._busy)

    def begin(self, tried: Try) -> None:
        busy = Counter(at.machine for at in self._busy.values())
        machine = max(self._threads, key=lambda each: self._threads[each] - busy[each])
        key = next(self._keys)
        if machine not in self._parcels:
            self._parcels[machine] = self._client.submit(Parcel, self._shared, key=f"{key}-shared", workers=[machine])
        parcel = self._parcels[machine]
        task = self._wire.packed((tried.number, tried.task))
        future = self._client.submit(
            do, parcel, task, self._limit_seconds, key=key, workers=[machine], pure=False, retries=0
        )
        self._busy[key] = _AtWork(machine, tried, future)
        future.add_done_callback(lambda _: self._ended.put(key))

    def ends(self) -> Iterator[tuple[Try, Finished | Lost]]:
        refuse_stopped()
        try:
            key = self._ended.get(timeout=_LOOK_SECONDS)
        except Empty:
            pass
        else:
            if key in self._busy and (end := self._end(key)) is not None:
                yield self._busy.pop(key).tried, end
        if time.monotonic() - self._looked > _NEWS_SECONDS:
            yield from self._gone()
            self._refuse_none()

    def close(self) -> None:
        """Whatever is still at work ends: its worker sees that nobody waits for it."""
        self._busy, self._parcels = {}, {}
        self._client.close(timeout=_ANSWER_SECONDS)

    def _end(self, key: str) -> Finished | Lost | None:
        """None: it cannot be fetched now, maybe because its machine is gone, which is then seen."""
        at = self._busy[key]
        if at.future.status != "finished":  # to fetch it would make Dask complain on the error stream
            self._looked = -_NEWS_SECONDS
            return Died(f"The machine {at.machine} did not do it ({_why(at.future)}).")
        try:
            end = self._wire.opened(at.future.result(timeout=_FETCH_SECONDS))
        except TimeoutError:
            self._ended.put(key)
            self._looked = -_NEWS_SECONDS
            return None
        except (Exception, CancelledError) as error:
            self._looked = -_NEWS_SECONDS
            return Died(f"The answer of the machine {at.machine} could not be fetched ({type(error).__name__}).")
        assert isinstance(end, Finished | Lost)
        return end

    def _gone(self) -> Iterator[tuple[Try, Lost]]:
        """The tasks at which machines were that are gone."""
        there = self._look()
        for key, at in list(self._busy.items()):
            if at.machine not in there:
                del self._busy[key]
                at.future.cancel()
                yield at.tried, Died(f"The machine {at.machine} is gone.")

    # Who is there

    def _look(self) -> set[str]:
        """The machines that are there, whether they fit or not; those that fit are known from now on."""
        try:
            there: dict[str, int] = self._client.nthreads()
            new = [machine for machine in there if machine not in self._fits]
            engines = self._client.run(its_engine, workers=new, on_error="return") if new else {}
        except OSError as error:
            raise _refused(self._address, f"does not answer any more ({error})", _START) from None
        self._fits |= {machine: each == engine() for machine, each in engines.items() if not isinstance(each, OSError)}
        self._threads = {machine: threads for machine, threads in there.items() if self._fits.get(machine)}
        self._looked = time.monotonic()
        if self._threads:
            self._alone_since = self._looked
        return set(there)

    def _welcome(self) -> None:
        """Wait for a first machine. All that are there must fit; of those that come later, others are left out."""
        while not self._threads:
            refuse_stopped()
            self._look()
            for machine, fits in self._fits.items():
                if not fits:
                    raise _refused(self._address, f"has a worker, {machine}, {self._unlike(machine)}", _SAME)
            self._refuse_none()
            if not self._threads:
                time.sleep(_LOOK_SECONDS)

    def _unlike(self, machine: str) -> str:
        """What a machine's engine is, where it is not ours."""
        found = self._client.run(its_engine, workers=[machine], on_error="return")[machine]
        if not isinstance(found, dict):
            return f"on which the engine cannot be loaded ({type(found).__name__}: {found})"
        ours = engine()
        other = ", ".join(
            f"{name} {found[name]} where this one has {ours[name]}" for name in ours if found[name] != ours[name]
        )
        return f"with {other}"

    def _refuse_none(self) -> None:
        if time.monotonic() - self._alone_since > _MACHINE_SECONDS:
            raise _refused(self._address, f"has no worker for {_MACHINE_SECONDS:.0f} s", _WORKER)


_START = "Start it with dask scheduler, or leave --cluster out to use this machine alone."
_WORKER = "Start one on each machine with dask worker, or leave --cluster out to use this machine alone."
_SAME = "Install the same on all machines."
_INSTALL = "Install it with pip install 'qa-scheduler[cluster]', or leave --cluster out to use this machine alone."


class _AtWork(NamedTuple):
    machine: str
    tried: Try
    future: "Future"


def _why(failed: "Future") -> str:
    error = failed.exception() if failed.status == "error" else None
    return f"{type(error).__name__}: {error}" if error is not None else "it is gone"


def room_of(address: str) -> int:
    """How many tasks at once a cluster has room for.

    Raises:
        InvalidInput: it cannot be used; see `Machines`.
    """
    there = Machines(address, _nothing, (None, None), None)
    there.close()
    return there.size


def _nothing(shared: Any, task: Any) -> None:
    return None


def _connected(address: str) -> "Client":
    try:
        from distributed import Client
    except ImportError:
        raise _refused(address, "needs the package distributed, which is not installed", _INSTALL) from None
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what goes wrong is said once, in our words
    try:
        asyncio.run(asyncio.wait_for(_ask(address), _ANSWER_SECONDS))
        return Client(address, timeout=_ANSWER_SECONDS, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        raise _refused(address, f"does not answer ({reason})", _START) from None


async def _ask(address: str) -> None:
    """Return once a scheduler has answered: only then a client of Dask's is made, for one that fails is never closed.

    It ends when Python collects it, and waits for a lock then; where Dask was just about to begin another, for ever.
    Nor does Dask limit how long whoever listens there may take to say a first word.
    """
    from dask import config
    from distributed.comm import connect
    from distributed.security import Security

    if config.get("distributed.client.security-loader", None) is None:  # only a client knows how to call that
        line = await connect(address, **Security().get_connection_args("client"))
        await line.close()


def _refused(address: str, found: str, remedy: str) -> InvalidInput:
    expected = "the address of a Dask scheduler with workers, such as tcp://10.0.0.1:8786"
    return InvalidInput(
        [Problem(where="--cluster", value=f"{address}, which {found}", expected=expected, remedy=remedy)]
    )
