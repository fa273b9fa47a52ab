"""A proof made of a plan: prices sought in a child process, added up by the very file that verifies them."""

from dataclasses import dataclass
from itertools import takewhile
from typing import Any

from models.instance import Instance
from models.policy import FAIRNESS_GOAL, RuleId
from models.schedule import Schedule
from scheduler import solving
from scheduler.checking import certify as judged
from scheduler.proofs import SCALE, verify
from scheduler.solvers.options import Options
from scheduler.solving import Report, Send

FORMAT = 1


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
    instance: Instance, facts: Any, plan: Any, decided: dict[str, int], prices: dict[str, Any]
) -> dict[str, Any]:
    """The proof, with what its prices add up to. A goal whose prices were not found has none, and a weak bound."""
    goals = list(takewhile(lambda goal: goal != FAIRNESS_GOAL, (goal.goal for goal in instance.policy.goals)))
    claims = [{"goal": goal, "decided": decided[goal], "sum": 0, "prices": prices.get(goal, {})} for goal in goals]
    network = verify.Network(facts, instance.policy.without)
    priced = verify.priced(network, claims, SCALE)
    verify.judge(network, plan, priced)
    for claim, goal in zip(claims, priced, strict=True):
        claim["sum"] = goal.total
    proof = {"format": FORMAT, "instance": verify.digest(facts), "plan": verify.digest(plan), "scale": SCALE}
    content = {**proof, "goals": claims}
    return {**content, "sha256": verify.digest(content)}
