"""A command that is refused, for whatever reason, leaves the folder as it was: no file more, none less, none changed.

Case undo-leaves-a-file, and all of its kind.
"""

from pathlib import Path

import pytest

from scheduler.storage import dumps
from tests import tiny
from tests.cli.test_repairs import CANCEL, PLAN, run, small
from tests.folders import content_of
from tests.in_process import in_this_process

PUBLISHED = "instance.json published.json"
REFUSED = (
    "undo plan.json",
    "undo nowhere.json",
    "undo no-folder/plan.json",
    "undo .",
    "undo edited.json",
    "undo changed-entry.json",
    "undo instance.json",
    "history nowhere.json",
    "history .",
    "tell instance.json nowhere.json",
    "mark instance.json nowhere.json --all --as draft",
    "mark nowhere.json plan.json --all --as draft",
    "mark instance.json plan.json no-such-review --pin",
    "mark instance.json plan.json --as draft",
    "mark instance.json plan.json VA --all --pin",
    "mark instance.json strangers.json --all --pin",
    "mark instance.json instance.json --all --pin",
    "reschedule instance.json plan.json",
    "reschedule instance.json nowhere.json changes.json",
    "reschedule instance.json plan.json nowhere.json",
    "reschedule instance.json plan.json {}",
    "reschedule instance.json plan.json wrong-changes.json",
    "reschedule instance.json strangers.json changes.json",
    "reschedule instance.json plan.json --apply 1",
    "reschedule instance.json nowhere.json --apply 1",
    f"reschedule {PUBLISHED} {{}}",
    f"reschedule {PUBLISHED} wrong-changes.json",
    f"reschedule {PUBLISHED} --apply 9",
    f"reschedule {PUBLISHED} changes.json --apply 1",
    "solve instance.json -o instance.json",
    "solve instance.json -o published.json",
    "solve instance.json -o no-folder/new.json",
    "solve instance.json -o .",
    "solve instance.json -o new.json --work-limit 1",
    "solve nowhere.json -o new.json",
    "solve wrong.json -o new.json",
    "solve instance.json -o new.json --keep nowhere.json",
    "solve instance.json -o nowhere.json --keep nowhere.json",
    "solve instance.json -o new.json --without no-such-rule",
    "carry instance.json plan.json instance.json -o new.json",
    "carry instance.json breaking.json instance.json -o new.json",
    "carry instance.json nowhere.json instance.json -o new.json",
    "generate x --draw -3 --term autumn -o new.json",
    "generate x -o new.json",
    "generate x --schools nowhere.csv --term autumn -o new.json",
    "generate x --schools wrong.json --term autumn -o new.json",
    "whatif instance.json plan.json {} --picture new.svg",
    "whatif instance.json plan.json wrong-changes.json --picture new.svg",
    "whatif instance.json plan.json changes.json --picture no-folder/new.svg",
    "explain instance.json plan.json --at no-such-review",
    "suggest instance.json plan.json no-such-review",
    "stress instance.json nowhere.json",
    "certify instance.json breaking.json -o new.json",
    "certify instance.json plan.json -o plan.json",
    "certify nowhere.json plan.json -o new.json",
    "verify instance.json plan.json nowhere.json",
    "verify instance.json plan.json wrong.json",
    "verify instance.json plan.json plan.json",
    "check wrong.json",
    "diff plan.json nowhere.json",
    "show instance.json strangers.json",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    in_this_process(monkeypatch)
    monkeypatch.chdir(tmp_path)
    Path("instance.json").write_text(dumps(small()))
    for name in ("plan.json", "published.json", "edited.json", "changed-entry.json"):
        Path(name).write_text(dumps(PLAN))
    Path("breaking.json").write_text(dumps(tiny.schedule(tiny.held("A", "L1", on=tiny.day(3)))))
    Path("strangers.json").write_text(dumps(PLAN).replace('"tiny"', '"strangers"'))
    Path("changes.json").write_text(f'{{"format": 1, "changes": [{CANCEL}]}}')
    Path("wrong-changes.json").write_text('{"format": 1, "changes": [' + CANCEL.replace('"VA"', '"VX"') + "]}")
    Path("wrong.json").write_text('{"format": 1, "na')
    for name in ("published.json", "edited.json", "changed-entry.json"):
        assert run("mark", "instance.json", name, "--all", "--as", "accepted").exit_code == 0
    Path("edited.json").write_text(Path("edited.json").read_text() + "\n")
    entry = Path("changed-entry.json.history.jsonl")
    entry.write_text(entry.read_text().replace("VA", "VB"))
    assert run("reschedule", *PUBLISHED.split(), CANCEL, "--deterministic").exit_code == 0
    return tmp_path


def test_undo_leaves_a_file(folder: Path) -> None:
    """Case of that name: it does not, neither for a schedule without steps nor for one that is not there."""
    before = content_of(folder)
    for name in ("plan.json", "nowhere.json"):
        assert run("undo", name).exit_code == 2
        assert content_of(folder) == before


def test_what_is_refused_leaves_no_file(folder: Path) -> None:
    before = content_of(folder)
    for line in REFUSED:
        result = run(*line.split())
        assert result.exit_code in (1, 2), f"{line}: {result.output}"
        assert result.exception is None or isinstance(result.exception, SystemExit), line
        assert result.stderr, line
        assert content_of(folder) == before, line


def test_what_is_only_asked_leaves_no_file(folder: Path) -> None:
    before = content_of(folder)
    for line in (
        "history plan.json",
        "history published.json",
        "history changed-entry.json",
        "tell instance.json published.json",
        "mark instance.json plan.json --all",
        "mark instance.json published.json --all --as accepted",
        "show instance.json plan.json",
        "check instance.json plan.json",
        "diff instance.json plan.json published.json",
        "whatif instance.json plan.json changes.json --deterministic",
    ):
        run(*line.split())
        assert content_of(folder) == before, line
