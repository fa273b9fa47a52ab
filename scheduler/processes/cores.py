"""How many processes and threads there should be."""

import os

MOST_WORKERS = 8


def cores() -> int:
    """How many workers a search gets unless told."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return min(usable or 1, MOST_WORKERS)
