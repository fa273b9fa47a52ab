"""What is asked of linear programming, CP-SAT and HiGHS."""
