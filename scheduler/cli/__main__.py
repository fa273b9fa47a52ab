"""`python -m scheduler.cli` is `qa-scheduler`."""

from scheduler.cli.main import main

if __name__ == "__main__":
    main()
