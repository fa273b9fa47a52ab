"""Why, and what instead: explanations of an instance and a schedule, each confirmed by the checks or by solving."""
