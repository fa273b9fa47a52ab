"""Measurements of the engine: see README.md for the protocol."""
