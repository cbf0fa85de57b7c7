"""A real OpenID provider of the tests' own: Django OAuth Toolkit, with Django's users, passwords and sign-in form.

Run as a script it is the provider; `provider` starts it so, on a free port of the loopback address.
"""

import contextlib
import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET = "shingan", "what-the-provider-and-the-service-share"
PASSWORD = "correct horse battery staple"  # noqa: S105  # of every person at the provider
START_SECONDS = 60
APPS = ["django.contrib.contenttypes", "django.contrib.auth", "django.contrib.sessions", "oauth2_provider"]
FORM = '<form method="post">{% csrf_token %}{{ form }}<button>Sign in</button></form>'


@dataclass(frozen=True)
class Setup:
    """What the provider needs to know."""

    folder: str
    port: int
    redirect_uri: str
    usernames: Sequence[str]


class Provider:
    """The running provider. What its administrator would do is done in its database."""

    def __init__(self, folder: Path, issuer: str) -> None:
        self.issuer = issuer
        self._database = folder / "provider.db"

    def rename(self, old: str, new: str) -> None:
        """Let a person sign in under another name; they stay the same subject."""
        with contextlib.closing(sqlite3.connect(self._database, timeout=30)) as connection, connection:
            connection.execute("UPDATE auth_user SET username = ? WHERE username = ?", (new, old))


@contextmanager
def provider(setup: Setup) -> Iterator[Provider]:
    """The provider, stopped at the end."""
    issuer = f"http://127.0.0.1:{setup.port}/o"
    command = [sys.executable, __file__, json.dumps(asdict(setup))]
    log = Path(setup.folder) / "log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output)
    try:
        end = time.monotonic() + START_SECONDS
        while not _answers(f"{issuer}/.well-known/openid-configuration"):
            assert process.poll() is None, log.read_text()
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        yield Provider(Path(setup.folder), issuer)
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address).is_success
    except httpx.TransportError:
        return False


def _django_settings(setup: Setup) -> Mapping[str, Any]:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    pem = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    return {
        "SECRET_KEY": os.urandom(32).hex(),
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "ROOT_URLCONF": __name__,
        "INSTALLED_APPS": APPS,
        "MIGRATION_MODULES": {app.rpartition(".")[2]: None for app in APPS},  # the tables as they are in the end
        "MIDDLEWARE": [
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
        ],
        "DATABASES": {
            "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": Path(setup.folder) / "provider.db"},
        },
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],  # the tests' time is dear
        "TEMPLATES": [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {
                    "loaders": [("django.template.loaders.locmem.Loader", {"registration/login.html": FORM})],
                    "context_processors": ["django.template.context_processors.request"],
                },
            }
        ],
        "LOGIN_URL": "/login/",
        "USE_TZ": True,
        "OAUTH2_PROVIDER": {
            "OIDC_ENABLED": True,
            "OIDC_RSA_PRIVATE_KEY": pem,
            "OIDC_ISS_ENDPOINT": f"http://127.0.0.1:{setup.port}/o",
            "OAUTH2_VALIDATOR_CLASS": f"{__name__}.Validator",
            "SCOPES": {"openid": "Who you are", "profile": "Your name", "email": "Your address"},
            "PKCE_REQUIRED": True,
            "COMPLIANT_BCP_RFC9700_PKCE_METHOD": True,
            "COMPLIANT_BCP_RFC9700_AUTHZ_RESPONSE_ISS": True,
        },
    }


def _serve(setup: Setup) -> None:
    """Be the provider until terminated."""
    import django
    import uvicorn
    from django.conf import settings
    from django.core.asgi import get_asgi_application
    from django.core.management import call_command

    settings.configure(**_django_settings(setup))
    django.setup()
    globals().update(_named_in_settings())
    call_command("migrate", run_syncdb=True, verbosity=0)
    _fill(setup)
    uvicorn.run(get_asgi_application(), host="127.0.0.1", port=setup.port, lifespan="off")


def _named_in_settings() -> Mapping[str, Any]:
    """What Django looks for in this module by name, made once Django is set up."""
    from django.contrib.auth.views import LoginView
    from django.urls import include, path
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Validator(OAuth2Validator):  # type: ignore[misc]  # Django OAuth Toolkit has no types
        """Says what people sign in with."""

        oidc_claim_scope = OAuth2Validator.oidc_claim_scope | {"preferred_username": "profile"}

        def get_additional_claims(self, request: Any) -> Mapping[str, Any]:
            """The claims beside the subject."""
            return {"preferred_username": request.user.get_username()}

    addresses = [path("login/", LoginView.as_view()), path("o/", include("oauth2_provider.urls"))]
    return {"Validator": Validator, "urlpatterns": addresses}


def _fill(setup: Setup) -> None:
    """Register the service, and add the people."""
    from django.contrib.auth.models import User
    from oauth2_provider.models import Application

    Application.objects.create(
        name="Shingan",
        client_id=CLIENT_ID,
        client_secret=CLIENT_SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=setup.redirect_uri,
        algorithm=Application.RS256_ALGORITHM,
        skip_authorization=True,  # the organisation's own, so no consent is needed
    )
    for username in setup.usernames:
        User.objects.create_user(username, password=PASSWORD)


if __name__ == "__main__":
    _serve(Setup(**json.loads(sys.argv[1])))
