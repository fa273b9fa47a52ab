"""No command writes over what it reads, over a plan with a history, or over a file of another kind.

Case output-over-input, and all of its kind: every option that names an output, over every file that stands there.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from models.instance import Instance
from scheduler.cli import main
from scheduler.desk.workbook.writing import workbook_of
from scheduler.storage import dumps, load_instance
from scheduler.storage.kinds import Kind
from scheduler.storage.overwriting import refuse_overwriting
from tests import tiny
from tests.cli.test_repairs import CANCEL, PLAN, run, small
from tests.folders import content_of
from tests.in_process import in_this_process

COMMANDS = {
    "solve": ("solve", "instance.json", "-o", "{output}", "--deterministic"),
    "solve --keep": ("solve", "instance.json", "--keep", "plan.json", "-o", "{output}", "--deterministic"),
    "carry": ("carry", "instance.json", "plan.json", "next.json", "-o", "{output}"),
    "generate": ("generate", "x", "--schools", "schools.csv", "--term", "autumn", "-o", "{output}"),
    "whatif": ("whatif", "instance.json", "plan.json", "changes.json", "--picture", "{output}", "--deterministic"),
    "travel": ("travel", "instance.json", "--matrix", "journeys.csv", "-o", "{output}"),
    "publish": ("publish", "instance.json", "plan.json", "--on", "2018-09-03", "-o", "{output}"),
    "publish --write-templates": ("publish", "instance.json", "plan.json", "--write-templates", "{output}"),
    "import": ("import", "term.xlsx", "-o", "{output}"),
}
WRITES = {
    **{command: {"output"} for command in ("solve", "carry", "generate", "travel", "import")},
    "publish": {"output", "write_templates"},
    "whatif": {"picture"},
}
READS = {
    "solve": {"keep"},
    "generate": {"schools"},
    "publish": {"contacts", "templates"},
    "calendar": {"contacts"},
    "register": {"links"},
    "geocode": {"cache"},
    "travel": {"matrix", "cache"},
    "check": {"plan", "contacts"},
    "export": {"contacts"},
    "report": {"contacts", "others"},
    "repair": {"plan", "contacts"},
}
BY_ENDING = {
    **{
        command: {"output"}
        for command in ("report", "calendar", "register", "geocode", "export", "directory", "broker", "certify")
    },
    "check": {"answer"},
    "draw": {"output", "audit"},
    "import": {"marked_copy"},
}
"""What is written under names of one ending alone, and over nothing unless forced: see the tests of each."""
OF_PROGRAMMES = {"reschedule": {"output"}}
"""What only programmes write: see tests/cli/test_programmes.py."""
KEPT = {command: {"resume"} for command in ("solve", "report", "whatif", "stress")}
"""Folders in which each file is named by the SHA-256 of a question: see tests/processes/test_kept.py."""
READ = {
    "solve": ("instance.json",),
    "solve --keep": ("instance.json", "plan.json"),
    "carry": ("instance.json", "plan.json", "next.json"),
    "generate": ("schools.csv",),
    "travel": ("instance.json", "journeys.csv"),
    "whatif": ("instance.json", "plan.json", "changes.json"),
    "publish": ("instance.json", "plan.json"),
    "publish --write-templates": (),
    "import": ("term.xlsx",),
}
OF_ANOTHER_KIND = {
    "solve": ("next.json", "schools.csv", "picture.svg", "changes.json", "broken.json"),
    "solve --keep": ("next.json", "schools.csv", "picture.svg", "changes.json", "broken.json"),
    "carry": ("other.json", "schools.csv", "picture.svg", "changes.json", "broken.json"),
    "generate": ("plan.json", "picture.svg", "changes.json", "broken.json"),
    "travel": ("other.json", "schools.csv", "picture.svg", "changes.json", "broken.json"),
    "whatif": ("other.json", "next.json", "schools.csv", "broken.json", "edited.svg"),
    "publish": ("other.json", "next.json", "schools.csv", "picture.svg", "changes.json", "broken.json"),
    "publish --write-templates": ("instance.json", "plan.json", "schools.csv", "broken.json"),
    "import": ("other.json", "schools.csv", "picture.svg", "changes.json", "broken.json"),
}
WRITES_NEW_FOLDERS = {"publish", "publish --write-templates"}
WITH_A_HISTORY = "published.json", "published.json.history.jsonl", "published.json.repairs.json"


def spring() -> Instance:
    """The term after that of the small instance."""
    review = tiny.review("B", tiny.day(20), term="spring")
    return tiny.instance(*small().schools, *small().leads, tiny.SPRING, review, name="spring")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    Path("next.json").write_text(dumps(spring()))
    for name in ("plan.json", "other.json", "published.json"):
        Path(name).write_text(dumps(PLAN))
    Path("changes.json").write_text(f'{{"format": 1, "changes": [{CANCEL}]}}')
    Path("picture.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"></svg>\n')
    Path("edited.svg").write_text('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>\n')
    Path("term.xlsx").write_bytes(workbook_of(small()))
    Path("journeys.csv").write_text("from,to,km\nB,A,27\n")
    Path("broken.json").write_text('{"format": 1, "instance": "ti')
    shutil.copy(Path(__file__).parents[2] / "instances" / "noe_schools.csv", "schools.csv")
    assert run("mark", "instance.json", "published.json", "--all", "--as", "accepted").exit_code == 0
    assert run("reschedule", "instance.json", "published.json", CANCEL, "--deterministic").exit_code == 0
    return tmp_path


def outputs() -> Iterator[tuple[str, str]]:
    """Every option of every command that takes a path, and is not read."""
    for name, command in main.commands.items():
        for option in command.params:
            is_read = isinstance(option, click.Argument) or option.name in READS.get(name, ())
            if isinstance(option.type, click.Path) and not is_read:
                yield name, str(option.name)


def test_every_command_with_an_output_is_tried_here() -> None:
    known = [*WRITES.items(), *BY_ENDING.items(), *OF_PROGRAMMES.items(), *KEPT.items()]
    assert set(outputs()) == {(name, option) for name, options in known for option in options}
    assert {words[0] for words in COMMANDS.values()} == set(WRITES)


def refused(command: str, output: str) -> str:
    """What the command says where it is refused, which leaves the folder as it is."""
    before = content_of(Path())
    result = run(*(word.format(output=output) for word in COMMANDS[command]))
    assert result.exit_code == 2, result.output
    assert content_of(Path()) == before
    return " ".join(result.stderr.split())


@pytest.mark.parametrize("command", COMMANDS)
def test_output_over_input(command: str, folder: Path) -> None:
    """Case of that name: over nothing that is read, published or of another kind, by any of its names or a link."""
    filled = {"plan.json"} if command == "solve --keep" else set()  # by its own name it is filled: a new version
    for n, name in enumerate({*READ[command], *OF_ANOTHER_KIND[command], *WITH_A_HISTORY}):
        link, other_name = Path(f"link-{n}.json"), Path(f"other-name-{n}.json")
        link.symlink_to(name)
        for output in (name, f"./{name}", str(folder / name), str(link)):
            if name not in filled:
                assert "expected" in refused(command, output)
        if name in READ[command]:
            os.link(name, other_name)
            assert "a file that this command reads" in refused(command, str(other_name))


@pytest.mark.parametrize("command", [command for command in COMMANDS if command not in WRITES_NEW_FOLDERS])
def test_a_file_of_the_kind_is_replaced_and_a_new_one_written(command: str, folder: Path) -> None:
    of_the_kind = {"solve": "other.json", "solve --keep": "other.json", "whatif": "picture.svg"}
    there = of_the_kind.get(command, "other-next.json")
    shutil.copy("next.json", "other-next.json")
    Path("empty").touch()
    for output in (there, "empty", "new"):
        before = Path(output).read_bytes() if Path(output).exists() else b""
        result = run(*(word.format(output=output) for word in COMMANDS[command]))
        assert result.exit_code == 0, result.output
        assert Path(output).read_bytes() != before


def test_an_output_that_is_a_link_to_nothing_yet_is_written(folder: Path) -> None:
    Path("link").symlink_to("behind.json")
    assert run("solve", "instance.json", "-o", "link", "--deterministic").exit_code == 0
    assert Path("behind.json").exists() and Path("link").is_symlink()


def test_a_bundled_instance_is_not_written_over_while_it_is_read(folder: Path) -> None:
    bundled = Path(__file__).parents[2] / "instances" / "three-hubs.json"
    before = bundled.read_bytes()
    result = run("solve", "three-hubs", "-o", str(bundled))
    assert (result.exit_code, "a file that this command reads" in " ".join(result.stderr.split())) == (2, True)
    assert bundled.read_bytes() == before


def test_a_new_schedule_does_not_get_the_history_of_one_that_is_gone(folder: Path) -> None:
    Path("published.json").unlink()
    for command in ("solve", "generate"):
        assert "the history of published.json, which is not there any more" in refused(command, "published.json")


def test_the_name_of_a_history_is_no_output(folder: Path) -> None:
    """Else the first step of other.json would be entered in a schedule."""
    for name in ("other.json.history.jsonl", "other.json.repairs.json", "no-such.history.jsonl"):
        assert "history or repairs" in refused("solve", name)


def test_what_is_published_while_solve_runs_is_not_written_over(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from scheduler import checking

    certify = checking.certify

    def published_meanwhile(*given: object, **also: object) -> object:
        monkeypatch.setattr(checking, "certify", certify)
        assert run("mark", "instance.json", "other.json", "--all", "--as", "accepted").exit_code == 0
        return certify(*given, **also)  # type: ignore[arg-type]

    monkeypatch.setattr(checking, "certify", published_meanwhile)
    result = run("solve", "instance.json", "-o", "other.json", "--deterministic")
    assert (result.exit_code, "has a history" in result.stderr) == (2, True)
    assert '"accepted"' in Path("other.json").read_text()


@pytest.mark.parametrize("damage", ["not read", "folder", "half"])
def test_a_history_that_cannot_be_read_is_a_history(damage: str, folder: Path) -> None:
    """Solve does not take the schedule for one to which nothing was applied."""
    history = Path("published.json.history.jsonl")
    if damage == "folder":
        history.unlink()
        history.mkdir()
    else:
        history.write_bytes(b"\xff\xfe oops\n" if damage == "not read" else b'{"number": 1, "wh')
    before = Path("published.json").read_bytes()
    result = run("solve", "instance.json", "-o", "published.json", "--deterministic")
    assert (result.exit_code, "has a history" in result.stderr) == (2, True)
    assert Path("published.json").read_bytes() == before


@pytest.mark.parametrize("name", ["changes.json", "instance.json"])
def test_repairs_are_not_written_over_what_is_read(name: str, folder: Path) -> None:
    """Not even where a file is called as the repairs would be."""
    Path("plan.json.repairs.json").write_text(Path(name).read_text())
    words = {"instance.json": "instance.json", "changes.json": "changes.json", name: "plan.json.repairs.json"}
    before = content_of(Path())
    result = run("reschedule", words["instance.json"], "plan.json", words["changes.json"])
    assert (result.exit_code, "a file that this command reads" in " ".join(result.stderr.split())) == (2, True)
    assert content_of(Path()) == before


def test_a_step_is_not_entered_in_the_instance(folder: Path) -> None:
    Path("plan.json.history.jsonl").write_text(dumps(small()))
    before = content_of(Path())
    for words in (("mark", "--all", "--as", "draft"), ("reschedule", "--apply", "1")):
        result = run(words[0], "plan.json.history.jsonl", "plan.json", *words[1:])
        assert (result.exit_code, "a file that this command reads" in " ".join(result.stderr.split())) == (2, True)
    assert content_of(Path()) == before


def test_changes_written_out_are_no_file(folder: Path) -> None:
    """However long they are, and whatever stands in them."""
    refuse_overwriting(Path("new.svg"), Kind.PICTURE, ["three-hubs", CANCEL, "{" + "x" * 10_000, "{\0", None])
    assert load_instance("three-hubs").name == "three-hubs"
