"""A crew on many machines does what one on this machine does, whatever becomes of the machines."""

import os
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from random import Random
from socket import create_server
from typing import Any

import pytest
from click.testing import CliRunner

from models.problem import InvalidInput
from scheduler.cli import main
from scheduler.processes import cluster
from scheduler.processes.background import in_background
from scheduler.processes.child import Died
from scheduler.processes.crew import Crew, Heard
from scheduler.processes.machine import engine
from scheduler.processes.means import Means, means_for
from tests.processes.machines import (
    kills_its_process,
    leaves_its_number_and_sleeps,
    machines,
    own_number,
    seen_to_end,
    square,
)
from tests.processes.test_crew import fails_unless_safe

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals")


@pytest.fixture(scope="module")
def there() -> Iterator[Means]:
    """One machine with room for two tasks."""
    with machines(1, threads=2) as made:
        yield Means(made.scheduler_address)


def results(means: Means, work: Any, shared: Any, tasks: list[Any], **options: Any) -> dict[int, Any]:
    with Crew(work, shared, 2, means=means, **options) as crew:
        return dict(crew.results(tasks))


def test_every_task_has_the_result_it_has_here_and_a_crash_costs_one_more_try(there: Means, tmp_path: Path) -> None:
    told: list[Any] = []
    shared = str(tmp_path / "died")
    assert results(there, kills_its_process, shared, [1, 2, 3, 4], tell=lambda *each: told.append(each)) == {
        0: 1,
        1: 2,
        2: 3,
        3: 4,
    }
    reason = "The solver's process ended unexpectedly (signal SIGKILL, as when memory runs out)."
    assert told == [(2, reason)]
    lost = results(there, kills_its_process, "", [2, 3])
    assert lost == {0: 2, 1: Died(reason)} == results(Means(), kills_its_process, "", [2, 3])


def test_the_second_try_is_in_safe_mode_and_what_is_done_is_kept(there: Means, tmp_path: Path) -> None:
    means = Means(there.cluster, tmp_path)
    assert results(means, fails_unless_safe, "usual", ["a", "b"], again="safe") == {0: "safe a", 1: "safe b"}
    assert results(Means(resume=tmp_path), fails_unless_safe, "usual", ["b"]) == {0: "safe b"}


def test_the_next_task_is_asked_for_when_there_is_room(there: Means) -> None:
    left, at_work, most = [1, 2, 3, 4], set[int](), 0

    def following() -> tuple[int, int] | None:
        if not left or any(each % 2 == left[0] % 2 for each in at_work):  # those alike never at once
            return None
        at_work.add(left[0])
        return left[0], left.pop(0)

    with Crew(square, 1, 1, means=there) as crew:
        assert crew.size == 2
        for name, result in crew.steadily(following):
            most = max(most, len(at_work))
            at_work.remove(name)
            assert result == 1 + name * name
    assert (left, most) == ([], 2)


def test_stopped_it_ends_what_is_at_work_on_the_machines(there: Means, tmp_path: Path) -> None:
    begun, heard, found = [tmp_path / f"{task}.pid" for task in (0, 1)], Heard(), dict[int, Any]()

    def stopped() -> None:
        with in_background(lambda: all(path.exists() for path in begun)), heard.until_interrupted():
            found.update(results(there, leaves_its_number_and_sleeps, str(tmp_path), [0, 1, 2]))

    thread = threading.Thread(target=stopped)
    thread.start()
    thread.join()
    assert (found, heard.interrupted) == ({}, True)
    assert seen_to_end([int(path.read_text()) for path in begun])


def test_a_machine_with_another_engine_is_refused(there: Means, monkeypatch: pytest.MonkeyPatch) -> None:
    ours = engine()
    monkeypatch.setattr(cluster, "engine", lambda: {**ours, "ortools": "9.0"})
    with pytest.raises(InvalidInput, match=r"has a worker, tcp://.*, with ortools \S+ where this one has 9\.0; expec"):
        means_for(there.cluster, None)


def test_an_address_that_does_not_answer_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 0.2)
    words, before = ["stress", "three-hubs", "none.json", "--cluster"], set(threading.enumerate())
    for address in ("tcp://127.0.0.1:1", "nothing://here", "tls://127.0.0.1:1"):
        ended = CliRunner().invoke(main, [*words, address])
        assert ended.exit_code == 2
        assert f"--cluster: found {address}, which does not answer (" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert set(threading.enumerate()) <= before  # a client of Dask's that is left behind can make the next one hang


def test_who_listens_there_and_says_nothing_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a web server, which waits for the other to go on."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    monkeypatch.setattr(cluster, "_ANSWER_SECONDS", 0.2)
    with create_server(("127.0.0.1", 0)) as silent:
        address = f"tcp://127.0.0.1:{silent.getsockname()[1]}"
        with pytest.raises(InvalidInput, match=r"which does not answer \(TimeoutError\)"):
            means_for(address, None)


def test_a_cluster_without_machines_is_said_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster, "_MACHINE_SECONDS", 0.2)
    with machines(0) as made, pytest.raises(InvalidInput, match=r"has no worker for 0 s; .* dask worker, or leave"):
        means_for(made.scheduler_address, None)


def test_without_the_extra_it_is_said_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    ended = CliRunner().invoke(main, ["stress", "three-hubs", "none.json"], env={"QA_SCHEDULER_CLUSTER": "tcp://a:1"})
    assert ended.exit_code == 2
    assert "which needs the package distributed" in ended.stderr
    assert "pip install 'qa-scheduler[cluster]'" in ended.stderr


@pytest.mark.soak
def test_what_is_shared_stays_on_each_machine_and_so_do_its_processes() -> None:
    """Dask dropped the copies of machines that were idle for a moment, and their processes ended."""
    with machines(3) as made, Crew(own_number, "", 1, means=Means(made.scheduler_address)) as crew:
        first = set(dict(crew.results(range(9))).values())
        time.sleep(6.0)
        again = set(dict(crew.results(range(9))).values())
    assert len(first) == 3
    assert again == first


@pytest.mark.soak
def test_a_fifth_of_the_machines_killed_each_run_has_every_result_once(tmp_path: Path) -> None:
    tasks = list(range(100))
    here = results(Means(), square, 7, tasks)
    for seed in range(20):
        rng = Random(seed)
        with machines(5) as made, Crew(square, 7, 1, means=Means(made.scheduler_address)) as crew:
            victims, found = rng.sample(sorted(made.scheduler_info["workers"]), 1), list[tuple[int, Any]]()
            at = rng.randrange(10, 90)
            for each in crew.results(tasks):
                found.append(each)
                if len(found) == at:
                    kill(made, victims)
        assert len(found) == 100
        assert dict(found) == here


def kill(made: Any, addresses: list[str]) -> None:
    """Their processes, as a machine would be lost."""
    for worker in made.workers.values():
        if worker.worker_address in addresses:
            os.kill(worker.pid, 9)
