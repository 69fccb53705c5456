"""One line per event on standard output, whatever the error was."""

import logging
import sys
import time
import traceback

from webapp.refusal import first_line


class OneLine(logging.Formatter):
    """Time, level, who, what; an exception becomes its name, message and place."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as one line."""
        error = record.exc_info[1] if record.exc_info else None
        said = " | ".join(record.getMessage().splitlines())
        shown = f" error={described(error)!r}" if error is not None else ""
        moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(record.created))
        return f"{moment} {record.levelname.lower()} {said}{shown}"


def described(error: BaseException) -> str:
    """An exception in one line: its kind, its message's first line, and where it was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}: {first_line(error)}{place}"


def log_to_stdout() -> None:
    """Send what this process logs to standard output; of the libraries only warnings."""
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(OneLine())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("webapp").setLevel(logging.INFO)
