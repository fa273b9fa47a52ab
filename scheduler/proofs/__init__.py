"""Proofs that one can mail: a plan's prices in whole numbers, and one file that verifies them by itself."""

SCALE = 1_000_000
"""Prices are whole numbers of so many parts of a unit: rounding takes less than a hundredth of one from a bound."""
