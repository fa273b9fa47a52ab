"""The engine: facts, columns and rows, rules and goals, the search, the checks, the command line.

For programs: `from scheduler import solve, check, reschedule, explain`. They are loaded when they are asked for, and
with them no solver: `docs/programs.md` shows them at work.
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scheduler.programs import Impossible, NotFound, check, explain, reschedule, solve

__version__ = "0.2.0"
__all__ = ["Impossible", "NotFound", "__version__", "check", "explain", "reschedule", "solve"]


def __getattr__(name: str) -> object:
    """What programs use is imported when it is asked for."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from scheduler import programs

    return getattr(programs, name)
