"""By what means many tasks are done: on this machine, or on many; kept, or not."""

from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Means:
    """Where tasks are done, and whether what is done is kept.

    cluster: the address of a scheduler of Dask's, such as tcp://10.0.0.1:8786; empty: in processes of this machine.
    resume: a folder in which the result of every task that is done is kept, and found again; None: nowhere. room: how
    many tasks at once the cluster had room for when it was asked.
    """

    cluster: str = ""
    resume: Path | None = None
    room: int = field(default=0, compare=False)


HERE = Means()


def means_for(cluster: str, resume: Path | None) -> Means:
    """The means that are asked for, once it is sure that they are there.

    Raises:
        InvalidInput: the cluster cannot be used, or the folder cannot be made.
    """
    room = 0
    if cluster:
        from scheduler.processes.cluster import room_of

        room = room_of(cluster)
    if resume is not None:
        from models.problem import InvalidInput, Problem

        try:
            resume.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            value = f"{resume} ({error.strerror})"
            expected, remedy = "a folder, or the name of one that can be made", "Name another."
            raise InvalidInput([Problem(where="--resume", value=value, expected=expected, remedy=remedy)]) from None
    return Means(cluster, resume, room)
