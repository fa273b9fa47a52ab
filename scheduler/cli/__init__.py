"""The command line: thin, no logic. Whatever is slow to import is imported in the command that needs it."""

from scheduler.cli.main import main

__all__ = ["main"]
