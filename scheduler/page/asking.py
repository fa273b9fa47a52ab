"""What can be asked in a review's panel: how each is answered, and which command gives the same."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from scheduler.changes.places import Asked, missing, person
from scheduler.desk.doing import asking
from scheduler.desk.doing.asking import Answered, Hear
from scheduler.page.home import Opened
from scheduler.page.server.engine import Engine
from scheduler.page.server.questions import Work
from scheduler.page.server.warm import ask_about
from scheduler.plan import Plan
from scheduler.solvers.options import Options, repair_options
from scheduler.solving import Send, in_child

MOST_INSTEAD, MOST_CHAINS = 50, 10


class Ask(StrEnum):
    """The questions."""

    INSTEAD = "instead"
    CHAINS = "chains"
    EVERYBODY = "everybody"
    WHY_NOT = "why-not"
    PRICES = "prices"
    VACANT = "why-vacant"


@dataclass(frozen=True)
class Question:
    """What is asked about a place of a review. seat: "lead", or who is in it; empty: a vacant one. who: about whom."""

    ask: Ask
    review: str
    seat: str = ""
    who: str = ""

    @property
    def place(self) -> str:
        """SEAT as commands have it."""
        return f"{self.review}/{self.seat}" if self.seat else self.review

    @property
    def command(self) -> tuple[str, ...]:
        """The command that answers it: its name, and what it is told after the plan."""
        who = ("--why-not", self.who) if self.who else ()
        words = {
            Ask.INSTEAD: (self.place, "--moves", "1", "--most", str(MOST_INSTEAD)),
            Ask.CHAINS: (self.place,),
            Ask.EVERYBODY: ("--at", self.place),
            Ask.WHY_NOT: ("--at", self.place, *who),
            Ask.PRICES: ("--at", self.place, *who, "--prices"),
            Ask.VACANT: ("--why-vacant", self.review),
        }
        return "suggest" if self.ask in (Ask.INSTEAD, Ask.CHAINS) else "explain", *words[self.ask]

    def about(self, plan: Plan) -> Asked:
        """The place.

        Raises:
            InvalidInput: there is no such place or person, or nothing is missing of which it is asked why.
        """
        if self.ask == Ask.WHY_NOT:
            person(plan.instance, self.who)
        return missing(plan, self.review) if self.ask == Ask.VACANT else asking.at(plan, self.place, self.who or None)


def work(engine: Engine, opened: Opened, asked: Question) -> Work:
    """How it is answered: what needs tables by the process that stays, what needs a search by a process of its own.

    Raises:
        InvalidInput: see `Question.about`.
    """
    about = asked.about(opened.plan)
    answers: dict[Ask, Callable[[Hear], Answered]] = {
        Ask.INSTEAD: lambda _: ask_about(engine, opened, asking.instead, about, MOST_INSTEAD, 1),
        Ask.CHAINS: lambda _: ask_about(engine, opened, asking.instead, about, MOST_CHAINS),
        Ask.EVERYBODY: lambda _: ask_about(engine, opened, asking.who, about),
        Ask.WHY_NOT: lambda _: asking.who(opened.plan, about, asked.who),
        Ask.PRICES: lambda hear: _prices(opened, about, asked.who, hear),
        Ask.VACANT: lambda hear: _why_vacant(opened.plan, asked.review, hear),
    }
    return answers[asked.ask]


def _prices(opened: Opened, about: Asked, who: str, hear: Hear) -> Answered:
    """Of one person with why not, as `explain` says both."""
    options, why = repair_options(asking.PRICES_SECONDS), asking.who(opened.plan, about, who).parts if who else ()
    hear(why)
    found = asking.prices(
        opened.instance, opened.plan, about, who or None, options, hear=lambda parts: hear((*why, *parts))
    )
    return replace(found, parts=(*why, *found.parts))


def _why_vacant(plan: Plan, review: str, hear: Hear) -> Answered:
    ended = in_child(_vacant, (plan, review), repair_options(asking.SECONDS), lambda _: None, hear)
    if ended.whole:
        answered: Answered = ended.result
        return answered
    return Answered(ended.result or (), ended.interrupted, ended.notices)


def _vacant(task: tuple[Plan, str], options: Options, send: Send, _: object) -> Answered:
    """The work of a process."""
    plan, review = task
    return asking.why_vacant(plan, review, options, hear=send)
