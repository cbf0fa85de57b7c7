"""An S3 for the tests: moto's server, in memory, on a free port."""

import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from typing import NamedTuple
from uuid import uuid4

import httpx
import obstore
from moto.server import ThreadedMotoServer

from serve.platform.bucket_objects import bucket_at
from tests.clients import NO_TLS

CREDENTIALS: Mapping[str, str] = {
    "AWS_ACCESS_KEY_ID": "tests",
    "AWS_SECRET_ACCESS_KEY": "tests",
    "AWS_REGION": "us-east-1",
}


class Bucket(NamedTuple):
    """A new bucket: its URL, and the address of its server."""

    url: str
    endpoint: str


class BucketServer:
    """A running server. Its buckets are in memory, shared by all servers of the process, and outlive a restart."""

    def __init__(self) -> None:
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
        self._server.start()
        self._port = self._server.get_host_and_port()[1]

    @property
    def endpoint(self) -> str:
        """The address of the server."""
        return f"http://127.0.0.1:{self._port}"

    def new_bucket(self) -> Bucket:
        """An empty bucket, with a prefix in it."""
        name = f"b{uuid4().hex}"
        httpx.put(f"{self.endpoint}/{name}", verify=NO_TLS).raise_for_status()
        return Bucket(f"s3://{name}/photos", self.endpoint)

    def copied(self, url: str) -> Bucket:
        """A new bucket with the same objects as one of this server's."""
        copy = self.new_bucket()
        source, target = (bucket_at(each, self.endpoint) for each in (url, copy.url))
        for each in chain.from_iterable(obstore.list(source)):
            obstore.put(target, each["path"], obstore.get(source, each["path"]).bytes())
        return copy

    def stop(self) -> None:
        """Stop the server."""
        self._server.stop()

    def start_again(self) -> None:
        """Start it again, at the same address with the same buckets."""
        self._server = ThreadedMotoServer(ip_address="127.0.0.1", port=self._port, verbose=False)
        self._server.start()


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    """A server, stopped at the end."""
    logging.getLogger("werkzeug").setLevel(logging.CRITICAL)
    server = BucketServer()
    try:
        yield server
    finally:
        server.stop()
