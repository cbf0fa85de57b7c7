"""The service on a free port, in a thread of its own."""

import logging
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
import uvicorn
from fastapi import FastAPI

from serve.app import Parts, build, create_app
from serve.platform.settings import Settings


@dataclass(frozen=True)
class Service:
    """A running service and a client for it."""

    base: str
    client: httpx.Client
    parts: Parts
    app: FastAPI

    def examine(self, *photos: bytes, **fields: Any) -> httpx.Response:
        """POST an examination."""
        files = [("photos", (f"photo{i}.jpg", content, "image/jpeg")) for i, content in enumerate(photos)]
        return self.client.post("/v1/examinations", files=files, data=fields)


def quiet() -> None:
    """Write no log lines."""
    structlog.reset_defaults()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def run(settings: Settings) -> Iterator[Service]:
    """Start the service; it stops when the iterator is exhausted."""
    quiet()
    parts = build(settings)
    app = create_app(parts=parts)
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False)
    listener = config.bind_socket()
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    base = f"http://127.0.0.1:{listener.getsockname()[1]}"
    while not server.started:
        assert thread.is_alive(), "the service did not start"
        time.sleep(0.01)
    with httpx.Client(base_url=base, timeout=60) as client:
        yield Service(base, client, parts, app)
    server.should_exit = True
    thread.join()
    listener.close()
