"""What holds for all tests."""

import faulthandler

import pytest


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """A soak has as long as it takes; any other test that takes too long hangs (`faulthandler_timeout`)."""
    if item.get_closest_marker("soak"):
        faulthandler.cancel_dump_traceback_later()
