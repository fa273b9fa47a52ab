"""Imports run one way, so that each part can be read, tested and trusted with only the parts below it in mind."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = (
    {"models"},
    {"words", "plan"},
    {"rule"},
    {"goal"},
    {"processes"},
    {"tables"},
    {"solvers"},
    {"rules", "goals"},
    {"checking"},
    {"model"},
    {"changes"},
    {"search"},
    {"programmes"},
    {"nation"},
    {"solving"},
    {"repairs"},
    {"explaining"},
    {"proofs"},
    {"storage"},
    {"generating", "showing"},
    {"directory"},
    {"desk"},
    {"programs"},
    {"page"},
    {"cli"},
)
LEVEL = {part: level for level, parts in enumerate(LAYERS) for part in parts}
WITH_SOLVERS = {
    "ortools": {"scheduler.solvers.cp_sat"},
    "highspy": {"scheduler.solvers.relaxation", "scheduler.solvers.sendings_relaxation", "scheduler.solvers.highs"},
}


def part_of(module: str) -> str:
    """The part a module of ours belongs to: scheduler.rules.phase to rules, models.people to models."""
    package, _, rest = module.partition(".")
    return package if package == "models" else rest.split(".")[0]


def files() -> list[Path]:
    return sorted(path for package in ("models", "scheduler") for path in (ROOT / package).rglob("*.py"))


def imports(path: Path) -> Iterator[str]:
    """Modules that a file imports when it runs; what only type checkers read does not count."""
    tree = ast.parse(path.read_text("utf-8"))
    for_types = {
        inner
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and isinstance(node.test, ast.Name) and node.test.id == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    for node in ast.walk(tree):
        if node in for_types:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full"
            yield node.module or ""


def module_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", files(), ids=module_of)
def test_a_part_imports_only_parts_below_it(path: Path) -> None:
    part = part_of(module_of(path))
    for imported in imports(path):
        if imported.split(".")[0] not in ("models", "scheduler") or imported == "scheduler":
            continue
        below = part_of(imported)
        assert below in LEVEL, f"scheduler.{below} has no layer in this test: give it one"
        assert below == part or LEVEL[below] < LEVEL[part], f"{part} imports {below}, which stands above or beside it"


@pytest.mark.parametrize("solver", WITH_SOLVERS)
def test_a_solver_is_imported_in_few_files(solver: str) -> None:
    users = {module_of(path) for path in files() if any(name.split(".")[0] == solver for name in imports(path))}
    assert users <= WITH_SOLVERS[solver]


@pytest.mark.parametrize(
    "module",
    [
        *("scheduler.checking", "scheduler.cli", "scheduler.storage", "scheduler.generating"),
        ", ".join(module_of(path) for path in files() if path.parent.name == "doing"),
    ],
)
def test_a_solver_is_loaded_only_to_search(module: str) -> None:
    words = f"import sys, {module}; print([name for name in ('ortools', 'highspy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_who_asks_for_a_search_waits_for_no_arrays() -> None:
    """The child that searches begins only then: numpy and scipy would be waited for twice, a tenth of a second each."""
    words = "import sys, scheduler.solving; print([name for name in ('numpy', 'scipy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"
