"""What the log says about ordinary refusals."""

import logging

REFUSED = 403


class PlainRefusal(logging.Filter):
    """A refused page is everyday life: one line at INFO, without a trace."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", None) == REFUSED:
            record.levelno, record.levelname = logging.INFO, "INFO"
            record.exc_info = record.exc_text = None
        return True
