"""The engine: facts, columns and rows, rules and goals, the search, the checks, the command line."""

__version__ = "0.1.0"
