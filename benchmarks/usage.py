"""What processes use of the machine. Read from /proc; where a system has none, nothing is known and all is 0."""

import os
import resource
from dataclasses import dataclass
from pathlib import Path

_PAGE, _TICKS = os.sysconf("SC_PAGE_SIZE"), os.sysconf("SC_CLK_TCK")
# Fields of /proc/<id>/stat after the name, and of the first line of /proc/stat without idling and waiting.
_SESSION, _USER, _SYSTEM, _RESIDENT = 3, 11, 12, 21
_WORKING = (1, 2, 3, 6, 7, 8)


@dataclass(frozen=True)
class Usage:
    """Of a process and all it started that still live: MB in memory, and seconds of work done."""

    mb: int
    work_seconds: float


def usage(session: int) -> Usage:
    """What all processes of a session use now."""
    pages = ticks = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[_SESSION]) == session:
            pages += int(fields[_RESIDENT])
            ticks += int(fields[_USER]) + int(fields[_SYSTEM])
    return Usage(pages * _PAGE // 1024**2, ticks / _TICKS)


def machine_mb() -> int:
    """MB of memory of the machine."""
    return os.sysconf("SC_PHYS_PAGES") * _PAGE // 1024**2


def work_of_all() -> float:
    """Seconds of work of all cores, for whomever, since the machine was started; time a host took away is among it."""
    file = Path("/proc/stat")
    fields = file.read_text("utf-8").partition("\n")[0].split() if file.exists() else []
    return sum(int(fields[n]) for n in _WORKING if n < len(fields)) / _TICKS


def work_of_ended() -> float:
    """Seconds of work of all processes that this one started and that have ended."""
    of_children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return of_children.ru_utime + of_children.ru_stime
