"""What is looked for in a plan, what is left of it, and what to do next: the same for the command line and the page."""
