"""Numbers in sentences."""


def count(number: int, noun: str) -> str:
    """A number with its noun, such as "1 reviewer" or "3 reviewers"."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def listed(words: list[str]) -> str:
    """Words in a row, such as "R1, R2 and R3"."""
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)
