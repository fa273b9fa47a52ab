"""Standard streams that are closed, on a full disk, or read by nobody any more.

Data that cannot be written to standard output is a failure, and is said. Messages that nobody can read are not.
"""

import contextlib
import errno
import io
import os
import sys
from collections.abc import Iterator
from typing import Any

_REASONS = {errno.EBADF: "it is closed", errno.EPIPE: "nobody reads it any more"}


class NotWritten(Exception):
    """Standard output cannot be written, for this reason."""


def mend_streams() -> None:
    """Let standard output say `NotWritten` where it cannot be written, and standard error take everything.

    Something is put in the place of streams that were closed, so that no file we open takes their numbers.
    """
    while (handle := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(handle)
    sys.stdout = _mended(sys.stdout, _Output, os.O_RDONLY)
    sys.stderr = _mended(sys.stderr, _Messages, os.O_WRONLY)


def _mended(stream: Any, kind: type[io.TextIOWrapper], mode: int) -> io.TextIOWrapper:
    """mode: how nothing is opened in place of a stream that was closed: so that writing to it fails, or does not."""
    if stream is None:
        return kind(os.fdopen(os.open(os.devnull, mode), "wb"), encoding="utf-8", errors="replace")
    encoding, lines = stream.encoding, stream.line_buffering
    return kind(stream.detach(), encoding=encoding, errors="replace", line_buffering=lines)


class _Output(io.TextIOWrapper):
    """Standard output. A terminal that lacks a letter shows "?" and goes on."""

    def write(self, text: str) -> int:
        with self._failing():
            return super().write(text)

    def flush(self) -> None:
        with self._failing():
            super().flush()

    @contextlib.contextmanager
    def _failing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            os.dup2(os.open(os.devnull, os.O_WRONLY), self.fileno())  # what is left in it goes there when we end
            raise NotWritten(_REASONS.get(error.errno or 0, error.strerror or str(error))) from None


class _Messages(io.TextIOWrapper):
    """Standard error, which goes on where it cannot be written."""

    def write(self, text: str) -> int:
        with contextlib.suppress(OSError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(OSError):
            super().flush()
