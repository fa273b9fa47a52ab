"""What `explain` answers, in sentences and tables."""
