"""The frozen repairs: drawn again byte for byte; their judge stands alone, and agrees with the engine's."""

import ast
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from benchmarks.frozen import check as alone
from benchmarks.frozen import drawing
from benchmarks.frozen.answers import Answered, page, stored
from benchmarks.frozen.files import ANSWERS, CASES, FOLDER, instance, instance_text, plan, plan_text
from benchmarks.machine import ROOT
from models.planned import PlannedReview
from scheduler.changes.refusals import problems
from scheduler.checking import check
from scheduler.repairs.rescheduling import situation_after
from scheduler.rules import RULES

# The files


def test_the_cases_are_drawn_again_byte_for_byte() -> None:
    assert drawing.text().encode() == (FOLDER / CASES).read_bytes()
    assert drawing.text(seed=drawing.SEED + 1) != drawing.text()


def test_every_case_can_happen() -> None:
    drawn = list(drawing.cases())
    assert len(drawn) == drawing.CANCELLATIONS + drawing.SNOW_WEEKS == len({str(change) for _, change in drawn})
    for _, change in drawn:
        assert not problems(instance(), plan(), [change])


def test_every_case_has_an_answer_and_the_page_says_it() -> None:
    answers = list(stored())
    assert [each.case for each in answers] == [name for name, _ in drawing.cases()]
    table = (ROOT / "benchmarks" / "results" / "frozen.md").read_text("utf-8")
    assert [line for line in page(answers).split("\n") if "|" in line] == [
        line for line in table.split("\n") if "|" in line
    ]


def test_what_is_not_proven_stands_with_its_bound() -> None:
    values = {**dict.fromkeys(alone.GOALS, 0), "quality": 13}
    line = page([Answered("snow-1", values, {**values, "quality": 12}, alone.GOALS[:-1], ())]).split("\n")[-2]
    assert line.startswith("| snow-1 | ") and line.endswith("| 0 | 0 | 0 | 0 | 13 (12) |")


def test_an_answer_ranks_by_its_goals_then_by_what_is_proven() -> None:
    values = dict.fromkeys(alone.GOALS, 3)
    plain = Answered("snow-1", values, dict.fromkeys(alone.GOALS, 2), (), ())
    proven = replace(plain, bounds=values, proven=alone.GOALS)
    tighter = replace(plain, bounds={**plain.bounds, "quality": 3})
    later = replace(proven, values={**values, "change-kept-small": 4, "quality": 1})
    assert sorted([later, plain, tighter, proven], key=lambda each: each.rank) == [proven, tighter, plain, later]


# The judge


def test_the_judge_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "benchmarks" / "frozen" / "check.py").read_text("utf-8"))
    found = {name.name for node in ast.walk(tree) if isinstance(node, ast.Import) for name in node.names}
    found |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in found} <= sys.stdlib_module_names


@pytest.mark.ci
def test_the_known_answers_are_what_they_are_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    assert alone.main([str(FOLDER / CASES), str(FOLDER / ANSWERS)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 48 and all("reviews-held" in line for line in said)


def small(folder: Path, change: Callable[[Any], object] = lambda answer: None, case: str = "snow-1") -> list[str]:
    """The files of one case and its answer, changed, as the judge takes them."""
    for part in (alone_file.name for alone_file in FOLDER.iterdir()):
        (folder / part).write_bytes((FOLDER / part).read_bytes())
    cases, answers = (json.loads((FOLDER / name).read_text("utf-8")) for name in (CASES, ANSWERS))
    cases["cases"] = [each for each in cases["cases"] if each["case"] == case]
    answers["answers"] = [each for each in answers["answers"] if each["case"] == case]
    change(answers["answers"][0])
    for name, content in ((CASES, cases), (ANSWERS, answers)):
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    return [str(folder / CASES), str(folder / ANSWERS)]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda answer: answer["values"].update(quality=1), "quality is said to be 1 and is "),
        (lambda answer: answer.update(case="another"), "snow-1: no answer"),
        (lambda answer: answer.update(reviews=[], values={}), "is closed on "),
        (lambda answer: answer["reviews"][0].update(lead=None), "one-lead: "),
    ],
)
def test_an_answer_that_is_not_one_fails(
    change: Callable[[Any], object], message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert alone.main(small(tmp_path, change)) == 1
    assert message in capsys.readouterr().out


def test_other_files_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = small(tmp_path)
    (tmp_path / "plan.json").write_bytes((FOLDER / "plan.json").read_bytes() + b" ")
    assert alone.main(files) == 2 and "plan.json, which is not the one" in capsys.readouterr().err
    assert alone.main([files[0], str(tmp_path / "nowhere.json")]) == 2
    assert alone.main([]) == 2


# The judge beside the engine's


def mutated(rng: Random, facts: alone.Facts, known: Answered) -> list[dict[str, Any]]:
    """The known answer, or none, with some reviews moved, cancelled, led or joined otherwise."""
    now = {
        one.review: {
            "review": one.review,
            "slot": None if one.slot is None else str(one.slot),
            "lead": one.lead,
            "reviewers": list(one.reviewers),
        }
        for one in plan().reviews
    }
    leads, people = ([who.id for who in every] for every in (instance().leads, instance().reviewers))
    changed = {one["review"]: dict(one) for one in known.reviews if rng.random() < 0.95} if rng.random() < 0.8 else {}
    for _ in range(rng.randint(0, 4)):
        review = rng.choice(sorted(facts.cancelled) if facts.cancelled and rng.random() < 0.5 else sorted(now))
        one = changed.setdefault(review, now[review])
        new = [person for person in people if person not in one["reviewers"]]
        match rng.randrange(10):
            case 0:
                one.update(slot=None, lead=None, reviewers=[])
            case 1:
                one["slot"] = str(rng.choice(facts.possible[review] or [date(2018, 11, 7)]))
            case 2:
                one["slot"] = str(date(2018, 9, 3) + timedelta(days=rng.randrange(110)))
            case 3:
                one["lead"] = rng.choice(leads)
            case 4:
                one["reviewers"] = one["reviewers"][1:]
            case 5:
                one["reviewers"] = [*one["reviewers"], rng.choice(new)]
            case 6:
                one["reviewers"] = [rng.choice(new), *one["reviewers"][1:]]
            case 7:
                other = changed.setdefault(swap := rng.choice(sorted(now)), now[swap])
                one["reviewers"], other["reviewers"] = other["reviewers"], one["reviewers"]
            case 8:
                one["reviewers"] = [*one["reviewers"][1:], rng.choice(hosts_then(one["slot"]))]
            case 9:
                one["reviewers"] = [*one["reviewers"][1:], rng.choice(sent_there(review) or new)]
    return list(changed.values())


def hosts_then(slot: str | None) -> list[str]:
    """Reviewers of schools that host a review in the week of a slot; all, where there is none."""
    week = None if slot is None else alone.monday(date.fromisoformat(slot))
    hosts = {
        instance().review_by_id[one.review].host
        for one in plan().reviews
        if one.slot is not None and alone.monday(one.slot) == week
    }
    return [who.id for who in instance().reviewers if not hosts or who.school in hosts]


def sent_there(review: str) -> list[str]:
    """Reviewers of schools to which the host of a review sends somebody in the plan."""
    host = instance().review_by_id[review].host
    hosts = {
        instance().review_by_id[one.review].host
        for one in plan().reviews
        if any(instance().reviewer_by_id[who].school == host for who in one.reviewers)
    }
    return [who.id for who in instance().reviewers if who.school in hosts]


def broken_by(seed: int) -> set[str]:
    """The rules that a mutated answer breaks. Both judges must say the same of it, and of every goal."""
    rng = Random(seed)
    name, change = rng.choice(list(drawing.cases()))
    facts = alone.Facts(json.loads(instance_text()), json.loads(plan_text()), drawing.stated(change))
    answer = mutated(rng, facts, next(each for each in stored() if each.case == name))
    made, before = alone.Plan(facts, answer), alone.Plan(facts, [])
    effective, _ = situation_after(instance(), plan(), [change])
    other = {one["review"]: PlannedReview.model_validate(one) for one in answer}
    reviews = tuple(other.get(one.review, one) for one in plan().reviews)
    report = check(effective, plan().model_copy(update={"reviews": reviews, "certificate": None}))
    broken = {finding.rule for finding in report.breaches}
    assert {said.partition(":")[0] for said in alone.breaches(made)} == broken
    assert alone.values(made, before) == {goal: report.values[goal] for goal in alone.GOALS}
    return broken


@pytest.mark.parametrize("seed", range(5))
def test_both_judges_say_the_same(seed: int) -> None:
    broken_by(seed)


@pytest.mark.soak
def test_both_judges_say_the_same_of_every_rule() -> None:
    seen = Counter(rule for seed in range(300) for rule in broken_by(seed))
    assert seen.keys() == {rule.id for rule in RULES}
