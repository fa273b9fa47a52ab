"""A schedule as a workbook, and back: the coordinator types over it, and it answers."""
