"""What is measured of a cluster."""

from typing import Any

import pytest

from benchmarks import cluster
from scheduler.repairs.scenarios import WhatIf


def test_interrupted_it_measures_no_further(monkeypatch: pytest.MonkeyPatch) -> None:
    """It went on with the next number of workers, for half an hour, beside what was measured after it."""
    asked = list[Any]()

    def interrupted(*words: Any) -> WhatIf:
        asked.append(words)
        return WhatIf((), interrupted=True)

    monkeypatch.setattr(cluster, "what_if", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(cluster.faster("four-hubs-term"))
    assert len(asked) == 1
