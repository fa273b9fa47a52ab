"""Which method runs on which instance, for how long. Every instance is made by the generator from a seed.

Those of the gate were, and are kept as files: a generator that draws otherwise does not change what is compared.
The quick suite fits in 20 minutes by construction: its limits, with the grace of each, add up to less (a test says so).
"""

import gzip
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from benchmarks.sampling import count_schools, sample
from models.instance import Instance
from scheduler.generating import Recipe, generate
from scheduler.generating.bundled import SCHOOLS_FILE
from scheduler.storage import parse_instance

SEEDS = (1, 2, 3, 4, 5)
_TERM = Recipe("term", SCHOOLS_FILE, terms=(1,), leads=36)
_AS_REPORTED = replace(_TERM, name="as-reported", single_offer_percent=33, leads_late_free_percent=30)
_PEERS = ("plain-cp-sat", "plain-highs")
_GREEDY_SECONDS = 30
_GATE = Path(__file__).parent / "gate"
_ENOUGH = 0.01  # the growth of the time to 1 % is measured


@dataclass(frozen=True)
class Case:
    """An instance of the suite. family: what it is one of; figures are medians over a family."""

    name: str
    family: str
    make: Callable[[], Instance]


@dataclass(frozen=True)
class Task:
    """One run to make. enough: quality's gap at which it may end."""

    method: str
    case: Case
    seconds: float
    seed: int = 0
    enough: float | None = None


_YEAR = Case("year", "year", lambda: generate(Recipe("year", SCHOOLS_FILE, terms=(1, 2, 3), leads=36)))


def quick(schools: Path | None = None) -> Iterator[Task]:
    """One instance of each kind, and three sizes."""
    for recipe in (_TERM, _AS_REPORTED):
        yield from _comparison(_case(replace(recipe, seed=1)), ours=150, peers=60)
    yield from _comparison(_drawn(60), ours=60, peers=60)
    for size, seconds in ((144, 30), (432, 60), (1_000, 120)):
        yield Task("ours", _sized(size, schools), seconds, enough=_ENOUGH)


def targets(schools: Path | None = None) -> Iterator[Task]:
    """What targets are set for: five seeds of the term and of the as-reported term, sizes, the year; ours alone."""
    for recipe, seed in product((_TERM, _AS_REPORTED), SEEDS):
        yield Task("ours", _case(replace(recipe, seed=seed)), 150)
    yield from _growth(schools)
    yield Task("ours", _YEAR, 300)


def full(schools: Path | None = None) -> Iterator[Task]:
    """All of that, and beside it the other methods on the same instances for as long as was asked, 300 seconds."""
    yield from targets(schools)
    yield from _comparison(_drawn(60), ours=60, peers=60)
    for seed, recipe in product(SEEDS, (_TERM, _AS_REPORTED)):
        yield from _others(_case(replace(recipe, seed=seed)), 300)
    yield from _others(_YEAR, 300)


def _growth(schools: Path | None) -> Iterator[Task]:
    """Rising sizes, and all of a national file of schools."""
    most = 2_200 if schools is None else count_schools(schools)
    for size in (144, 432, 1_000, 2_200, 5_000, 10_000):
        if size <= most:
            yield Task("ours", _sized(size, schools), min(900.0, 60 + 0.1 * size), enough=_ENOUGH)
    if schools is not None:
        yield Task("ours", _nation(schools), 1_200, enough=_ENOUGH)


def gate(schools: Path | None = None) -> Iterator[Task]:
    """The quality gate: 20 small and medium instances, kept as files, five times each with other seeds.

    Quality's gap is looked at, so a run ends when there is none left.
    """
    del schools  # the gate is the same everywhere
    kinds = product((48, 96, 144, 192, 288), (1, 2), (False, True))
    for case in (_kept(_drawn(size, seed, scarce)) for size, seed, scarce in kinds):
        for seed in range(5):
            yield Task("ours", case, 20, seed=seed, enough=0.0)


SUITES: dict[str, Callable[[Path | None], Iterator[Task]]] = {
    "quick": quick,
    "targets": targets,
    "full": full,
    "gate": gate,
}


def _comparison(case: Case, ours: float, peers: float) -> Iterator[Task]:
    yield Task("ours", case, ours)
    yield from _others(case, peers)


def _others(case: Case, seconds: float) -> Iterator[Task]:
    yield from (Task(method, case, seconds) for method in _PEERS)
    yield Task("greedy", case, min(seconds, _GREEDY_SECONDS))


def _case(recipe: Recipe) -> Case:
    name = f"{recipe.name}-s{recipe.seed}"
    return Case(name, recipe.name, lambda: generate(replace(recipe, name=name)))


def _drawn(size: int, seed: int = 1, scarce: bool = False) -> Case:
    kind = f"drawn-{size}-scarce" if scarce else f"drawn-{size}"
    return _case(Recipe(kind, size, single_offer_percent=33 if scarce else 0, seed=seed))


def _kept(case: Case) -> Case:
    """The same, as it was drawn when its file was written."""
    file = _GATE / f"{case.name}.json.gz"
    return replace(case, make=lambda: parse_instance(gzip.decompress(file.read_bytes()).decode("utf-8"), file.name))


def _sized(size: int, schools: Path | None) -> Case:
    """So many schools of a file, or drawn."""
    if schools is None:
        return replace(_drawn(size), family="growth")
    recipe = Recipe(f"schools-{size}", schools, seed=1)

    def make(some: Path) -> Instance:
        return generate(replace(recipe, schools=some))

    return Case(recipe.name, "growth", lambda: sample(schools, size, make))


def _nation(schools: Path) -> Case:
    recipe = Recipe("nation", schools, seed=1)
    return Case(recipe.name, recipe.name, lambda: generate(recipe))
