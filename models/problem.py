"""What is wrong with an input, said so that the person who made it can mend it."""

from collections.abc import Iterable

from models.base import Fact


class Problem(Fact):
    """One thing wrong in an input: where it is, the value found, what was expected, and what to do."""

    where: str
    value: str
    expected: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.where}: found {self.value}; expected {self.expected}. {self.remedy}"


class InvalidInput(Exception):
    """Input that cannot be used. Carries every problem found in it, not only the first.

    source: the file or name the problems were found in, where they were found in one.
    """

    def __init__(self, problems: Iterable[Problem], source: str = "") -> None:
        self.problems = tuple(problems)
        self.source = source
        super().__init__("\n".join(str(problem) for problem in self.problems))
