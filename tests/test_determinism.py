"""Same input, same bytes: in deterministic mode, in other processes, whatever order Python's sets come in."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.generating import Recipe, generate
from scheduler.storage import dumps

ROOT = Path(__file__).parents[1]
HASH_SEEDS = ("0", "1", "random")
SHORT = ("--work-limit", "0.01")
"""Work that ends some searches before their proof: what is found until then must be the same too."""


def solved(instance: str, folder: Path, hash_seed: str, *options: str) -> bytes:
    """The file that a process of its own writes."""
    output = folder / f"{hash_seed}.json"
    words = ["-m", "scheduler.cli", "solve", instance, "-o", str(output), "--deterministic", *options]
    environment = os.environ | {"PYTHONHASHSEED": hash_seed}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return output.read_bytes()


def assert_same_bytes(instance: str, folder: Path, hash_seeds: tuple[str, ...] = HASH_SEEDS, *options: str) -> bytes:
    first, *others = (solved(instance, folder, hash_seed, *options) for hash_seed in hash_seeds)
    assert all(other == first for other in others)
    return first


def drawn(folder: Path, schools: int, seed: int) -> str:
    """A file with a drawn instance of so many schools."""
    path = folder / "instance.json"
    path.write_text(dumps(generate(Recipe("drawn", schools, hubs=max(2, schools // 10), terms=(1,), seed=seed))))
    return str(path)


@pytest.mark.parametrize(
    ("name", "hash_seeds"),
    [("four-hubs-term", HASH_SEEDS), pytest.param("three-hubs-24", ("0", "random"), marks=pytest.mark.ci)],
)
def test_same_bytes_and_no_time_in_them(name: str, hash_seeds: tuple[str, ...], tmp_path: Path) -> None:
    assert b"seconds" not in assert_same_bytes(name, tmp_path, hash_seeds)


@pytest.mark.ci
def test_same_bytes_where_the_work_ends_before_the_proof(tmp_path: Path) -> None:
    content = assert_same_bytes(drawn(tmp_path, 40, seed=3), tmp_path, ("0", "random"), *SHORT)
    assert b'"proven": false' in content


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_same_bytes_at_length(seed: int, tmp_path: Path) -> None:
    assert_same_bytes(drawn(tmp_path, 20 + 5 * seed, seed), tmp_path, HASH_SEEDS, "--work-limit", "3")
