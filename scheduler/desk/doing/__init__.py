"""What can be done with a plan, a deed a file. A command and a page call the same, and say the same words."""
