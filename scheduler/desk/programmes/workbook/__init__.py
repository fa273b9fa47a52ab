"""A programme's instance as a workbook to fill in, written and read by its model's own fields."""
