"""Our own frozen set of repairs: 40 cancellations and 8 snow weeks in the real network's autumn, for all to compare."""
