"""Results of tasks in a folder: found again for the same question, and for no other."""

import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from models.instance import Instance
from models.problem import InvalidInput
from scheduler.processes import kept
from scheduler.processes.child import Finished
from scheduler.processes.crew import Crew
from scheduler.processes.kept import Kept, digest
from scheduler.processes.means import Means, means_for
from scheduler.solvers.options import Options
from scheduler.storage import load_instance
from tests.processes.test_crew import dies_at_three, double

ROOT = Path(__file__).parents[2]


def results(work: Any, shared: Any, folder: Path, tasks: list[int]) -> dict[int, Any]:
    with Crew(work, shared, 2, means=Means(resume=folder)) as crew:
        return dict(crew.results(tasks))


def test_what_is_done_is_not_done_again_and_what_was_lost_is(tmp_path: Path) -> None:
    shared = str(tmp_path / "died")
    first = results(dies_at_three, "", tmp_path, [1, 2, 3])
    assert (first[0], first[1], len(list(tmp_path.glob("*.done")))) == (1, 2, 2)
    (tmp_path / "died").touch()
    assert results(dies_at_three, shared, tmp_path, [1, 2, 3]) == {0: 1, 1: 2, 2: 3}
    for path in tmp_path.glob("*.done"):
        path.write_bytes(pickle.dumps(7))
    assert results(dies_at_three, shared, tmp_path, [3, 2, 1, 4]) == {0: 7, 1: 7, 2: 7, 3: 4}


def test_another_question_is_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    at = Kept(tmp_path, double, (1, "a"))
    at.keep(5, "five")
    assert at.find(5) == Finished("five")
    others = [Kept(tmp_path, double, (1, "b")), Kept(tmp_path, dies_at_three, (1, "a"))]
    monkeypatch.setattr(kept, "engine", lambda: {"qa-scheduler": "another"})
    others.append(Kept(tmp_path, double, (1, "a")))
    assert [other.find(5) for other in others] + [at.find(6), at.find("5")] == [None] * 5


@pytest.mark.parametrize("content", [b"", b"half a", pickle.dumps(subprocess.run), pickle.dumps("all" * 99)[:-9]])
def test_what_cannot_be_read_is_done_again(content: bytes, tmp_path: Path) -> None:
    at = Kept(tmp_path, double, 3)
    at.keep(1, "kept")
    (path,) = tmp_path.iterdir()
    path.write_bytes(content)
    assert at.find(1) is None


def test_a_file_runs_nothing(tmp_path: Path) -> None:
    class Trap:
        def __reduce__(self) -> Any:
            return Path.touch, (tmp_path / "sprung",)

    at = Kept(tmp_path, double, 3)
    at.keep(1, Trap())
    assert at.find(1) is None
    assert not (tmp_path / "sprung").exists()


def test_what_is_asked_hangs_on_neither_the_process_nor_the_clock() -> None:
    words = (
        "from scheduler.storage import load_instance; from scheduler.processes.kept import digest;"
        "from scheduler.solvers.options import Options;"
        "print(digest((load_instance('three-hubs'), Options(), frozenset('abcdef'), {'b': 1, 'a': 2})))"
    )
    said = {
        subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=ROOT).stdout
        for _ in range(2)
    }
    assert said == {digest((load_instance("three-hubs"), Options(), frozenset("fedcba"), {"a": 2, "b": 1})) + "\n"}


def test_different_values_have_different_digests() -> None:
    instance = load_instance("three-hubs")
    waived: Instance = instance.model_copy(update={"name": "another"})
    values = [1, 1.0, "1", (1,), [1], {1}, {1: 1}, (1, (2,)), ((1, 2),), None, instance, waived, Options()]
    values += [replace(Options(), seed=1), replace(Options(), safe=True), ("ab", "c"), ("a", "bc")]
    assert len({digest(value) for value in values}) == len(values)
    with pytest.raises(TypeError, match="no digest of function"):
        digest(double)


def test_a_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(InvalidInput, match=r"--resume: found .*file.*expected a folder"):
        means_for("", tmp_path / "file")
    assert means_for("", tmp_path / "a" / "b").resume == tmp_path / "a" / "b"
    assert (tmp_path / "a" / "b").is_dir()
