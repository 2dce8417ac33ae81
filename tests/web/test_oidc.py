"""Sign-in by an identity provider of the organisation's own: a provider on this machine says what each test lets it."""

import base64
import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.urls import reverse

from likvard.access.queries import who_signs_in
from likvard.config import settings as installation
from likvard.rulebook.permissions import Role
from tests.factories import a_user, an_organiser

pytestmark = pytest.mark.django_db

LONG_AGO, FAR_OFF = 1_577_836_800, 4_102_444_800  # 2020 and 2100
KEYS = {name: rsa.generate_private_key(public_exponent=65537, key_size=2048) for name in ("first", "second", "foreign")}
EMAIL = "karin@example.org"


class FakeProvider:
    """What it answers is changed by the test; what it was asked is kept."""

    def __init__(self) -> None:
        self.claims: dict = {}  # in the ID token, over those of a right one; None leaves one out
        self.key, self.kid, self.algorithm = "first", "first", "RS256"
        self.listed = ["first"]
        self.userinfo: dict = {}
        self.configuration: dict = {}
        self.token: str | None = None
        self.asked: list[tuple[str, dict, str]] = []
        self.nonce = self.challenge = ""
        self.away = False

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realm"

    def said(self, path: str, form: dict, authorization: str) -> dict | None:
        self.asked.append((path, form, authorization))
        if self.away:
            return None
        if path.endswith("/.well-known/openid-configuration"):
            return {
                "issuer": self.issuer, "authorization_endpoint": f"{self.issuer}/authorize",
                "token_endpoint": f"{self.issuer}/token", "jwks_uri": f"{self.issuer}/keys",
                "userinfo_endpoint": f"{self.issuer}/userinfo",
            } | self.configuration  # fmt: skip
        if path.endswith("/keys"):
            return {"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEYS[name].public_key()))
                             | {"kid": name, "use": "sig", "alg": "RS256"} for name in self.listed]}  # fmt: skip
        if path.endswith("/token"):
            digest = hashlib.sha256(form["code_verifier"].encode()).digest()
            if base64.urlsafe_b64encode(digest).rstrip(b"=").decode() != self.challenge:
                return None
            return {"access_token": "access", "token_type": "Bearer", "id_token": self.token or self.made()}
        if path.endswith("/userinfo"):
            return self.userinfo if authorization == "Bearer access" else None
        return None

    def made(self) -> str:
        claims = {
            "iss": self.issuer, "aud": "likvard", "sub": "17", "iat": LONG_AGO, "exp": FAR_OFF, "nonce": self.nonce,
            "email": EMAIL, "email_verified": True,
        } | self.claims  # fmt: skip
        claims = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode(claims, KEYS[self.key], algorithm=self.algorithm, headers={"kid": self.kid})


@pytest.fixture
def provider(settings):
    fake = FakeProvider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            form = {k: v[0] for k, v in parse_qs(self.rfile.read(length).decode()).items()}
            said = fake.said(urlsplit(self.path).path, form, self.headers.get("Authorization", ""))
            self.send_response(200 if said is not None else 400)
            self.end_headers()
            self.wfile.write(json.dumps(said).encode())

        def do_POST(self):
            self.do_GET()

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    fake.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    settings.OIDC = {
        "issuer": fake.issuer, "client_id": "likvard", "client_secret": "hemlig & lång", "name": "Kommunkontot",
        "second_step": "here", "trust_email": False,
    }  # fmt: skip
    cache.clear()
    yield fake
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def karin():
    return a_user(Role.DIRECTOR, an_organiser(), email=EMAIL)


def walk(client: Client, provider: FakeProvider, *, onward: str = "", **back: str):
    """Leaves for the provider and comes back with what it gives; `back` is what comes back instead."""
    left = client.get(reverse("vouch"), {"next": onward} if onward else {})
    assert left.status_code == 302, left.content.decode()
    asked = {name: value[0] for name, value in parse_qs(urlsplit(left["Location"]).query).items()}
    provider.nonce, provider.challenge = asked["nonce"], asked["code_challenge"]
    return client.get(reverse("vouched"), {"code": "kod", "state": asked["state"]} | back)


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def test_who_has_an_account_is_signed_in(client, provider, karin, settings):
    came = walk(client, provider, onward="/arenden/")
    assert (came.status_code, came["Location"]) == (302, "/arenden/")
    assert client.session["_auth_user_id"] == str(karin.pk)
    assert client.session.get_expire_at_browser_close()
    (_, form, authorization) = next(one for one in provider.asked if one[0].endswith("/token"))
    assert form == {
        "grant_type": "authorization_code", "code": "kod", "code_verifier": form["code_verifier"],
        "redirect_uri": f"{settings.BASE_URL}/konto/logga-in/hos/klar/",
    }  # fmt: skip
    assert base64.b64decode(authorization.removeprefix("Basic ")).decode() == "likvard:hemlig+%26+l%C3%A5ng"


def test_what_the_provider_is_asked_for(client, provider):
    left = urlsplit(client.get(reverse("vouch"))["Location"])
    asked = {name: value[0] for name, value in parse_qs(left.query).items()}
    assert f"{left.scheme}://{left.netloc}{left.path}" == f"{provider.issuer}/authorize"
    assert {name: asked[name] for name in ("response_type", "client_id", "scope", "code_challenge_method")} == {
        "response_type": "code", "client_id": "likvard", "scope": "openid email", "code_challenge_method": "S256",
    }  # fmt: skip
    again = parse_qs(urlsplit(client.get(reverse("vouch"))["Location"]).query)
    assert {again[name][0] for name in ("state", "nonce", "code_challenge")} & set(asked.values()) == set()


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "another"}, {"nonce": None}, {"aud": "another"}, {"aud": ["likvard", "another"]},
        {"aud": ["likvard", "another"], "azp": "another"}, {"azp": "another"}, {"iss": "https://elsewhere.example"},
        {"exp": LONG_AGO}, {"exp": None}, {"iat": None}, {"iat": FAR_OFF}, {"sub": None},
        {"email_verified": False}, {"email_verified": None}, {"email_verified": "true"}, {"email": None},
        {"email": ["karin@example.org"]}, {"email": "karin"},
    ],
    ids=repr,
)  # fmt: skip
def test_a_token_that_is_not_right_lets_nobody_in(client, provider, karin, claims):
    provider.claims = claims
    came = walk(client, provider)
    assert (came.status_code, is_in(client)) == (403, False)
    assert EMAIL not in came.content.decode()


def test_a_token_for_us_among_others_that_was_given_to_us_is_right(client, provider, karin):
    provider.claims = {"aud": ["likvard", "another"], "azp": "likvard"}
    walk(client, provider)
    assert is_in(client)


def test_a_token_that_others_have_signed_lets_nobody_in(client, provider, karin):
    provider.key = "foreign"
    assert walk(client, provider).status_code == 403
    provider.key, provider.kid = "first", "unknown"
    assert walk(client, provider).status_code == 403
    # Signed with what everybody knows: no secret at all, or the secret that both sides have.
    provider.kid = "first"
    for algorithm, key in (("none", None), ("HS256", "hemlig & lång" * 4)):
        left = client.get(reverse("vouch"))
        asked = {name: value[0] for name, value in parse_qs(urlsplit(left["Location"]).query).items()}
        provider.challenge = asked["code_challenge"]
        claims = {
            "iss": provider.issuer, "aud": "likvard", "sub": "17", "iat": LONG_AGO, "exp": FAR_OFF,
            "nonce": asked["nonce"], "email": EMAIL, "email_verified": True,
        }  # fmt: skip
        provider.token = jwt.encode(claims, key, algorithm=algorithm, headers={"kid": "first"})
        came = client.get(reverse("vouched"), {"code": "kod", "state": asked["state"]})
        assert (came.status_code, is_in(client)) == (403, False)
    for broken in ("", "a.b.c", "not a token"):
        provider.token = broken or " "
        assert walk(client, provider).status_code == 403


def test_a_key_that_the_provider_has_changed_to_is_fetched(client, provider, karin):
    walk(client, provider)
    provider.listed, provider.key, provider.kid = ["second", "first"], "second", "second"
    other = Client()
    walk(other, provider)
    assert is_in(other)


def test_coming_back_must_be_the_end_of_ones_own_leaving(client, provider, karin):
    assert walk(client, provider, state="another").status_code == 403
    walk(client, provider)
    assert is_in(client)
    # What one person was given does not sign in another, nor the same person twice.
    stranger = Client()
    assert stranger.get(reverse("vouched"), {"code": "kod", "state": "x"}).status_code == 403
    left = parse_qs(urlsplit(stranger.get(reverse("vouch"))["Location"]).query)
    provider.nonce, provider.challenge = left["nonce"][0], left["code_challenge"][0]
    back = {"code": "kod", "state": left["state"][0]}
    assert stranger.get(reverse("vouched"), back).status_code == 302
    assert stranger.get(reverse("vouched"), back).status_code == 403


def test_a_leaving_that_is_too_old_is_not_taken_up(client, provider, karin):
    client.get(reverse("vouch"))
    session = client.session
    kept = session["oidc"]
    session["oidc"] = {**kept, "at": kept["at"] - 901}
    session.save()
    assert client.get(reverse("vouched"), {"code": "kod", "state": kept["state"]}).status_code == 403


def test_nobody_gets_an_account_by_themselves(client, provider, karin):
    provider.claims = {"email": "stranger@example.org"}
    came = walk(client, provider)
    assert (came.status_code, is_in(client)) == (403, False)
    assert "kan bjuda in dig" in came.content.decode()
    assert type(karin).objects.count() == 1


def test_a_closed_account_stays_closed(client, provider, karin):
    karin.is_active = False
    karin.save()
    assert walk(client, provider).status_code == 403
    assert not is_in(client)


def test_an_address_in_other_letters(karin):
    assert who_signs_in("Karin@Example.org") == karin
    for alike in ("\u212aarin@example.org", "kar\u0131n@example.org", "karin@example.org ", ""):
        assert who_signs_in(alike) is None


def test_the_persons_own_second_step_is_kept(client, provider, karin):
    TOTP.activate(karin, generate_totp_secret())
    came = walk(client, provider)
    assert (came["Location"], is_in(client)) == (reverse("mfa_authenticate"), False)


def test_the_second_step_can_be_the_providers(client, provider, karin, settings):
    TOTP.activate(karin, generate_totp_secret())
    settings.OIDC = {**settings.OIDC, "second_step": "there"}
    came = walk(client, provider, onward="/arenden/")
    assert (came["Location"], is_in(client)) == ("/arenden/", True)
    assert client.session.get_expire_at_browser_close()


def test_an_address_that_is_the_organisations_own(client, provider, karin, settings):
    settings.OIDC = {**settings.OIDC, "trust_email": True}
    provider.claims = {"email_verified": False}  # said outright not to be
    assert walk(client, provider).status_code == 403
    provider.claims = {"email_verified": None}  # not said
    walk(client, provider)
    assert is_in(client)


def test_the_address_from_the_page_about_the_person(client, provider, karin):
    provider.claims = {"email": None, "email_verified": None}
    provider.userinfo = {"sub": "somebody else", "email": EMAIL, "email_verified": True}
    assert walk(client, provider).status_code == 403
    provider.userinfo = {"sub": "17", "email": EMAIL, "email_verified": True}
    walk(client, provider)
    assert is_in(client)


@pytest.mark.parametrize("onward", ["https://elsewhere.example/", "//elsewhere.example", "javascript:alert(1)"])
@pytest.mark.parametrize("second_step", ["here", "there"])
def test_nobody_is_sent_elsewhere_afterwards(client, provider, karin, settings, onward, second_step):
    settings.OIDC = {**settings.OIDC, "second_step": second_step}
    assert walk(client, provider, onward=onward)["Location"] == "/"


def test_a_provider_that_says_no_or_does_not_answer(client, provider, karin):
    client.get(reverse("vouch"))
    came = client.get(reverse("vouched"), {"error": "access_denied", "error_description": "<b>no</b>"})
    assert (came.status_code, "<b>no" in came.content.decode()) == (403, False)
    cache.clear()
    provider.away = True
    assert "svarar inte" in client.get(reverse("vouch")).content.decode()


@pytest.mark.parametrize(
    "configuration",
    [{"issuer": "https://elsewhere.example"}, {"token_endpoint": "http://elsewhere.example/token"}, {"jwks_uri": None}],
    ids=["another issuer", "in the clear", "no keys"],
)
def test_a_provider_that_is_set_up_wrong(client, provider, karin, configuration):
    provider.configuration = configuration
    left = client.get(reverse("vouch"))
    if left.status_code == 302:
        asked = parse_qs(urlsplit(left["Location"]).query)
        provider.nonce, provider.challenge = asked["nonce"][0], asked["code_challenge"][0]
        left = client.get(reverse("vouched"), {"code": "kod", "state": asked["state"][0]})
    assert (left.status_code, is_in(client)) == (403, False)


def test_the_log_says_why_and_of_nobody(client, provider, karin, caplog):
    provider.claims = {"email": "stranger@example.org"}
    walk(client, provider)
    said = [record.getMessage() for record in caplog.records if record.name.startswith("likvard")]
    assert said == ["sign-in by the identity provider was refused: unknown"]
    assert "stranger" not in caplog.text


@pytest.mark.parametrize(
    ("language", "words"), [("sv", "Logga in med Kommunkontot"), ("en", "Sign in with Kommunkontot")]
)
def test_the_button_is_there_only_where_there_is_a_provider(client, provider, settings, language, words):
    page = client.get(reverse("account_login"), {"next": "/arenden/"}, headers={"Accept-Language": language})
    assert words in page.content.decode()
    assert f"{reverse('vouch')}?next=/arenden/" in page.content.decode()
    settings.OIDC = None
    page = client.get(reverse("account_login"), headers={"Accept-Language": language})
    assert "Kommunkontot" not in page.content.decode()
    assert reverse("vouch") not in page.content.decode()
    assert (client.get(reverse("vouch")).status_code, client.get(reverse("vouched")).status_code) == (404, 404)


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ({}, None),
        ({"ISSUER": "https://id.example.org"}, "CLIENT_ID"),
        ({"ISSUER": "http://id.example.org", "CLIENT_ID": "a", "CLIENT_SECRET": "b"}, "https"),
        ({"ISSUER": "https://id.example.org", "CLIENT_ID": "a", "CLIENT_SECRET": "b", "SECOND_STEP": "no"}, "STEP"),
    ],
)  # fmt: skip
def test_settings_that_do_not_fit_together(monkeypatch, said, found):
    for name, value in said.items():
        monkeypatch.setenv(f"LIKVARD_OIDC_{name}", value)
    if found is None:
        assert installation._oidc() is None
        return
    with pytest.raises(ImproperlyConfigured, match=found):
        installation._oidc()


def test_settings_as_they_are_read(monkeypatch):
    for name, value in {"ISSUER": "https://id.example.org/x", "CLIENT_ID": "a", "CLIENT_SECRET": "b"}.items():
        monkeypatch.setenv(f"LIKVARD_OIDC_{name}", value)
    assert installation._oidc() == {
        "issuer": "https://id.example.org/x", "client_id": "a", "client_secret": "b", "name": "id.example.org",
        "second_step": "here", "trust_email": False,
    }  # fmt: skip
