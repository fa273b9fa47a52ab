"""An instance as arrays, and the small algebra in which rules and goals are written."""
