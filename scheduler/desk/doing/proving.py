"""A proof of a plan that one can mail, made and verified. See `qa-scheduler certify` and `qa-scheduler verify`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from models.problem import InvalidInput, Problem
from scheduler.checking import NotTrue
from scheduler.desk.doing.ends import Unfit, Untrue
from scheduler.desk.instances import load_with_contacts
from scheduler.proofs import verify as verifying
from scheduler.solvers.options import LARGE, Options, Progress
from scheduler.storage import load_plan, save
from scheduler.storage.files import read_text
from scheduler.storage.instances import bundled_names
from scheduler.storage.parsing import parse

Report = Callable[[Progress], None]
_REFUSALS = (verifying.Refused, LookupError, TypeError, ValueError, AttributeError)  # the last of what is no such file


@dataclass(frozen=True)
class Proven:
    """A proof that was written. sentences: what it verifies, one a goal. size: of its file, in bytes."""

    path: Path
    sentences: tuple[str, ...]
    size: int
    interrupted: bool
    notices: tuple[str, ...]

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        return {"written": str(self.path), "bytes": self.size, "verified": list(self.sentences)}


def certify(name: str, plan: Path, output: Path, options: Options, report: Report = lambda _: None) -> Proven:
    """Write the proof of how good any plan can be, beside this one. It is verified before.

    Raises:
        InvalidInput: with every problem found; or the instance is no JSON file, or too large.
        Untrue: the plan breaks a rule, or its certificate is not true.
        Unfit: it is none that a proof can be of, such as a repair.
    """
    from scheduler.proofs.certifying import certify as certified

    facts = _content(name)
    instance, schedule = load_plan(plan, load_with_contacts(name, lambda _: None)[0])
    if len(instance.reviews) >= LARGE:
        raise Unfit(f"{name} has {len(instance.reviews):,} reviews, and proofs are of fewer than {LARGE}.")
    try:
        done = certified(instance, schedule, (facts, _content(str(plan))), options, report)
    except NotTrue as error:
        raise Untrue("There is no proof of a plan that does not pass the checks:", error.reasons) from None
    except verifying.Refused as refused:
        raise Unfit(f"There is no proof of {plan}. {refused}") from None
    text = json.dumps(done.proof, separators=(",", ":")) + "\n"
    save(output, text)
    return Proven(output, done.sentences, len(text), done.interrupted, done.notices)


def verify(name: str, plan: Path, proof: Path) -> tuple[str, ...]:
    """What is verified, a sentence each; read by the file that verifies by itself, which knows nothing of the engine.

    Raises:
        InvalidInput: a file that is no JSON.
        Untrue: the plan breaks a rule, or the proof is not true.
    """
    files = [_content(each) for each in (name, str(plan), str(proof))]
    try:
        return tuple(verifying.verify(*files))
    except _REFUSALS as refused:
        raise Untrue("Refused.", (f"{type(refused).__name__}: {refused}",)) from None


def _content(name: str) -> Any:
    """What a JSON file, or the bundled instance of that name, says."""
    if name in bundled_names():
        return json.loads((resources.files("instances") / f"{name}.json").read_text("utf-8"))
    if Path(name).suffix.casefold() == ".xlsx":
        problem = Problem(
            where=name,
            value="a workbook",
            expected="a JSON file, which anybody can verify",
            remedy="Write one with qa-scheduler import.",
        )
        raise InvalidInput([problem], name)
    text = read_text(Path(name))
    try:
        parse(text)  # says where a text is no JSON; that numbers are large is no fault of a proof
    except InvalidInput as error:
        raise InvalidInput(error.problems, name) from None
    return json.loads(text)
