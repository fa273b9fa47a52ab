"""A window's parts: better schedules of a term's fairness, and nothing about its bound.

Each solver has a part of its own (`columns_before`), and the next as soon as it has done: what it has found stays for
both. A part that is closed before its time is over lets the next be larger, one that is not lets it be smaller, so that
parts are as large as can be closed.

Measured on 2 cores, km after 20 s, three terms: 5,692, 8,621 and 7,827. Both solvers over the whole window as long:
5,917, 8,725 and 8,053; parts around one host instead of on one side of a line: 5,712, 8,618 and 8,006. That was with
parts of 8,000 columns and six seconds at first; which parts come by chance makes a difference of 1 to 3 %.
"""

from collections.abc import Callable
from dataclasses import replace

from scheduler.model import Model
from scheduler.search.neighbourhoods import along_lines, columns_before
from scheduler.search.windows import Window
from scheduler.solvers.options import Options
from scheduler.solvers.side_by_side import Part, apart
from scheduler.tables.arrays import Ints
from scheduler.tables.program import Answer

_FIRST, _LEAST = 4_000, 500  # columns of the first part; of any
_LARGER, _SMALLER = 1.3, 0.8
_SECONDS = 4.0  # for one part
_IN_VAIN = 8  # so many in a row are enough


class Parts:
    """The parts of a window, one after the other."""

    def __init__(self, model: Model, window: Window, options: Options) -> None:
        self._model, self._window = model, window
        self._options = replace(options, work_limit=min(options.work_limit, _SECONDS))
        self._lines = along_lines(model, options.seed)
        self._most = float(_FIRST)

    def search(self, offer: Callable[[Ints], None], seconds: Callable[[], float | None]) -> None:
        """Search until the time is over, or several parts in a row gave nothing better.

        offer: hears of every better schedule, in values of the model's columns. seconds: what is left.
        """
        window, in_vain = self._window, 0
        value = window.cost @ window.known

        def next_part() -> Part | None:
            left = seconds()
            if left == 0.0 or in_vain >= _IN_VAIN:
                return None
            known, place = window.meant(window.known), next(self._lines)
            columns = columns_before(self._model, window, place, known, int(self._most))
            return Part(columns, _SECONDS if left is None else min(left, _SECONDS), window.known)

        def found(values: Ints) -> None:
            if window.cost @ values < window.cost @ window.known:
                window.known = values
                offer(window.meant(values))

        def ended(answer: Answer) -> None:
            nonlocal in_vain, value
            if answer.values is not None:
                found(answer.values)
            before, value = value, window.cost @ window.known
            in_vain = 0 if value < before else in_vain + 1
            most = self._most * (_LARGER if answer.is_closed else _SMALLER)
            self._most = min(max(_LEAST, most), max(_FIRST, len(window)))

        apart(window, window.cost, self._options, next_part, found, ended)
