"""The draw of the EAL trial: each allocation has the same chance, one seed draws one, and the audit is true."""

import json
import os
import subprocess
import sys
from collections import Counter
from hashlib import sha256
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.stats import chisquare

from models.problem import InvalidInput
from models.programmes.eal_trial import EALTrial, EALTrialPolicy
from models.programmes.groups import Group, Groups
from scheduler.desk.programmes import drawing
from scheduler.generating.programmes.eal_trial import eal_trial_2018
from scheduler.generating.streams import Stream
from scheduler.programmes.eal_trial import PROGRAMME
from scheduler.programmes.eal_trial.auditing import drawn_from
from scheduler.programmes.eal_trial.drawing import Lots
from scheduler.programmes.judging import judge
from scheduler.programmes.solving import solve
from scheduler.storage import dumps
from scheduler.storage.kinds import Kind, kind_of
from scheduler.tables.arrays import Bools
from tests.cli.test_repairs import run
from tests.programmes.eal_trial.drawing import allocation, draw_instance, every_allocation
from tests.programmes.eal_trial.test_allocation import facts
from tests.programmes.harness import PLAIN

ROOT = Path(__file__).parents[3]
SEED = 20181128
OF_THE_SEED = "2f852b2c58e1a3848a123d5f8954aa4b2c23e236c999c3cc3859b57fe528d4a3"
"""Hash of the allocation's file that this seed draws for the report's schools, on every machine and Python."""


def drawn_with(seed: int) -> str:
    lots = Lots(eal_trial_2018())
    _, trained = drawing._first_within(lots, 1_000, seed)
    return sha256(dumps(drawing._groups(lots, trained, seed)).encode()).hexdigest()


def test_the_same_seed_draws_the_same() -> None:
    assert drawn_with(SEED) == OF_THE_SEED
    assert drawn_with(SEED + 1) != OF_THE_SEED


@pytest.mark.soak
@pytest.mark.parametrize("hash_seed", ["0", "1", "2"])
def test_the_same_seed_draws_the_same_whatever_the_hash_seed(hash_seed: str) -> None:
    words = f"from tests.programmes.eal_trial.test_draw import drawn_with; print(drawn_with({SEED}))"
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)}
    done = subprocess.run([sys.executable, "-c", words], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == OF_THE_SEED


def possible(lots: Lots, drawn: Bools) -> Bools:
    """Those that could be drawn."""
    within = drawn[lots.imbalance(drawn) <= lots.instance.policy.drawing.threshold]
    return within[[lots.can_be(one) for one in within]]


def likelihood(seed: int, draws: int) -> float | None:
    """Of a small trial, draw often, and keep what is possible: how likely counts as uneven as these are.

    None where fewer than two allocations are possible.
    """
    classes = [(), (500,), (200, 1_000)][seed % 3]
    policy = {"centre": {"km": 60}, "strata": {"pupils_from": classes}, "drawing": {"threshold": 4_000}}
    free: dict[str, Any] = {"trained": 3, "fixed": (), "policy": EALTrialPolicy.model_validate(policy)}
    lots = Lots(draw_instance(Random(seed), schools=7, **free))
    every = possible(lots, np.array(list(lots.every()))) if lots.total else ()
    if len(every) < 2:
        return None
    counts = Counter(one.tobytes() for one in lots.draw(Stream(seed, "uniform"), draws))
    return float(chisquare([counts[one.tobytes()] for one in every]).pvalue)


def test_each_allocation_has_the_same_chance() -> None:
    """Chi-square, where all can be counted: in one of 400 such tests something would fall so low by chance."""
    likely = [found for seed in range(24) if (found := likelihood(seed, 3_000)) is not None]
    assert len(likely) >= 8
    assert min(likely) > 0.0025 / len(likely)


@pytest.mark.soak
def test_each_allocation_has_the_same_chance_at_length() -> None:
    """The likelihoods themselves are even, from 0 to 1: as many in each fifth."""
    likely = [found for seed in range(400) if (found := likelihood(seed, 20_000)) is not None]
    fifths, _ = np.histogram(likely, bins=5, range=(0, 1))
    assert len(likely) > 80
    assert chisquare(fifths).pvalue > 0.001, fifths


@pytest.mark.parametrize("seed", range(6))
def test_what_can_be_drawn_is_what_the_checks_let_pass(seed: int) -> None:
    instance = draw_instance(Random(seed))
    lots, threshold = Lots(instance), instance.policy.drawing.threshold
    every = np.array(list(lots.every())) if lots.total else np.zeros((0, len(instance.members)), dtype=bool)
    assert len(every) == lots.total == len({one.tobytes() for one in every})
    found = {tuple(np.array(instance.members)[one].tolist()) for one in possible(lots, every)}
    right = [made for made in every_allocation(instance) if sum(values(instance, made)) <= threshold]
    assert found == {tuple(sorted(m for g in made.groups if g.place for m in g.members)) for made in right}
    if lots.total:
        assert drawn_from(lots, threshold, every).count == len(right)


def values(instance: EALTrial, made: Groups) -> tuple[int, ...]:
    return tuple(judge(PROGRAMME, instance, made).values.values())


def test_imbalance_is_what_the_recount_counts() -> None:
    lots = Lots(eal_trial_2018())
    for trained in lots.draw(Stream(1, "recount"), 3):
        at = lots.centres(trained)
        assert at is not None
        made = lots.groups(at)
        report = judge(PROGRAMME, lots.instance, made)
        assert not report.breaches
        assert report.values == {"imbalance": lots.imbalance(trained[None])[0]}


def test_centres_are_as_near_as_can_be() -> None:
    for seed in range(12):
        instance = draw_instance(Random(seed), fixed=())
        lots = Lots(instance)
        for trained in lots.every() if lots.total else ():
            assert nearest(instance, trained) == found_km(lots, trained), f"seed {seed}"
            break


def found_km(lots: Lots, trained: Bools) -> int | None:
    at = lots.centres(trained)
    return None if at is None else sum(int(lots._km[school, place]) for school, place in at.items())


def nearest(instance: EALTrial, trained: Bools) -> int | None:
    """The fewest km of all ways to give the trained schools centres."""
    lots, who = Lots(instance), np.flatnonzero(trained).tolist()
    best: list[int] = []
    for at in product(range(len(instance.places)), repeat=len(who)):
        made = allocation(instance, {instance.members[k]: instance.places[n] for k, n in zip(who, at, strict=True)})
        if not judge(PROGRAMME, instance, made).breaches:
            best.append(sum(int(lots._km[k, n]) for k, n in zip(who, at, strict=True)))
    return min(best, default=None)


def test_an_estimate_has_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    lots = Lots(facts(policy={"strata": {"pupils_from": ()}, "centre": {"fewest": 0}}))
    exact = drawn_from(lots, 900, lots.draw(Stream(1, "few"), 10))
    assert (exact.count, exact.exact, exact.of_all) == (4, True, 6)  # AD, BC, AC, BD
    monkeypatch.setattr("scheduler.programmes.eal_trial.auditing.COUNTED", 0)
    estimate = drawn_from(lots, 900, lots.draw(Stream(1, "many"), 900))
    assert (estimate.exact, estimate.of_all) == (False, 6)
    assert 3 <= estimate.count <= 4  # 4, but for chance, rounded down
    assert estimate.standard_error == 0  # 6 x sqrt(2/3 x 1/3 / 900) = 0.09, down to whole allocations


# The command


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(drawing, "SAMPLE", 500)
    instance = facts(policy={"drawing": {"threshold": 900}, "centre": {"fewest": 0}})
    best = solve(instance, PLAIN.again()).schedule
    assert best is not None
    Path("trial.json").write_text(dumps(instance))
    Path("best.json").write_text(dumps(best))
    return tmp_path


COMMAND = ("draw", "trial.json", "best.json", "-o", "drawn.json", "--audit", "audit.json", "--seed", "7")


def test_the_audit_says_of_what_was_drawn(folder: Path) -> None:
    result = run(*COMMAND)
    assert result.exit_code == 0, result.output
    audit = json.loads(Path("audit.json").read_text())
    assert audit["groups_sha256"] == sha256(Path("drawn.json").read_bytes()).hexdigest()
    assert audit["drawn_from"] == {"count": 4, "exact": True, "of_all": 6}
    assert (audit["seed"], audit["threshold"], audit["least"]["imbalance"]) == (7, 900, 0)
    assert kind_of(Path("audit.json")) == Kind.AUDIT
    assert "Each of 4 allocations" in " ".join(result.stdout.split())
    assert run("check", "trial.json", "drawn.json").exit_code == 0
    first = Path("drawn.json").read_bytes(), Path("audit.json").read_bytes()
    assert run(*COMMAND, "--force").exit_code == 0
    assert first == (Path("drawn.json").read_bytes(), Path("audit.json").read_bytes())


def test_what_was_drawn_stands(folder: Path) -> None:
    assert run(*COMMAND).exit_code == 0
    drawn = Path("drawn.json").read_bytes()
    result = run(*COMMAND[:-1], "8")
    assert (result.exit_code, "--force" in result.stderr) == (2, True)
    assert Path("drawn.json").read_bytes() == drawn
    for option, file in (("-o", "trial.json"), ("--audit", "best.json"), ("--audit", "drawn.json")):
        words = [*COMMAND, "--force"]
        words[words.index(option) + 1] = file
        before = Path(file).read_bytes()
        assert run(*words).exit_code == 2
        assert Path(file).read_bytes() == before


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"drawing": {"threshold": 0}, "strata": {"pupils_from": (150, 350)}}, "the least imbalance"),
        ({"without": ("strata",)}, "no rule that is switched off"),
    ],
)
def test_what_cannot_be_drawn_is_refused(change: dict[str, object], said: str, tmp_path: Path) -> None:
    instance = facts(policy={"centre": {"fewest": 0}, **change})
    best = solve(instance, PLAIN.again()).schedule
    assert best is not None
    with pytest.raises(InvalidInput, match=said):
        drawing.draw(instance, best, tmp_path / "drawn.json", tmp_path / "audit.json", 1)


def test_only_what_is_proven_for_this_trial_is_drawn_with(folder: Path) -> None:
    other = facts(policy={"drawing": {"threshold": 901}, "centre": {"fewest": 0}})
    Path("trial.json").write_text(dumps(other))
    assert "without a proof for this instance" in " ".join(run(*COMMAND).stderr.split())
    by_hand = allocation(other, {"A": "X", "D": "X"})
    Path("best.json").write_text(dumps(by_hand))
    assert "without a proof for this instance" in " ".join(run(*COMMAND).stderr.split())
    assert "INSTANCE is of a term" in run("draw", "three-hubs", *COMMAND[2:]).stderr
    assert not Path("drawn.json").exists()


def test_a_trial_is_not_repaired(folder: Path) -> None:
    leaves = ["school-leaves", "school=A", "--on", "2018-11-05"]
    result = run("reschedule", "trial.json", "best.json", *leaves, "-o", "later.json")
    assert (result.exit_code, "counted in the arm for which it was drawn" in " ".join(result.stderr.split())) == (
        2,
        True,
    )


def test_nothing_within_the_threshold_is_said(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawing, "_MOST_TRIES", 0)
    result = run(*COMMAND)
    assert (result.exit_code, "Nothing within the threshold of 900" in result.stdout) == (4, True)


def test_what_is_fixed_stays() -> None:
    instance = facts(fixed=(Group(id="f", place="Y", members=("A",)),), policy={"centre": {"fewest": 0}})
    lots = Lots(instance)
    assert lots.centres(np.array([True, False, False, True])) == {0: 1, 3: 0}
    assert not lots.can_be(np.array([False, True, True, False]))


def test_the_policy_has_the_threshold() -> None:
    assert EALTrialPolicy().drawing.threshold == 1_000
