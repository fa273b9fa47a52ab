"""The page's command where the page cannot be: everything else is as ever, and it says how to get it."""

import subprocess
import sys

import pytest

from tests.test_docs import ROOT

_CHILD = """
import sys
for name in {missing}:
    sys.modules[name] = None
from click.testing import CliRunner
from scheduler.cli import main
for words in (["--help"], ["show", "two-schools", "solutions/two-schools.json"], ["page", "--help"]):
    done = CliRunner().invoke(main, words)
    assert done.exit_code == 0, done.output
assert not [name for name in sys.modules if name.startswith("scheduler.page")]
done = CliRunner().invoke(main, ["page"])
print(done.exit_code, done.output)
"""


@pytest.mark.parametrize("missing", [("fastapi", "starlette", "uvicorn", "sse_starlette", "python_multipart")])
def test_without_the_extra_all_else_works_and_page_says_how_to_get_it(missing: tuple[str, ...]) -> None:
    code = _CHILD.format(missing=missing)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.startswith("2 ")
    assert "pip install 'qa-scheduler[page]'" in done.stdout and "Everything else works without it" in done.stdout


@pytest.mark.soak
@pytest.mark.parametrize("missing", ["fastapi", "uvicorn", "sse_starlette", "python_multipart"])
def test_each_part_of_the_extra_is_missed(missing: str) -> None:
    test_without_the_extra_all_else_works_and_page_says_how_to_get_it((missing,))
