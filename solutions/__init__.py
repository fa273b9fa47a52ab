"""The best known schedule of each bundled instance, with its certificate."""
