"""What only the extra `places` brings along, asked for in words where it is not installed."""

from importlib import import_module
from typing import Any

from models.problem import InvalidInput, Problem


def needed(module: str, package: str, what_for: str) -> Any:
    """The module.

    Raises:
        InvalidInput: its package is not installed.
    """
    try:
        return import_module(module)
    except ImportError:
        raise missing(package, what_for) from None


def missing(package: str, what_for: str) -> InvalidInput:
    """The refusal where a package is not installed."""
    problem = Problem(
        where="this installation",
        value=f"no package {package}",
        expected=f"{package}, for {what_for}",
        remedy="Install it with: pip install 'qa-scheduler[places]'",
    )
    return InvalidInput([problem])
