"""The end of a run's logs on both streams, and, where runs share the process, whose line each one is."""
import os
import sys
from contextvars import ContextVar

SENTINEL = "XXX_THE_END_OF_A_WHISK_ACTIVATION_XXX\n"

_current = ContextVar("run", default=None)
_marked = False


def install(marked):
    """Makes both streams line-buffered, so that a killed run leaves its lines; marks them where runs share the process."""
    global _marked
    _marked = marked
    for name, fd in (("stdout", 1), ("stderr", 2)):
        getattr(sys, name).reconfigure(line_buffering=True, errors="backslashreplace")
        if marked:
            setattr(sys, name, MarkedStream(getattr(sys, name), fd))


def begin(run):
    _current.set(run)


def end():
    if _marked:
        sys.stdout.finish_line()
        sys.stderr.finish_line()
        line = mark(_current.get(), SENTINEL)
        _write(1, line)
        _write(2, line)
    else:
        sys.stdout.flush()
        sys.stderr.flush()
        os.write(1, SENTINEL.encode())
        os.write(2, SENTINEL.encode())


def mark(run, text):
    return "".join("\x1e%s\x1f%s\n" % (run, line) for line in text.splitlines()).encode("utf-8", "backslashreplace")


def _write(fd, data):
    while data:
        data = data[os.write(fd, data):]


class MarkedStream:
    """Keeps each run's unfinished line, and writes finished ones whole, so that lines of two runs never mix."""

    def __init__(self, inner, fd):
        self._inner = inner
        self._fd = fd
        self._unfinished = ContextVar("unfinished", default="")

    def write(self, text):
        whole, newline, rest = text.rpartition("\n")
        if not newline:
            self._unfinished.set(self._unfinished.get() + text)
            return len(text)
        run = _current.get()
        lines = self._unfinished.get() + whole + "\n"
        self._unfinished.set(rest)
        _write(self._fd, mark(run, lines) if run is not None else lines.encode("utf-8", "backslashreplace"))
        return len(text)

    def finish_line(self):
        if self._unfinished.get():
            self.write("\n")

    def flush(self):
        pass

    def __getattr__(self, name):
        return getattr(self._inner, name)
