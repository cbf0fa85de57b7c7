"""The same examiner behind LitServe, for `benchmarks.serving` to compare with (``pip install litserve``).

    python -m benchmarks.litserve_peer --release DIR --port P --workers N

It answers POST /predict with the verdict. It keeps nothing: no photo, no record, no audit event.
"""

import argparse
from pathlib import Path
from typing import Any

import litserve
from fastapi import Request

from model.command import OneLineParser
from model.examiner import Examiner
from model.release import load_release

FIELD = "photo"


def _init(api: Any, release: str) -> None:
    litserve.LitAPI.__init__(api)
    api.release = release


def _setup(api: Any, device: str) -> None:  # noqa: ARG001  LitServe names it
    api.examiner = Examiner(load_release(Path(api.release)))


def _decode_request(api: Any, request: Request) -> bytes:  # noqa: ARG001
    """LitServe hands over the form, not the request, but takes the annotation for the kind of body it reads."""
    content: bytes = request[FIELD].file.read()
    return content


def _predict(api: Any, photo: bytes) -> dict[str, Any]:
    document: dict[str, Any] = api.examiner.examine([photo]).as_json()
    return document


def _encode_response(api: Any, verdict: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001
    return verdict


# Built by a call: where types are checked without LitServe, no class statement could derive from it.
PeerApi: Any = type(
    "PeerApi",
    (litserve.LitAPI,),
    {
        "__module__": __name__,  # so that its worker processes find it again
        "__init__": _init,
        "setup": _setup,
        "decode_request": _decode_request,
        "predict": _predict,
        "encode_response": _encode_response,
    },
)


def main() -> None:
    """Serve until stopped."""
    parser = OneLineParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--release", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    options = parser.parse_args()
    server = litserve.LitServer(
        PeerApi(options.release), accelerator="cpu", workers_per_device=options.workers, timeout=False
    )
    server.run(host="127.0.0.1", port=options.port, generate_client_file=False, log_level="warning")


if __name__ == "__main__":
    main()
