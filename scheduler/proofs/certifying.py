"""A proof made of a plan: prices sought in a child process, added up by the very file that verifies them."""

from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, RuleId
from models.schedule import Schedule
from scheduler import solving
from scheduler.checking import certify as judged
from scheduler.proofs import SCALE, verify
from scheduler.solvers.options import Options
from scheduler.solving import Report, Send

if TYPE_CHECKING:
    from scheduler.proofs.closing import Tree
    from scheduler.proofs.pricing import Found, Prices

FORMAT = 1
Name = tuple[str, ...]


@dataclass(frozen=True)
class Certified:
    """A proof, and what it verifies, a sentence a goal. notices: what the user should know."""

    proof: dict[str, Any]
    sentences: tuple[str, ...]
    interrupted: bool
    notices: tuple[str, ...]


def certify(
    instance: Instance, schedule: Schedule, files: tuple[Any, Any], options: Options, report: Report = lambda _: None
) -> Certified:
    """The proof of how good any plan can be, beside this one. It is verified before it is returned.

    files: what the files of the instance and of the plan hold; the proof is tied to them.

    Raises:
        NotTrue: the plan breaks a rule, or its certificate is not true.
        Refused: the plan is none that a proof can be of, such as a repair.
    """
    if schedule.before is not None or schedule.changes:
        raise verify.Refused("It is a repair, or has changes: proofs are of plans that were made from nothing.")
    claimed, off = ((), ()) if (made := schedule.certificate) is None else (made.goals, made.rules_off)
    instance = _without(instance, off)
    decided = judged(instance, schedule).values | {result.goal: result.value for result in claimed}
    facts, plan = files
    ended = solving.in_child(seek, (instance, schedule, decided), options, report)
    proof = _proof(instance, facts, plan, decided, ended.result or {})
    return Certified(proof, tuple(verify.verify(facts, plan, proof)), ended.interrupted, ended.notices)


def _without(instance: Instance, off: tuple[RuleId, ...]) -> Instance:
    """The instance with the rules switched off that its plan was made without."""
    without = dict.fromkeys((*instance.policy.without, *off))
    return instance.model_copy(update={"policy": instance.policy.model_copy(update={"without": tuple(without)})})


def seek(task: Any, options: Options, send: Send, kept: Any) -> Any:
    """The work of the child. What is kept of one that died is not gone on from: the next begins anew."""
    from scheduler.proofs.pricing import prices

    instance, schedule, decided = task
    return prices(instance, schedule, decided, options, send)


def _proof(
    instance: Instance, facts: Any, plan: Any, decided: dict[str, int], found: "dict[str, Found]"
) -> dict[str, Any]:
    """The proof, with what its prices add up to. A goal whose prices were not found has none, and a weak bound."""
    goals = list(takewhile(lambda goal: goal != FAIRNESS_GOAL, (goal.goal for goal in instance.policy.goals)))
    rows: dict[Name, int] = {}
    prices = {goal: _numbered(found[goal].prices, rows) if goal in found else [] for goal in goals}
    claims: list[dict[str, Any]] = [
        {"goal": goal, "decided": decided[goal], "sum": 0, "bound": 0, "prices": prices[goal]} for goal in goals
    ]
    network = verify.Network(facts, list(instance.policy.without))
    priced = verify.priced(network, {"scale": SCALE, "rows": list(rows), "goals": claims})
    verify.judge(network, plan, priced)
    for claim, goal in zip(claims, priced, strict=True):
        claim["sum"], claim["bound"] = goal.total, -(-goal.total // SCALE)
        closed = found[goal.goal].closed if goal.goal in found else None
        if closed is not None and closed[0] > claim["bound"]:
            claim["bound"], claim["tree"] = closed[0], _with_numbers(closed[1], rows)
    of = {"format": FORMAT, "instance": verify.digest(facts), "plan": verify.digest(plan), "scale": SCALE}
    content = {**of, "rows": [list(row) for row in rows], "goals": claims}
    return {**content, "sha256": verify.digest(content)}


def _numbered(prices: "Prices", rows: dict[Name, int]) -> list[list[int]]:
    """Prices by the numbers of their rows; a row gets one when it is first named."""
    return [[rows.setdefault(row, len(rows)), price] for row, price in sorted(prices.items())]


def _with_numbers(tree: "Tree", rows: dict[Name, int]) -> "Tree":
    """The tree, the prices of its ends by the numbers of their rows."""
    if "prices" in tree:
        return {"prices": _numbered(tree["prices"], rows)}
    return {**tree, **{side: _with_numbers(tree[side], rows) for side in ("without", "with")}}
