"""Processes of our own: how they begin, answer and end."""
