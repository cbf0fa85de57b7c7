"""An OpenID provider that answers as a test says: forged ID tokens, other people's claims, nothing at all."""

import json
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT_ID, CLIENT_SECRET = "shingan", "what-the-forger-and-the-service-share"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"}, private=True)
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "second", "use": "sig"}, private=True)


class Forger:
    """The running provider.

    Attributes:
        answers: path -> the answer: JSON, raw bytes, an error status, or a function that makes one of these from the
            form.
        asked: the requested paths.
    """

    def __init__(self, issuer: str) -> None:
        self.issuer = issuer
        self.answers: dict[str, Any] = {}
        self.asked: list[str] = []
        self.reset()

    def reset(self) -> None:
        """Become an honest provider again."""
        self.answers = {
            "/.well-known/openid-configuration": self.metadata(),
            "/keys": {"keys": [KEY.as_dict(private=False)]},
        }
        self.asked.clear()

    def metadata(self, **changed: Any) -> dict[str, Any]:
        """Its metadata."""
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            **changed,
        }

    def claims(self, nonce: str, /, **changed: Any) -> dict[str, Any]:
        """The claims of an honest ID token; None removes a claim."""
        now = int(time.time())
        claims = {
            "iss": self.issuer,
            "sub": "subject-1",
            "aud": CLIENT_ID,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "preferred_username": "forger.one",
        }
        return {name: value for name, value in (claims | changed).items() if value is not None}

    def says(self, id_token: str) -> None:
        """Answer any code with this."""
        self.answers["/token"] = token(id_token)


def token(id_token: str) -> dict[str, str]:
    """What a code is exchanged for."""
    return {"access_token": "access", "token_type": "Bearer", "id_token": id_token}


def signed(claims: Mapping[str, Any], key: RSAKey = KEY, **header: Any) -> str:
    """An ID token."""
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, dict(claims), key)


@contextmanager
def forger() -> Iterator[Forger]:
    """The provider, stopped at the end."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers.get("content-length", 0)))
            self._answer(dict(parse_qsl(sent.decode())))

        def _answer(self, form: Mapping[str, str]) -> None:
            path = self.path.partition("?")[0]
            running.asked.append(path)
            answer = running.answers.get(path, 404)
            answer = answer(form) if callable(answer) else answer
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(answer if isinstance(answer, int) else 400 if b'"error"' in body[:9] else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            with suppress(BrokenPipeError):  # the service has heard enough
                self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Forger(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
