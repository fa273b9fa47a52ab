"""The suites are what the protocol says."""

import gzip
from pathlib import Path

from benchmarks.listening import grace
from benchmarks.sampling import count_schools, sample
from benchmarks.suite import full, gate, quick
from scheduler.generating import Recipe, generate

QUICK_SECONDS = 20 * 60


def test_the_quick_suite_fits_in_twenty_minutes() -> None:
    assert sum(task.seconds + grace(task.seconds) for task in quick()) <= QUICK_SECONDS


def test_every_method_meets_the_same_instances() -> None:
    methods: dict[str, set[str]] = {}
    for task in full():
        methods.setdefault(task.case.name, set()).add(task.method)
    compared = [name for name, of in methods.items() if len(of) == 4]
    assert {f"{kind}-s{seed}" for kind in ("term", "as-reported") for seed in range(1, 6)} <= set(compared)
    assert "year" in compared
    assert all(of == {"ours"} for name, of in methods.items() if name not in compared)


def test_the_gate_is_twenty_instances_with_five_seeds_each() -> None:
    tasks = list(gate())
    assert len({task.case.name for task in tasks}) == 20
    assert {task.seed for task in tasks} == set(range(5))
    assert len({(task.case.name, task.seed) for task in tasks}) == len(tasks) == 100


def test_instances_bear_their_names_and_are_made_alike() -> None:
    task = next(gate())
    assert task.case.make().name == task.case.name
    assert task.case.make() == task.case.make()


def test_sizes_are_taken_evenly_from_a_file(tmp_path: Path) -> None:
    rows = [f"{n},School {n},Primary,{51 + n / 1000},-1.0,200,A,\n" for n in range(90)]
    text = "# a licence\nurn,name,phase,lat,lon,pupils,local_authority,trust\n" + "".join(rows)
    file = tmp_path / "schools.csv.gz"
    file.write_bytes(gzip.compress(text.encode()))
    assert count_schools(file) == 90
    made = [sample(file, 30, lambda some: generate(Recipe("some", some))) for _ in range(2)]
    assert made[0] == made[1]
    assert len(made[0].schools) == 30
    assert made[0].origin.licence == "a licence"
