"""A folder with an instance and its schedule, and the commands, run in this process."""

import json
import pickle
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from models.history import Entry
from models.instance import Instance
from models.schedule import Schedule
from scheduler import solving
from scheduler.cli import main
from scheduler.processes import crew
from scheduler.processes.child import Finished
from scheduler.processes.wire import Wire, answered
from scheduler.repairs import scenarios
from scheduler.search import goal_by_goal
from scheduler.solvers.options import Options, Outcome
from scheduler.storage import dumps, load_instance, load_plan, load_schedule, parse_schedule, versions


def in_turn(
    work: Callable[[Any, Any], Any], shared: Any, tasks: Sequence[Any], workers: int, **_: Any
) -> Iterator[Any]:
    """What `fan_out` yields, without other processes."""
    for position, task in enumerate(tasks):
        yield position, work(shared, task)


def by_wire(
    work: Callable[[Any, Any], Any], shared: Any, tasks: Sequence[Any], workers: int, **_: Any
) -> Iterator[Any]:
    """The same, with all that goes to other machines and comes back as it does there; the last task ends first."""
    wire = Wire()
    there, known = pickle.loads(wire.packed((work, shared)))
    for position, task in reversed([*enumerate(tasks)]):
        yield position, wire.opened(answered(there(known, pickle.loads(wire.packed(task)))))


def solve_here(instance: Instance, options: Options, report: Any) -> Outcome:
    """What `solve_in_child` finds, without a child."""
    return goal_by_goal.solve(instance, options)


def run_here(work: Any, task: Any, hear: Any, until: float | None) -> Finished:
    """What `run_child` comes to, without a child."""
    return Finished(work(task, hear))


def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """No command has a child while this lasts."""
    monkeypatch.setattr(crew, "fan_out", in_turn)
    monkeypatch.setattr(scenarios, "fan_out", in_turn)
    monkeypatch.setattr(solving, "solve_in_child", solve_here)
    monkeypatch.setattr(solving, "run_child", run_here)


class Killed(BaseException):
    """What ends a command at any point, as a kill would."""


class Desk:
    """The folder. Everything is read from it again each time: nothing is remembered from one command to the next."""

    def __init__(self, folder: Path, instance: Instance) -> None:
        self.folder = folder
        self.instance_path, self.plan_path = folder / "instance.json", folder / "plan.json"
        self.instance_path.write_text(dumps(instance))

    def run(self, command: str, *words: str) -> Result:
        """A command about the instance and the schedule."""
        result = CliRunner().invoke(main, [command, str(self.instance_path), str(self.plan_path), *words])
        return self._ended(result)

    def of_plan(self, command: str, *words: str) -> Result:
        """A command about the schedule alone."""
        return self._ended(CliRunner().invoke(main, [command, str(self.plan_path), *words]))

    def solve(self, *words: str) -> Result:
        """Solve into the schedule's file."""
        asked = ["solve", str(self.instance_path), "-o", str(self.plan_path), "--deterministic", *words]
        return self._ended(CliRunner().invoke(main, asked))

    def data(self, command: str, *words: str) -> Any:
        """What a command that succeeds says for machines."""
        result = self.run(command, *words, "--json")
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    @staticmethod
    def _ended(result: Result) -> Result:
        """Every end is a code and words, never a traceback."""
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    @property
    def instance(self) -> Instance:
        return load_instance(str(self.instance_path))

    @property
    def schedule(self) -> Schedule:
        return load_schedule(self.plan_path, self.instance)

    def read(self, text: str) -> Schedule:
        """The schedule that a version of the file holds."""
        return parse_schedule(text, self.instance)

    @property
    def judged(self) -> tuple[Instance, Schedule]:
        """The effective instance and the schedule."""
        return load_plan(self.plan_path, self.instance)

    @property
    def text(self) -> str:
        return self.plan_path.read_text()

    @property
    def steps(self) -> tuple[Entry, ...]:
        return versions.history(self.plan_path)

    @contextmanager
    def killed(self, when: str) -> Iterator[None]:
        """A command that is killed: in the middle of its line in the history, or before the file is replaced."""

        def half_a_line(path: Path, entry: Entry) -> None:
            with path.open("ab") as file:
                file.write(b'{"number": 99, "what": "ha')
            raise Killed

        def not_saved(path: Path, content: str) -> None:
            raise Killed

        with pytest.MonkeyPatch.context() as patch:
            name, fault = ("write_history", half_a_line) if when == "in its line" else ("save", not_saved)
            patch.setattr(versions, name, fault)
            with pytest.raises(Killed):
                yield
