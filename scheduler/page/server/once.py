"""Writings, one at a time: the same form sent twice, as by a double click, is one writing."""

import threading
from collections import OrderedDict
from collections.abc import Callable

_MOST_KEPT = 200


class Writings:
    """What forms have written, by what tells one from another: where each led to."""

    def __init__(self) -> None:
        self._led_to: OrderedDict[str, str] = OrderedDict()
        self._lock = threading.Lock()

    def once(self, once: str, write: Callable[[], str]) -> str:
        """Where a form leads to: what `write` comes to the first time; what it came to, if it is sent again."""
        with self._lock:
            if once not in self._led_to or not once:
                self._led_to[once] = write()
                while len(self._led_to) > _MOST_KEPT:
                    self._led_to.popitem(last=False)
            return self._led_to[once]
