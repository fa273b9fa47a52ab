"""The documentation says what the program does."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli import main
from scheduler.cli.exits import Exit
from scheduler.cli.show import VIEWS
from scheduler.desk.workbook.sheets import SHEETS, START
from scheduler.goals import GOALS
from scheduler.rules import RULES

ROOT = Path(__file__).parents[1]
PAGES = sorted(
    [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("instances/*.md"), *ROOT.glob("solutions/*.md")]
)


def made_by(script: str) -> str:
    words = [sys.executable, f"docs/{script}"]
    made = subprocess.run(words, capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(ROOT)})
    return made.stdout


def test_the_page_of_the_workbook_is_its_sheets() -> None:
    page = (ROOT / "docs/desk-workbook.md").read_text("utf-8")
    assert made_by("make_workbook.py") == page
    assert all(f"### {sheet.name}" in page for sheet in SHEETS)
    assert all(f"| {column.heading}" in page for sheet in SHEETS for column in sheet.columns if sheet != START)


def test_the_page_of_rules_is_the_registry() -> None:
    page = (ROOT / "docs/rules.md").read_text("utf-8")
    assert made_by("make_rules.py") == page
    ids = [rule.id for rule in RULES] + [goal.id for goal in GOALS]
    assert all(f"| {id} |" in page for id in ids)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_command_and_option_exists(page: Path) -> None:
    for command, rest in re.findall(r"qa-scheduler ([a-z]+)([^`\n|]*)", page.read_text("utf-8")):
        options = {"--help"} | {
            name for option in main.commands[command].params for name in (*option.opts, *option.secondary_opts)
        }
        assert set(re.findall(r"(?<= )--[a-z-]+", rest)) <= options, f"{command}{rest}"


def test_the_readme_names_every_command_view_and_exit_code() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert all(f"`qa-scheduler {command}" in readme for command in main.commands)
    assert all(f"| {code.value} |" in readme for code in Exit)
    assert all(re.search(rf"\b{view}`", readme) for view in VIEWS)
