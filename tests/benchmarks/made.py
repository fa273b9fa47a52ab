"""Runs made by hand."""

from typing import Any

from benchmarks.runs import Machine, Moment, Run

MACHINE = Machine(
    cores=2, processor="a processor", memory_gb=8, system="Linux", versions={"Python": "3.11"}, revision="abc", date="-"
)
PROVEN = {"reviews-held": 0, "seats-filled": 0, "commitments-met": 0}


def found(seconds: float, quality: int, *, seats: int = 0, km: int = 1000, **more: Any) -> Moment:
    """A schedule found, with so many seats empty."""
    values = PROVEN | {"seats-filled": seats, "quality": quality}
    return Moment(seconds=seconds, step="found", values=values, km=km, **more)


def bound(seconds: float, **bounds: int) -> Moment:
    """Bounds that got better; `quality=...`, with goals 1-3 at 0."""
    return Moment(seconds=seconds, step="relaxation", goal="quality", bounds=PROVEN | bounds)


def run(*moments: Moment, method: str = "ours", instance: str = "term-s1", **more: Any) -> Run:
    usual: dict[str, Any] = {
        "family": instance.rpartition("-s")[0],
        "seed": 0,
        "schools": 432,
        "reviews": 144,
        "instance_sha256": "0",
        "limit_seconds": 60.0,
        "end_seconds": 60.0,
        "ending": "feasible",
        "peak_mb": 1024,
        "machine": MACHINE,
    }
    return Run(method=method, instance=instance, moments=moments, **usual | more)
