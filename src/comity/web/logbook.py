# SPDX-License-Identifier: Apache-2.0
"""The logbook of a node's pages: one line of JSON for each thing that happened, never what anybody wrote."""

import logging
from datetime import UTC, datetime

import msgspec


class Lines(logging.Formatter):
    """Writes a log record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Give time, level, place and message; of an exception its type and where it was raised."""
        line: dict[str, str] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "where": record.name,
            "what": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0] is not None:
            line["error"] = record.exc_info[0].__name__
            line["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line).decode()
