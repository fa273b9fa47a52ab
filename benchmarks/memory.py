"""How much memory a process and all it started hold."""

import os
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_SESSION, _RESIDENT = 3, 21  # fields of /proc/<id>/stat after the name


def machine_mb() -> int:
    """MB of memory of the machine."""
    return os.sysconf("SC_PHYS_PAGES") * _PAGE // 1024**2


def session_mb(session: int) -> int:
    """MB resident in all processes of a session; 0 where the system does not tell (it is read from /proc)."""
    pages = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            fields = (folder / "stat").read_text("utf-8").rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(fields[_SESSION]) == session:
            pages += int(fields[_RESIDENT])
    return pages * _PAGE // 1024**2
