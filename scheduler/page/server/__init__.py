"""What serves the page: the guard, jobs, questions, and the process that stays warm."""
