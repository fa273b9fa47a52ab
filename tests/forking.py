"""A copy of this process that does one piece of work, to be killed in the middle of it or to run beside others."""

import os
import traceback
from collections.abc import Callable


def forked(work: Callable[[], object]) -> int:
    """The number of a new process that does the work and ends: with exit code 1 where it raised anything.

    Without that it would go on as a second runner of all tests that are left.
    """
    child = os.fork()
    if child:
        return child
    try:
        work()
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
