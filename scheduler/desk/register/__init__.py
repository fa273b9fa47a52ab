"""The public register of schools, as a source of facts by URN."""
