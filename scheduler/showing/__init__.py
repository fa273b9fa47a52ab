"""What a person reads: tables of a schedule, the judge's report, the rules in words, live progress."""
