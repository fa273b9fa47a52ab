"""Proofs: nothing false is verified, whatever is changed in a proof or a plan; and the file verifies by itself."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from random import Random
from typing import Any

import pytest

from models.before import Before
from models.instance import Instance
from models.schedule import Certificate, Schedule, Status
from scheduler.checking import NotTrue
from scheduler.checking import certify as judged
from scheduler.proofs import SCALE, verify
from scheduler.proofs.certifying import Certified, certify
from scheduler.proofs.row_names import by_name
from scheduler.solvers.options import Options
from scheduler.storage import dumps, load_instance, load_schedule
from tests import tiny
from tests.brute_force import Optimum, TooMany, optimum
from tests.drawing import draw_instance
from tests.in_process import in_this_process
from tests.proofs.agreeing import GOALS

ROOT = Path(__file__).parents[2]
FILE = ROOT / "scheduler" / "proofs" / "verify.py"
REFUSALS = (verify.Refused, LookupError, TypeError, ValueError, AttributeError)
NO_LIMIT = Options(time_limit_seconds=None)
SAMPLE, MANY = 15, 1_000
Row = tuple[str, ...]


def content(fact: Instance | Schedule) -> Any:
    """What its file says."""
    return json.loads(dumps(fact))


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    in_this_process(monkeypatch)


class Proof:
    """A proof with the instance and the plan that it is of, as files have them."""

    def __init__(self, instance: Instance, schedule: Schedule) -> None:
        self.instance, self.schedule = instance, schedule
        self.facts, self.plan = content(instance), content(schedule)
        self.made: Certified = certify(instance, schedule, (self.facts, self.plan), NO_LIMIT)
        self.proof = self.made.proof


def bundled(name: str) -> Proof:
    instance = load_instance(name)
    return Proof(instance, load_schedule(ROOT / "solutions" / f"{name}.json", instance))


@pytest.fixture(scope="module")
def proof() -> Proof:
    with pytest.MonkeyPatch.context() as patch:
        in_this_process(patch)
        return bundled("three-hubs-24")


def signed(facts: Any, plan: Any, proof: Any) -> Any:
    """The proof tied to these files, with a sum that fits it, as a forger who knows all of this file would write it."""
    said = {**proof, "instance": verify.digest(facts), "plan": verify.digest(plan)}
    said.pop("sha256", None)
    return {**said, "sha256": verify.digest(said)}


def bounds(sentences: tuple[str, ...] | list[str]) -> dict[str, int]:
    """What is said of each goal: no plan is below it."""
    said = (sentence.split(": ", 1) for sentence in sentences if "no plan is below" in sentence)
    return {goal: int(rest.split("no plan is below ")[1].split(".")[0]) for goal, rest in said}


# The file itself


def test_it_is_one_file_of_400_lines_with_pythons_library_alone() -> None:
    text = FILE.read_text("utf-8")
    tree = ast.walk(ast.parse(text))
    imported = {alias.name for node in tree if isinstance(node, ast.Import) for alias in node.names}
    tree = ast.walk(ast.parse(text))
    imported |= {node.module or "." for node in tree if isinstance(node, ast.ImportFrom)}
    assert len(text.splitlines()) <= 400
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_it_verifies_alone(proof: Proof, tmp_path: Path) -> None:
    """In a folder of its own, in Python's isolated mode: nothing of ours can be imported."""
    files = {"verify.py": FILE.read_text("utf-8"), "instance.json": json.dumps(proof.facts)}
    files |= {"plan.json": json.dumps(proof.plan, indent=3), "proof.json": json.dumps(proof.proof)}
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    words = [sys.executable, "-I", "-S", *files]
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path, check=True)
    assert done.stdout.splitlines() == list(proof.made.sentences)
    (tmp_path / "plan.json").write_text("{}")
    done = subprocess.run(words, capture_output=True, text=True, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert done.stdout.startswith("Refused: ")


def test_what_is_no_file_of_the_kind_is_refused_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "list.json").write_text("[1]")
    for name in ("list.json", "nowhere.json"):
        assert verify.main([str(tmp_path / name)] * 3) == 1
    assert verify.main([]) == 1
    said = capsys.readouterr().out.splitlines()
    assert len(said) == 3 and all(": " in line for line in said)


# What is verified


def test_every_goal_but_fairness_is_verified(proof: Proof) -> None:
    assert [sentence.endswith("VERIFIED.") for sentence in proof.made.sentences] == [True, True, True, True, False]
    assert proof.made.sentences[-1] == "fairness: no part of this proof."
    certificate = proof.schedule.certificate
    assert certificate is not None
    known = {result.goal: result.bound for result in certificate.goals if result.goal in GOALS}
    assert bounds(proof.made.sentences) == known


def test_where_the_relaxation_says_less_than_the_search_a_tree_closes_it() -> None:
    """Trusts: the relaxation says 2,920, and 2,925 is the best."""
    proof = bundled("mat-peer-review-2018")
    assert proof.made.sentences[3].endswith("no plan is below 2925. VERIFIED.")
    claim = proof.proof["goals"][3]
    assert (-(-claim["sum"] // SCALE), claim["bound"]) == (2_920, 2_925)
    refused = 0
    for change in (without_an_end, without_a_price, another_column, higher):
        now = deepcopy(proof.proof)
        change(now["goals"][3])
        with pytest.raises(REFUSALS):
            verify.verify(proof.facts, proof.plan, signed(proof.facts, proof.plan, now))
        refused += 1
    assert refused == 4


def first_end(claim: Any) -> Any:
    node = claim["tree"]
    while "prices" not in node:
        node = node["without"]
    return node


def without_an_end(claim: Any) -> None:
    del claim["tree"]["with"]


def without_a_price(claim: Any) -> None:
    first_end(claim)["prices"] = []


def another_column(claim: Any) -> None:
    claim["tree"]["column"] = ["seat", "nobody", "nowhere", "2018-10-01"]


def higher(claim: Any) -> None:
    """Beyond what was decided."""
    claim["bound"] += 1


@pytest.mark.soak
def test_the_real_term_is_verified_to_the_last_km() -> None:
    made = bundled("noe-2018-autumn").made
    assert bounds(made.sentences) == {"reviews-held": 0, "seats-filled": 0, "commitments-met": 4, "quality": 13_041}
    assert all(sentence.endswith("VERIFIED.") for sentence in made.sentences[:4])
    assert len(json.dumps(made.proof, separators=(",", ":"))) < 5_000_000


def test_a_plan_made_by_hand_has_a_proof_too() -> None:
    """R1 comes from 30 km, and R2 would have come from 50: nothing is better."""
    instance = tiny.instance(
        *(tiny.school("A", pupils=200), tiny.school("B", km=30.2), tiny.school("C", km=50.2)),
        *(tiny.review("A", size=1), tiny.lead("L1"), tiny.reviewer("R1", "B"), tiny.reviewer("R2", "C")),
    )
    good, worse = (tiny.schedule(tiny.held("A", "L1", person)) for person in ("R1", "R2"))
    assert Proof(instance, good).made.sentences[3].endswith("here 30 (up to 30); no plan is below 30. VERIFIED.")
    assert Proof(instance, worse).made.sentences[3].endswith("no plan is below 30. OPEN: the plan claims 50.")


def test_it_is_said_which_rules_a_plan_was_made_without() -> None:
    """R1 of the host's own hub comes from 30 km; nobody else could come."""
    instance = tiny.instance(
        *(tiny.school("A", pupils=200, hub="one"), tiny.school("B", km=30.2, hub="one"), tiny.review("A", size=1)),
        *(tiny.lead("L1"), tiny.reviewer("R1", "B")),
    )
    made = Certificate(status=Status.FEASIBLE, rules_off=("outside-hub",), instance_sha256="")
    schedule = tiny.schedule(tiny.held("A", "L1", "R1")).model_copy(update={"certificate": made})
    assert Proof(instance, schedule).made.sentences[3:] == (
        "quality: decided at 30, here 30 (up to 30); no plan is below 30. VERIFIED.",
        "outside-hub is switched off.",
    )


def test_no_proof_is_of_a_plan_that_breaks_a_rule(proof: Proof) -> None:
    first, second = proof.schedule.reviews[:2]
    broken = first.model_copy(update={"lead": second.lead, "slot": second.slot})
    schedule = proof.schedule.model_copy(update={"reviews": (broken, *proof.schedule.reviews[1:])})
    with pytest.raises(NotTrue):
        certify(proof.instance, schedule, (proof.facts, content(schedule)), NO_LIMIT)


def test_no_proof_is_of_a_repair(proof: Proof) -> None:
    repair = proof.schedule.model_copy(update={"before": Before(notice=tiny.FIRST_MONDAY)})
    with pytest.raises(verify.Refused, match="a repair"):
        certify(proof.instance, repair, (proof.facts, content(repair)), NO_LIMIT)
    plan = content(repair)
    with pytest.raises(verify.Refused, match="a repair"):
        verify.verify(proof.facts, plan, signed(proof.facts, plan, proof.proof))


def bounded(seeds: range) -> Iterator[tuple[int, Instance, Optimum]]:
    """Drawn instances that can be proven, each with its seed and the best of all its schedules."""
    for seed in seeds:
        instance = draw_instance(Random(seed))
        try:
            best = None if any(one.left_by for one in instance.reviews) else optimum(instance)
        except TooMany:
            continue
        if best is not None:
            yield seed, instance, best


def drawn_proofs(seeds: range) -> int:
    """Bounds of drawn instances lie below what looking at every schedule finds; how many reach it."""
    reached = 0
    for seed, instance, best in bounded(seeds):
        known = bounds(Proof(instance, best.schedule).made.sentences)
        decided = {goal: value for goal, value in best.decided.items() if goal in known}
        assert all(known[goal] <= value for goal, value in decided.items()), seed
        reached += known == decided
    return reached


def test_verified_bounds_are_those_of_brute_force() -> None:
    assert drawn_proofs(range(12)) > 5


@pytest.mark.soak
def test_verified_bounds_are_those_of_brute_force_at_length() -> None:
    assert drawn_proofs(range(12, 600)) > 300


# Whatever prices are said, nothing false follows


def drawn_prices(seeds: range, each: int) -> int:
    """Prices drawn by chance, or near those that prove the most, never bound a goal above its optimum; how many."""
    looked_at = 0
    for seed, instance, best in bounded(seeds):
        proof, rng = Proof(instance, best.schedule), Random(seed)
        network = verify.Network(proof.facts, [])
        numbers = {tuple(row): number for number, row in enumerate(proof.proof["rows"])}
        rows = sorted({row for *_, stands in network.columns() for row, _ in stands})
        for _ in range(each):
            claims = deepcopy(proof.proof["goals"])
            for number, claim in enumerate(claims):
                claim["decided"], claim["bound"] = best.decided[claim["goal"]], 0
                before = [("goal", earlier["goal"]) for earlier in claims[:number]]
                shift(rng, claim["prices"], network, numbers, [*rows, *before])
            fresh = verify.Network(proof.facts, [])
            priced = verify.priced(fresh, {"scale": SCALE, "rows": list(numbers), "goals": claims})
            verify.judge(fresh, proof.plan, priced)
            for one in priced:
                assert one.total <= SCALE * best.decided[one.goal], (seed, one.goal)
                looked_at += 1
    return looked_at


def shift(
    rng: Random, prices: list[list[int]], network: verify.Network, numbers: dict[Row, int], rows: list[Row]
) -> None:
    """Leave out some prices, double some, and add some, each on a side on which its row has a limit."""
    prices[:] = [[row, price * rng.choice((1, 1, 1, 2))] for row, price in prices if rng.random() < 0.9]
    for row in rng.sample(rows, min(len(rows), rng.choice((0, 1, 5, 40)))):
        low, high = (None, 0) if row[0] == "goal" else network.limits(*row)
        sign = rng.choice([*([1] if low is not None else []), *([-1] if high is not None else [])])
        prices.append([numbers.setdefault(row, len(numbers)), sign * rng.choice((1, SCALE, 60 * SCALE))])


def test_no_prices_prove_what_is_not_so() -> None:
    assert drawn_prices(range(8), each=10) > 100


@pytest.mark.soak
def test_no_prices_prove_what_is_not_so_at_length() -> None:
    assert drawn_prices(range(8, 300), each=30) > 10_000


def drawn_trees(seeds: range, each: int) -> int:
    """No tree proves a unit more than the best there is, whatever its columns and its prices are; how many."""
    tried = 0
    for seed, instance, best in bounded(seeds):
        proof, rng = Proof(instance, best.schedule), Random(seed)
        network = verify.Network(proof.facts, [])
        columns = list(network.columns())
        rows = sorted(
            {row for *_, stands in columns for row, _ in stands} | {("split", str(depth)) for depth in range(4)}
        )
        for _ in range(each):
            now = deepcopy(proof.proof)
            numbers = {tuple(row): number for number, row in enumerate(now["rows"])}
            claim = rng.choice(now["goals"])
            now["goals"] = now["goals"][: now["goals"].index(claim) + 1]
            claim["decided"] = claim["bound"] = best.decided[claim["goal"]] + 1
            claim["tree"] = drawn_tree(rng, network, numbers, rows, [name for name, *_ in columns], 3)
            now["rows"] = [list(row) for row in numbers]
            plan = {**proof.plan, "certificate": None}
            with pytest.raises(REFUSALS):
                verify.verify(proof.facts, plan, signed(proof.facts, plan, now))
            tried += 1
    return tried


def drawn_tree(
    rng: Random, network: verify.Network, numbers: dict[Row, int], rows: list[Row], columns: list[Row], deep: int
) -> Any:
    if deep == 0 or rng.random() < 0.3:
        prices: list[list[int]] = []
        network.derived |= {
            ("split", str(depth)): (0, 1) for depth in range(4)
        }  # so that it may be drawn on both sides
        shift(rng, prices, network, numbers, rows)
        return {"prices": prices}
    sides = {side: drawn_tree(rng, network, numbers, rows, columns, deep - 1) for side in ("without", "with")}
    return {"column": list(rng.choice(columns)), **sides}


def test_no_tree_proves_what_is_not_so() -> None:
    assert drawn_trees(range(8), each=10) > 50


@pytest.mark.soak
def test_no_tree_proves_what_is_not_so_at_length() -> None:
    assert drawn_trees(range(8, 400), each=20) > 5_000


# What is changed is refused


def changed_proof(rng: Random, proof: Any) -> Any:
    """The proof with one change of any kind."""
    now = deepcopy(proof)
    claim = rng.choice(now["goals"])
    listed = rng.choice([one["prices"] for one in now["goals"] if one["prices"]])
    row = rng.choice(listed)
    kind = rng.randrange(15)
    if kind == 0:
        row[1] += rng.choice((-SCALE, -1, 1, SCALE))
    elif kind == 1:
        listed.remove(row)
    elif kind == 2:
        row[1] *= -1
    elif kind == 3:
        now["rows"][row[0]][rng.choice((0, 1))] = "nobody"
    elif kind == 4:
        row[0] = rng.randrange(len(now["rows"]) + 1)
    elif kind == 5:
        claim["sum"] += rng.choice((-SCALE, -1, 1, 5 * SCALE))
    elif kind == 6:
        claim["decided"] += rng.choice((-1, 1))
    elif kind == 7:
        now["scale"] = rng.choice((-1, 0, 1, SCALE // 10, 2 * SCALE))
    elif kind == 8:
        claim["goal"] = rng.choice(("fairness", "quality", "no goal"))
    elif kind == 9:
        now["goals"].reverse()
    elif kind == 10:
        now["rows"].append(["goal", claim["goal"]])
        claim["prices"].append([len(now["rows"]) - 1, -SCALE])
    elif kind == 11:
        now["rows"].append(["fixed", "review-1", "R0001"])
        claim["prices"].append([len(now["rows"]) - 1, SCALE])
    elif kind == 12:
        row[1] += rng.choice((0.5, 10**30))
    elif kind == 13:
        claim["bound"] += rng.choice((-1, 1))
    else:
        now["format"] = 2
    return now


def proofs_refused(proof: Proof, seeds: range) -> int:
    """Every change is refused, as it comes by mail, and again where the forger has signed it; how many were tried."""
    tried = 0
    for seed in seeds:
        now = changed_proof(Random(seed), proof.proof)
        if now == proof.proof:
            continue
        with pytest.raises(verify.Refused, match="not as it was written"):
            verify.verify(proof.facts, proof.plan, now)
        try:
            said = verify.verify(proof.facts, proof.plan, signed(proof.facts, proof.plan, now))
        except REFUSALS:
            pass
        else:  # another price that nothing hangs on: the sum is the same, and true
            assert [claim["sum"] for claim in now["goals"]] == [claim["sum"] for claim in proof.proof["goals"]], seed
            assert said == list(proof.made.sentences)
        tried += 1
    return tried


def test_a_changed_proof_is_refused(proof: Proof) -> None:
    assert proofs_refused(proof, range(SAMPLE)) >= SAMPLE - 2


@pytest.mark.soak
def test_a_thousand_changed_proofs_are_refused(proof: Proof) -> None:
    assert proofs_refused(proof, range(SAMPLE, SAMPLE + MANY + 100)) >= MANY


def changed_plan(rng: Random, instance: Instance, plan: Any) -> Any:
    """The plan with one change of any kind."""
    now = deepcopy(plan)
    one, other = rng.sample(now["reviews"], 2)
    kind = rng.randrange(9)
    if kind == 0:
        one["slot"] = str(rng.choice(instance.review_by_id[one["review"]].slots))
    elif kind == 1:
        one["lead"] = rng.choice(instance.leads).id
    elif kind == 2:
        one["reviewers"] = [*one["reviewers"][1:], rng.choice(instance.reviewers).id]
    elif kind == 3:
        one["reviewers"], other["reviewers"] = other["reviewers"], one["reviewers"]
    elif kind == 4:
        one["reviewers"] = one["reviewers"][1:]
    elif kind == 5:
        one["reviewers"] = [*one["reviewers"], rng.choice(instance.reviewers).id]
    elif kind == 6:
        now["reviews"].remove(one)
    elif kind == 7:
        one["lead"], other["lead"] = other["lead"], one["lead"]
    else:
        goal = rng.choice(now["certificate"]["goals"])
        goal[rng.choice(("value", "final"))] += rng.choice((-1, 1))
    return now


def plans_refused(proof: Proof, seeds: range) -> int:
    """A changed plan is refused as it comes; signed anew, exactly where the judge refuses it. How many were refused."""
    refused = 0
    kept = [one for one in proof.plan["certificate"]["goals"] if one["goal"] != "fairness"]
    plan = {**proof.plan, "certificate": {**proof.plan["certificate"], "goals": kept, "status": "feasible"}}
    for seed in seeds:
        now = changed_plan(Random(seed), proof.instance, plan)
        if now == plan:
            continue
        with pytest.raises(verify.Refused, match="of another instance or plan"):
            verify.verify(proof.facts, now, proof.proof)
        schedule = Schedule.model_validate_json(json.dumps(now))
        try:
            judged(proof.instance, schedule)
            expected = False
        except NotTrue:
            expected = True
        try:
            verify.verify(proof.facts, now, signed(proof.facts, now, proof.proof))
        except REFUSALS:
            assert expected, seed
        else:
            assert not expected, seed
        refused += expected
    return refused


def test_a_changed_plan_is_refused(proof: Proof) -> None:
    assert plans_refused(proof, range(SAMPLE)) > SAMPLE // 2


@pytest.mark.soak
def test_a_thousand_changed_plans_are_refused(proof: Proof) -> None:
    assert plans_refused(proof, range(SAMPLE, SAMPLE + 2 * MANY)) >= MANY


# Bugs, each by its name


def test_a_price_on_a_goals_own_row_is_refused(proof: Proof) -> None:
    """That quality is at most what it is to be proven to be is no fact about all plans."""
    now = deepcopy(proof.proof)
    now["rows"].append(["goal", "quality"])
    now["goals"][3]["prices"].append([len(now["rows"]) - 1, -SCALE])
    with pytest.raises(REFUSALS):
        verify.verify(proof.facts, proof.plan, signed(proof.facts, proof.plan, now))


def test_a_rule_that_is_always_on_cannot_be_switched_off_by_a_plan(proof: Proof) -> None:
    plan = deepcopy(proof.plan)
    plan["certificate"]["rules_off"] = ["one-place"]
    said = verify.verify(proof.facts, plan, signed(proof.facts, plan, proof.proof))
    assert said == list(proof.made.sentences)


def test_rows_that_say_the_same_have_one_price() -> None:
    """Where commitments are strict, the engine asks for them twice; one of the two prices was lost."""
    assert by_name([("a",), ("b",), ("a",)], [2, 0, 3]) == {("a",): 5}


@pytest.mark.parametrize("km", [7.9999999999, 8.0])
def test_a_distance_that_is_too_near_a_limit_is_refused(km: float) -> None:
    instance = tiny.instance(
        *(tiny.school("A", pupils=200), tiny.school("B", km=km), tiny.review("A", size=1)),
        *(tiny.lead("L1", km=1.2), tiny.reviewer("R1", "B")),
    )
    with pytest.raises(verify.Refused, match="too near"):
        list(verify.Network(content(instance), []).columns())
