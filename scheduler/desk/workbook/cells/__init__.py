"""Cells as values: what people type, and what is said of it."""
