"""Questions that take longer than a moment: answered in threads, shown as far as they are known.

Whoever looks at a question sees what is known by then: bounds before prices, why before ways out. Their page asks again
every moment; once it has not for some seconds, because the panel was closed or the browser went, the question is
stopped.
"""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field

from models.problem import InvalidInput
from scheduler.desk.doing.asking import Answered, Hear
from scheduler.page.server.engine import Unanswered
from scheduler.processes.background import in_background

MOST_AT_ONCE = 4
PATIENCE_SECONDS = 10.0  # longer than a page without scripts takes to ask again

_MOST_KEPT = 200
_END_SECONDS = 0.5
_NICE = 10

Work = Callable[[Hear], Answered]


class TooMany(Exception):
    """As many questions are being answered as may be at once."""


@dataclass
class Question:
    """One question. said: what is known by now. refusal: why it cannot be answered, or was not."""

    said: Answered | None = None
    refusal: InvalidInput | str | None = None
    looked: float = field(default_factory=time.monotonic)
    stop: threading.Event = field(default_factory=threading.Event)
    ended: threading.Event = field(default_factory=threading.Event)

    @property
    def is_forsaken(self) -> bool:
        """Whether nobody has looked at it for long."""
        return time.monotonic() - self.looked > PATIENCE_SECONDS

    @property
    def is_to_stop(self) -> bool:
        return self.stop.is_set() or self.is_forsaken

    def hear(self, said: Answered) -> None:
        self.said = said


class Questions:
    """All questions of one server. Close it at the end."""

    def __init__(self) -> None:
        self._asked: OrderedDict[Hashable, Question] = OrderedDict()
        self._lock = threading.Lock()

    def ask(self, key: Hashable, work: Work, *, again: bool = False) -> Question:
        """The question of that key, as far as it is; begun now if it is new, or was stopped and is asked again.

        Raises:
            TooMany: too many are being answered.
        """
        with self._lock:
            known = self._asked.get(key)
            if known is not None and not (again and known.ended.is_set()) and not _was_forsaken(known):
                known.looked = time.monotonic()
                return known
            if sum(not one.ended.is_set() for one in self._asked.values()) >= MOST_AT_ONCE:
                raise TooMany
            question = self._asked[key] = Question()
            self._asked.move_to_end(key)
            self._forget()
        threading.Thread(target=_answer, args=(question, work), daemon=True).start()
        return question

    def stop(self, key: Hashable) -> Question | None:
        """End a question, if there is one of that key; what is known by then stays."""
        with self._lock:
            question = self._asked.get(key)
        if question is not None:
            question.stop.set()
        return question

    def close(self) -> None:
        """Stop all of them, and wait a little for their end; what they have begun ends with this process."""
        with self._lock:
            asked = tuple(self._asked.values())
        for question in asked:
            question.stop.set()
        until = time.monotonic() + _END_SECONDS
        for question in asked:
            question.ended.wait(max(0.0, until - time.monotonic()))

    def _forget(self) -> None:
        ended = [key for key, one in self._asked.items() if one.ended.is_set()]
        for key in ended[: max(0, len(self._asked) - _MOST_KEPT)]:
            del self._asked[key]


def _was_forsaken(question: Question) -> bool:
    """Whether it was stopped because nobody looked: whoever looks now asks anew."""
    is_cut_short = question.said is not None and question.said.interrupted and not question.stop.is_set()
    return question.ended.is_set() and (is_cut_short or question.said is None)


def _answer(question: Question, work: Work) -> None:
    try:
        with in_background(lambda: question.is_to_stop, nice=_NICE):
            question.said = work(lambda parts: question.hear(Answered(parts)))
    except InvalidInput as refusal:
        question.refusal = refusal
    except Unanswered as failure:
        question.refusal = str(failure)
    except KeyboardInterrupt:
        question.refusal = "It was stopped before there was an answer."
    except Exception as error:  # the server lives on
        question.refusal = f"{type(error).__name__}: {error}"
    finally:
        question.ended.set()
