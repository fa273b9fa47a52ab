"""What a run of a method leaves behind: one small file each."""

from pathlib import Path

from models.base import Fact
from scheduler.storage import save

DISTURBING_CORES = 0.2
GOOD_ENOUGH = "good enough"
"""The ending of a run that was ended because it had reached what was asked."""


class Moment(Fact):
    """Something that a method reported.

    seconds: since its process was started. step, goal: what it said it was doing. bounds: those that were better than
    any before, by goal. values: the goals of a schedule found then, as recounted by the checks; km: what its people
    travel; breach: the first rule it breaks, in words. A schedule with a breach never counts.
    """

    seconds: float
    step: str = ""
    goal: str | None = None
    bounds: dict[str, int] = {}
    values: dict[str, int] = {}
    km: int = 0
    breach: str = ""

    @property
    def counts(self) -> bool:
        """Whether a schedule was found that breaks no rule."""
        return bool(self.values) and not self.breach


class Machine(Fact):
    """Where and with what a run was made. revision: of git; date: of that revision."""

    cores: int
    processor: str
    memory_gb: float
    system: str
    versions: dict[str, str]
    revision: str
    date: str


class Run(Fact):
    """One run of one method on one instance.

    limit_seconds: how long it had, from the start of its process. end_seconds: how long the process lived. ending: what
    the method said of its end, or how it was ended. peak_mb: the most memory all its processes held at once.
    others_cores: how many cores, on average, worked for others meanwhile.
    """

    method: str
    instance: str
    family: str
    seed: int
    schools: int
    reviews: int
    instance_sha256: str
    limit_seconds: float
    end_seconds: float
    ending: str
    peak_mb: int
    others_cores: float = 0.0
    machine: Machine
    moments: tuple[Moment, ...] = ()

    @property
    def was_disturbed(self) -> bool:
        """Whether so much else ran on the machine that times are too long."""
        return self.others_cores > DISTURBING_CORES

    @property
    def was_done(self) -> bool:
        """Whether the method ended by itself, before its limit and not because it was good enough."""
        return self.end_seconds < self.limit_seconds and self.ending != GOOD_ENOUGH

    @property
    def file_name(self) -> str:
        return file_name(self.method, self.instance, self.seed)


def file_name(method: str, instance: str, seed: int) -> str:
    """The name of the file of such a run."""
    return f"{instance}.{method}.{seed}.json"


def store(run: Run, folder: Path) -> None:
    """Write a run into a folder of results, at once."""
    (folder / "runs").mkdir(parents=True, exist_ok=True)
    save(folder / "runs" / run.file_name, run.model_dump_json(indent=0, exclude_defaults=True) + "\n")


def stored(folder: Path) -> tuple[Run, ...]:
    """All runs in a folder of results."""
    files = sorted((folder / "runs").glob("*.json"))
    return tuple(Run.model_validate_json(file.read_text("utf-8")) for file in files)
