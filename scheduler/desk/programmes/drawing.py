"""An allocation of a trial drawn by lot, and written, checked, with its audit. See `qa-scheduler draw`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from models.problem import InvalidInput, Problem
from models.programmes.audit import Audit, Least
from models.programmes.digest import programme_sha256
from models.programmes.eal_trial import EALTrial
from models.programmes.groups import Groups
from models.programmes.instance import ProgrammeInstance
from scheduler.checking import NotTrue
from scheduler.desk.doing.ends import NotFound, Untrue
from scheduler.desk.programmes.judging import judged
from scheduler.desk.programmes.showing import by_group
from scheduler.generating.streams import Stream
from scheduler.programmes.eal_trial import PROGRAMME
from scheduler.programmes.eal_trial.auditing import compared, drawn_from, usual
from scheduler.programmes.eal_trial.drawing import Lots
from scheduler.programmes.eal_trial.goals import IMBALANCE
from scheduler.programmes.joined import Joined
from scheduler.programmes.judging import certify
from scheduler.showing.table import Share, Table
from scheduler.storage import dumps, save
from scheduler.storage.kinds import Kind
from scheduler.storage.overwriting import refuse_overwriting, refuse_replacing
from scheduler.tables.arrays import Bools
from scheduler.words import listed

SAMPLE = 50_000
"""So many allocations are drawn in the usual way, for comparison."""
_AT_ONCE, _MOST_TRIES = 4_096, 1_000_000


@dataclass(frozen=True)
class Drawn:
    """An allocation that was drawn, with its audit; both are in their files now."""

    path: Path
    audit_path: Path
    instance: EALTrial
    groups: Groups
    audit: Audit

    @property
    def parts(self) -> Iterator[Table | str]:
        """What was drawn, and of what."""
        audit, usual, total = self.audit, self.audit.usual, self.audit.drawn_from.of_all
        said = (
            f"{self.instance.name}, {PROGRAMME.title}: one allocation is drawn, its imbalance is {audit.imbalance:,}."
        )
        yield f"{said} It was number {audit.tries:,} that was drawn with seed {audit.seed}."
        yield (
            f"Each of {_how_many(audit)} with an imbalance of at most {audit.threshold:,} had the same chance, of "
            f"{total:,} that keep arms and strata. The least is {audit.least.imbalance:,}, as proven by "
            f"{listed(audit.least.proven_by)}."
        )
        yield by_group(Joined(self.instance, self.groups))
        rows = tuple(
            (one.covariate, one.difference, Share(round(one.share * usual.allocations), usual.allocations))
            for one in audit.covariates
        )
        note = (
            "Thousandths of a standard deviation. Permutation test: how many usual allocations differ as much or more."
        )
        yield Table("covariates", "How alike the arms are", ("Covariate", "Difference", "Differ as much"), rows, note)
        yield (
            f"The usual way, {usual.allocations:,} allocations drawn within strata, has {usual.best:,} as its best: "
            f"{usual.as_good:,} are as good as the least, {usual.within_threshold:,} within the threshold."
        )

    def as_data(self) -> dict[str, Any]:
        """The same for machines."""
        written = {"written": str(self.path), "audit_written": str(self.audit_path)}
        return {**written, "audit": self.audit.model_dump(mode="json")}


def _how_many(audit: Audit) -> str:
    found = audit.drawn_from
    if found.exact:
        return f"{found.count:,} allocations"
    return f"about {found.count:,} allocations (standard error {found.standard_error:,})"


def draw(
    instance: ProgrammeInstance,
    best: Groups,
    path: Path,
    audit_path: Path,
    seed: int,
    *,
    reads: Sequence[str | Path] = (),
    force: bool = False,
) -> Drawn:
    """Draw one allocation and write it, checked, with its audit. best: one whose imbalance is proven to be the least.

    What was drawn stands: neither file is written over unless forced, and never one of another kind.

    Raises:
        InvalidInput: it is no trial, `best` is not proven, the threshold is below it, or a file cannot be written.
        NotFound: nothing within the threshold was drawn.
        Untrue: what was drawn does not pass the checks.
    """
    for output, kind, others in ((path, Kind.GROUPS, [audit_path]), (audit_path, Kind.AUDIT, [path])):
        refuse_replacing(output, [*reads, *others], (".json",), force=force)
        refuse_overwriting(output, kind, reads)
    trial = _trial(instance)
    least = _least(trial, best)
    threshold = trial.policy.drawing.threshold
    if threshold < least.imbalance:
        expected = f"at least {least.imbalance}, the least imbalance"
        raise _refusal("$.policy.drawing.threshold", str(threshold), expected, "Raise it.")
    lots = Lots(trial)
    tries, trained = _first_within(lots, threshold, seed)
    groups = _groups(lots, trained, seed)
    audit = _audit(lots, least, trained, groups, seed, tries)
    save(path, dumps(groups))
    save(audit_path, dumps(audit))
    return Drawn(path, audit_path, trial, groups, audit)


def _trial(instance: ProgrammeInstance) -> EALTrial:
    if not isinstance(instance, EALTrial):
        raise _refusal("$.programme", repr(instance.programme), repr(PROGRAMME.id), "Only of a trial is drawn by lot.")
    if off := instance.policy.without:
        remedy = "Whatever is drawn keeps every rule: switch them on."
        raise _refusal("$.policy.without", listed(off), "no rule that is switched off", remedy)
    return instance


def _least(trial: EALTrial, best: Groups) -> Least:
    """The least imbalance, of groups that prove it for these facts."""
    judgement, certificate = judged(trial, best), best.certificate
    proven = certificate is not None and certificate.proves(IMBALANCE) and best.before is None
    if certificate is None or not (proven and judgement.passes and judgement.same_instance):
        value = "groups that break a rule" if judgement.report.breaches else "groups without a proof for this instance"
        remedy = "Solve the instance again, and draw with what is written then."
        raise _refusal("BEST", value, "groups whose imbalance is proven to be the least", remedy)
    result = next(one for one in certificate.goals if one.goal == IMBALANCE)
    return Least(imbalance=result.bound, proven_by=tuple(sorted(result.closed_by)))


def _first_within(lots: Lots, threshold: int, seed: int) -> tuple[int, Bools]:
    """The first allocation drawn that is within the threshold and keeps every rule, and its number."""
    words, tried = Stream(seed, lots.instance.name, "draw"), 0
    while tried < _MOST_TRIES:
        drawn = lots.draw(words, _AT_ONCE)
        for k in (lots.imbalance(drawn) <= threshold).nonzero()[0].tolist():
            if lots.can_be(drawn[k]):
                return tried + k + 1, drawn[k]
        tried += len(drawn)
    said = f"Nothing within the threshold of {threshold:,} was drawn in {tried:,} tries."
    raise NotFound(said, ["Raise policy.drawing.threshold in the instance."])


def _groups(lots: Lots, trained: Bools, seed: int) -> Groups:
    """The allocation with its centres, as few km away as can be, checked."""
    at = lots.centres(trained, lots.ties(Stream(seed, lots.instance.name, "centres")))
    assert at is not None, "it was asked whether they fit"
    groups = lots.groups(at)
    try:
        report = certify(PROGRAMME, lots.instance, groups)
    except NotTrue as error:
        raise Untrue("The allocation drawn does not pass the checks, so it was not written:", error.reasons) from None
    if report.values[IMBALANCE] > lots.instance.policy.drawing.threshold:
        reason = f"Its imbalance is recounted as {report.values[IMBALANCE]:,}."
        raise Untrue("The allocation drawn is not within the threshold, so it was not written:", [reason])
    return groups


def _audit(lots: Lots, least: Least, trained: Bools, groups: Groups, seed: int, tries: int) -> Audit:
    instance, threshold = lots.instance, lots.instance.policy.drawing.threshold
    sample = lots.draw(Stream(seed, instance.name, "usual"), SAMPLE)
    return Audit(
        programme=instance.programme,
        instance=instance.name,
        instance_sha256=programme_sha256(instance),
        groups_sha256=sha256(dumps(groups).encode()).hexdigest(),
        seed=seed,
        least=least,
        threshold=threshold,
        drawn_from=drawn_from(lots, threshold, sample),
        tries=tries,
        imbalance=int(lots.imbalance(trained[None])[0]),
        covariates=compared(lots, trained, sample),
        usual=usual(lots, least.imbalance, threshold, sample),
    )


def _refusal(where: str, value: str, expected: str, remedy: str) -> InvalidInput:
    return InvalidInput([Problem(where=where, value=value, expected=expected, remedy=remedy)])
