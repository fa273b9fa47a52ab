"""`python -m scheduler.cli` is `qa-scheduler`."""

from scheduler.cli import run

if __name__ == "__main__":
    run()
