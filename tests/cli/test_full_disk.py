"""A disk that is full, a folder that cannot be written, a file that cannot be replaced: with every command (F5).

What was there is there, to the byte; no file more is left; the message names the file and says what to do. On a real
disk of 16 MB, where the machine lets a test mount one: `pytest -m soak tests/cli/test_full_disk.py`.
"""

import errno
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from scheduler.storage import dumps
from tests.cli.test_overwriting import spring
from tests.cli.test_repairs import CANCEL, PLAN, run, small
from tests.folders import content_of
from tests.in_process import in_this_process

COMMANDS = {
    "solve, a new file": "solve instance.json -o new.json --deterministic",
    "solve, over an old file": "solve instance.json -o other.json --deterministic",
    "solve --keep": "solve instance.json --keep draft.json -o draft.json --deterministic",
    "carry": "carry instance.json plan.json next.json -o new-instance.json",
    "generate": "generate x --draw 12 --term autumn -o other-instance.json",
    "whatif": "whatif instance.json plan.json changes.json --picture picture.svg --deterministic",
    "report": "report instance.json plan.json -o report.html --force",
    "reschedule": "reschedule instance.json plan.json changes.json --deterministic",
    "apply": "reschedule instance.json published.json --apply 1",
    "mark, the first step": "mark instance.json plan.json --all --as accepted",
    "mark, another step": "mark instance.json published.json --all --as draft",
    "undo": "undo published.json",
    "publish": "publish instance.json published.json --on 2018-09-03 -o letters",
    "calendar": "calendar instance.json plan.json --on 2018-09-03 -o calendar.ics",
}
ONLY_STEPS = "solve --keep", "apply", "mark, the first step", "mark, another step", "undo", "publish"


def prepare(folder: Path) -> None:
    """A folder in which every command above is done, if nothing hinders it."""
    (folder / "instance.json").write_text(dumps(small()))
    (folder / "other-instance.json").write_text(dumps(small()))
    (folder / "next.json").write_text(dumps(spring()))
    for name in ("plan.json", "other.json", "published.json", "draft.json"):
        (folder / name).write_text(dumps(PLAN))
    (folder / "changes.json").write_text(f'{{"format": 1, "changes": [{CANCEL}]}}')
    (folder / "report.html").write_text("<!DOCTYPE html>\n")
    (folder / "picture.svg").write_text("<svg></svg>\n")
    for name, state in (("published.json", "accepted"), ("draft.json", "draft")):
        assert run("mark", "instance.json", name, "--all", "--as", state).exit_code == 0
    assert run("reschedule", "instance.json", "published.json", CANCEL, "--deterministic").exit_code == 0


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared")
    with pytest.MonkeyPatch.context() as patch:
        in_this_process(patch)
        patch.chdir(folder)
        prepare(folder)
    return folder


@pytest.fixture
def folder(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    shutil.copytree(prepared, tmp_path, dirs_exist_ok=True)
    return tmp_path


def failing(number: int, *, only: Callable[..., bool] = lambda *_, **__: True) -> Callable[[Any], Any]:
    """A system call that fails so."""

    def wrap(call: Any) -> Any:
        def failed(*given: Any, **also: Any) -> Any:
            if only(*given, **also):
                raise OSError(number, os.strerror(number))
            return call(*given, **also)

        return failed

    return wrap


@contextmanager
def instead(owner: Any, name: str, wrap: Callable[[Any], Any]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(owner, name, wrap(getattr(owner, name)))
        yield


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """A write beyond that is cut off in the middle, as on a full disk."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def opens_a_history(path: Path, mode: str = "r", *_: Any, **__: Any) -> bool:
    return path.name.endswith(".jsonl") and mode != "rb"


def but_not_written(access: Any) -> Any:
    return lambda path, mode, **also: not mode & os.W_OK and access(path, mode, **also)


FAULTS: dict[str, tuple[Callable[[], Any], str]] = {
    "full in the middle of a file": (lambda: files_of_at_most(100), "Make room on the disk"),
    "full when it is flushed": (lambda: instead(os, "fsync", failing(errno.ENOSPC)), "Make room on the disk"),
    "no file can be made": (lambda: instead(tempfile, "mkstemp", failing(errno.EROFS)), "Choose another folder"),
    "the folder cannot be written": (
        lambda: instead(os, "access", but_not_written),
        "Choose another folder",
    ),
    "open in another program": (lambda: instead(Path, "replace", failing(errno.EACCES)), "Close it where it is open"),
}


def assert_refused(command: str, remedy: str) -> None:
    before = content_of(Path())
    result = run(*COMMANDS[command].split())
    said = " ".join(result.stderr.split())
    assert (result.exit_code, result.exception is None or isinstance(result.exception, SystemExit)) == (2, True), said
    assert content_of(Path()) == before
    assert remedy in said
    assert any(
        f"{end} found" in said or f"{end}: found" in said
        for end in (".json", ".svg", ".html", ".jsonl", ".json:", ".ics", "letters")
    ), said


@pytest.mark.parametrize("fault", FAULTS)
def test_what_cannot_be_written_leaves_everything_as_it_was(fault: str, folder: Path) -> None:
    """70 cases: every command that writes, with every fault."""
    hinder, remedy = FAULTS[fault]
    for command in COMMANDS:
        with hinder():
            assert_refused(command, remedy)


def test_a_history_that_cannot_be_written_hinders_the_step(folder: Path) -> None:
    for command in ONLY_STEPS:
        with instead(Path, "open", failing(errno.EACCES, only=opens_a_history)):
            assert_refused(command, "Close it where it is open")


def test_a_folder_that_cannot_be_flushed_hinders_nothing(folder: Path) -> None:
    """The file is replaced by then: to say that nothing was written would be false."""
    with instead(os, "open", failing(errno.EIO, only=lambda path, *_, **__: Path(path).is_dir())):
        done = run(*COMMANDS["mark, another step"].split())
    assert done.exit_code == 0, done.output
    assert "draft" in run("history", "published.json").stdout


def test_every_command_is_done_where_nothing_hinders_it(prepared: Path, folder: Path) -> None:
    for command in COMMANDS:
        before = content_of(folder)
        result = run(*COMMANDS[command].split())
        assert result.exit_code == 0, result.output
        assert content_of(folder) != before
        shutil.copytree(prepared, folder, dirs_exist_ok=True)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(place)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.soak
@pytest.mark.parametrize("mode", ["full", "read-only"])
def test_a_real_disk(mode: str, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)
    monkeypatch.chdir(small_disk)
    prepare(small_disk)
    if mode == "read-only":
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    else:
        with pytest.raises(OSError, match="No space left"), Path("filler").open("wb", buffering=0) as file:
            while True:
                file.write(b"x" * 4096)
    for command in COMMANDS:
        assert_refused(command, "Make room on the disk" if mode == "full" else "Choose another folder")
