"""What becomes of a plan that changes, in words: repairs, edits, scenarios, cancellations."""
