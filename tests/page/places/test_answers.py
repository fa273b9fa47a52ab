"""What the panel answers is what the command says that stands below the answer."""

import html
import json
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from models.schedule import PlannedReview
from scheduler import solving
from scheduler.changes.places import altered
from scheduler.cli import main
from scheduler.explaining import ways_out
from scheduler.page.asking import Ask, Question
from scheduler.page.server.engine import Engine
from scheduler.plan import Plan
from scheduler.showing.table import Table, as_data, readable
from scheduler.storage import dumps
from tests.drawing import draw_instance
from tests.in_process import in_turn, run_here
from tests.page.browsing import browser, id_of, plan_folder, words
from tests.solving import outcome

SEARCHED = (Ask.PRICES, Ask.VACANT)
ANY_OF_THE_BEST = ("others_told", "then")  # several repairs may be as good


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything in this process: it is the answers that are looked at."""

    def ask(_: Engine, question: Callable[..., Any], asked: Any, *__: Any) -> Any:
        return question(asked, lambda _: None)

    monkeypatch.setattr(Engine, "ask", ask)
    monkeypatch.setattr(solving, "run_child", run_here)
    monkeypatch.setattr(ways_out, "fan_out", in_turn)


def drawn_plan(folder: Path, seed: int) -> Plan | None:
    """A small plan in a folder, one seat of it vacant or one review not held."""
    rng = Random(seed)
    instance = draw_instance(rng)
    found = outcome(instance).schedule
    if found is None or not found.reviews:
        return None
    some = rng.choice(found.reviews)
    fewer = PlannedReview(review=some.review) if rng.random() < 0.3 else None
    fewer = fewer or some.model_copy(update={"reviewers": some.reviewers[1:]})
    plan = Plan(instance, altered(found, fewer) if len(some.reviewers) > 1 else found)
    folder.mkdir()
    (folder / "term.json").write_text(dumps(instance), "utf-8")
    (folder / "plan.json").write_text(dumps(plan.schedule), "utf-8")
    return plan


def questions(plan: Plan, rng: Random, kinds: tuple[Ask, ...]) -> Iterator[Question]:
    """One of each kind, where the plan has a place of which it can be asked."""
    people = [*plan.instance.reviewer_by_id, *plan.instance.lead_by_id]
    for kind in kinds:
        review = rng.choice(plan.instance.reviews).id
        seat = rng.choice(["", "lead", *plan.planned(review).reviewers])
        who = rng.choice(people) if kind == Ask.WHY_NOT or (kind == Ask.PRICES and rng.random() < 0.5) else ""
        yield Question(kind, review, "" if kind == Ask.VACANT else seat, who)


def compared(client: TestClient, folder: Path, asked: Question) -> int:
    """How many tables the page and the command say alike; both may refuse."""
    address = f"/plans/{id_of(client)}/reviews/{asked.review}"
    said = {"ask": asked.ask.value, "seat": asked.seat, "who": asked.who}
    answer = client.get(address, params=said)
    while "Still at work" in answer.text:
        answer = client.get(address, params=said)
    typed = shlex.split(html.unescape(re.findall(r"<code>(.*?)</code>", answer.text)[0]))
    result = CliRunner().invoke(main, [*typed[1:], "--json"])
    page: Any = client.app.state.page  # type: ignore[attr-defined]
    question = next((one for key, one in page.questions._asked.items() if asked in key), None)
    if question is None or question.refusal is not None:
        assert result.exit_code == 2, (asked, result.output)
        assert "Expected" in words(answer)
        return 0
    assert result.exit_code == 0, (asked, result.output)
    of_page, of_command = (
        comparable(json.loads(json.dumps(as_data(question.said.parts)))),
        comparable(json.loads(result.stdout)),
    )
    assert {key: of_command[key] for key in of_page} == of_page
    shown = words(answer)
    tables = [part for part in question.said.parts if isinstance(part, Table)]
    cells = [readable(cell) for table in tables for row in table.rows for cell in row]
    assert all(" ".join(cell.split()) in shown for cell in cells)
    return len(tables)


def comparable(data: dict[str, Any]) -> dict[str, Any]:
    tables = {key: rows for key, rows in data.items() if key != "summary"}
    return {
        key: [{name: cell for name, cell in row.items() if name not in ANY_OF_THE_BEST} for row in rows]
        for key, rows in tables.items()
    }


def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seeds: range, kinds: tuple[Ask, ...]) -> int:
    """Tables said alike over drawn plans and questions."""
    alike = 0
    for seed in seeds:
        folder = tmp_path / str(seed)
        plan = drawn_plan(folder, seed)
        if plan is None:
            continue
        monkeypatch.chdir(folder)
        with browser(folder) as client:
            alike += sum(compared(client, folder, one) for one in questions(plan, Random(seed), kinds))
    return alike


@pytest.mark.usefixtures("here")
def test_the_page_answers_as_the_commands_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert compare(tmp_path, monkeypatch, range(8), tuple(Ask)) >= 10


@pytest.mark.soak
@pytest.mark.usefixtures("here")
def test_the_page_answers_a_thousand_drawn_questions_as_the_commands_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert compare(tmp_path, monkeypatch, range(1_000, 1_170), tuple(Ask)) >= 200


def test_an_answer_comes_from_the_process_that_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(plan_folder(tmp_path / "term"))
    with browser(tmp_path / "term") as client:
        assert compared(client, tmp_path / "term", Question(Ask.CHAINS, "review-ash", "lead")) <= 1
