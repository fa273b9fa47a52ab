"""The best known schedule of each bundled instance, with its certificate; `python -m solutions` improves one."""
