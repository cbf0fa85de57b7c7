"""Logs: one JSON object per line on standard error, without names, addresses or file names of people."""

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Send structlog's and the standard library's log lines (uvicorn's, alembic's) the same way."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
            foreign_pre_chain=shared,
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in ("alembic", "authlib", "httpcore2", "httpx2", "PIL", "python_multipart"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, logging.getLevelName(level)))
