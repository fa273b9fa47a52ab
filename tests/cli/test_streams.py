"""Standard streams that are closed, full or read by nobody, and interrupts before any command has begun."""

import contextlib
import os
import subprocess
import sys
from pathlib import Path

import pytest

from scheduler.cli import main
from scheduler.cli.streams import _Output

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="/dev/full, and streams closed by a shell")

ROOT = Path(__file__).parents[2]
PROGRAM = "from scheduler.cli import run; run()"
INTERRUPTED_AT = """
import os, signal, sys
module, number = sys.argv[1:]
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), getattr(signal, number))
signal.signal(signal.SIGINT, signal.default_int_handler)
sys.meta_path.insert(0, Interrupt())
from scheduler.cli import run
sys.argv[1:] = ["rules", "two-schools"]
run()
"""


def shell(line: str) -> "subprocess.CompletedProcess[str]":
    """A line of the shell, in which $QA is the program."""
    environment = {"QA": f"{sys.executable} -c '{PROGRAM}'", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    line = line.replace("$QA", environment["QA"])
    return subprocess.run(["sh", "-c", line], capture_output=True, text=True, env=environment)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("$QA rules >/dev/full", "No space left on device"),
        ("$QA rules >&-", "it is closed"),
        ("$QA --help >/dev/full", "No space left on device"),
        ("{ $QA schema; echo $? >&2; } | true", "nobody reads it any more"),
    ],
)
def test_full_or_closed_output(line: str, reason: str) -> None:
    done = shell(line)
    said, *code = done.stderr.splitlines()
    assert said == f"Standard output cannot be written ({reason}). Write to a file or pipe that takes all of it."
    assert (code or [str(done.returncode)]) == ["2"]


@pytest.mark.parametrize("line", ["$QA rules >/dev/full 2>&-", "$QA rules <&- >&- 2>&-", "$QA rules >&- 2>/dev/full"])
def test_where_nothing_can_be_said_the_exit_code_is_the_same(line: str) -> None:
    assert shell(line).returncode == 2


@pytest.mark.parametrize("closed", ["2>&-"])
def test_messages_that_nobody_can_read_are_no_failure(closed: str, tmp_path: Path) -> None:
    done = shell(f"$QA solve two-schools -o {tmp_path}/s.json --deterministic {closed}")
    assert done.returncode == 0
    assert (tmp_path / "s.json").exists()


@pytest.mark.parametrize("command", ["", *sorted(main.commands)])
def test_no_command_has_a_traceback_where_output_is_full(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with Path("/dev/full").open("wb") as full, contextlib.redirect_stdout(_Output(full)):
        ended = _exit_code([*command.split(), "--help"])
    assert ended == 2
    assert capsys.readouterr().err.startswith("Standard output cannot be written (No space left on device).")


def _exit_code(words: list[str]) -> object:
    with pytest.raises(SystemExit) as ended:
        main(words)
    return ended.value.code


@pytest.mark.parametrize("number", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("module", ["click", "scheduler.cli.streams", "models.policy"])
def test_an_interrupt_in_the_first_instants_is_said_in_a_word(module: str, number: str) -> None:
    done = subprocess.run([sys.executable, "-c", INTERRUPTED_AT, module, number], capture_output=True, text=True)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "Interrupted.\n")


@pytest.mark.skipif(not Path("/dev/fd").is_dir(), reason="pipes have no names here")
@pytest.mark.parametrize("name", ["two-schools", "growing-the-top-2018"])
def test_an_instance_may_come_through_a_pipe(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """It was read twice, first to see whether it is of a programme; then nothing was left of it, or all stood still."""
    (path,) = (ROOT / "instances").rglob(f"{name}.json")
    out, into = os.pipe()
    with os.fdopen(into, "wb") as writing:
        writing.write(path.read_bytes())
    with os.fdopen(out):
        assert _exit_code(["rules", f"/dev/fd/{out}"]) == 0
    piped = capsys.readouterr().out
    assert _exit_code(["rules", name]) == 0
    assert piped == capsys.readouterr().out
