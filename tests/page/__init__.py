"""Tests of the planner's page; left out, and it is said so, where the extra that it needs is not installed."""

import pytest

for _needed in ("fastapi", "uvicorn", "sse_starlette", "python_multipart", "httpx2"):
    pytest.importorskip(_needed, reason="left out: the page needs the extra `page` (pip install '.[test]')")
