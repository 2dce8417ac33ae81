"""Sign-in by the organisation's own identity provider: OpenID Connect Core 1.0, the authorization code flow.

With PKCE (RFC 7636, S256), `state` and `nonce`; the ID token's signature is always checked against the provider's
published keys. Only asymmetric algorithms are taken, so that nobody signs a token with what is public. Nothing from
the provider is stored: a person is known by the address that the provider vouches for, each time anew.
"""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import jwt
from django.conf import settings
from django.core.cache import cache

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
SECONDS = 10  # that we wait for the provider
KEPT = 3600  # seconds that its addresses and keys are remembered
LEEWAY = 60  # seconds that two clocks may differ
OPEN = 900  # seconds from leaving for the provider to coming back
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class NotVouchedFor(Exception):  # noqa: N818 - the code is read aloud
    """Why nobody was signed in: a code for the log and for the page, never what the provider said of a person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Provider:
    """`second_step` "here": a person's own second step is asked for after the provider's; "there": the provider asks.
    `trust_email`: the provider's addresses are the organisation's own, also where it does not say that they are
    verified."""

    issuer: str
    client_id: str
    client_secret: str
    name: str
    second_step: str = "here"
    trust_email: bool = False


@dataclass(frozen=True, slots=True)
class Errand:
    """What is remembered in the session from leaving to coming back; all are random and used once."""

    state: str
    nonce: str
    verifier: str


def provider() -> Provider | None:
    return Provider(**settings.OIDC) if settings.OIDC else None


def new_errand() -> Errand:
    return Errand(*(secrets.token_urlsafe(32) for _ in range(3)))


def address_to_leave_for(one: Provider, errand: Errand, back: str) -> str:
    """The provider's page where the person signs in. Raises `NotVouchedFor`."""
    challenge = base64.urlsafe_b64encode(hashlib.sha256(errand.verifier.encode()).digest()).rstrip(b"=").decode()
    words = {
        "response_type": "code", "client_id": one.client_id, "redirect_uri": back, "scope": "openid email",
        "state": errand.state, "nonce": errand.nonce, "code_challenge": challenge, "code_challenge_method": "S256",
    }  # fmt: skip
    address = _endpoint(one, "authorization_endpoint")
    return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(words)}"


def vouched_email(one: Provider, errand: Errand, *, state: str, code: str, back: str) -> str:
    """The e-mail address of the person who comes back with `code`. Raises `NotVouchedFor`."""
    if not hmac.compare_digest(errand.state.encode(), state.encode()):
        raise NotVouchedFor("state")
    given = _token(one, errand, code, back)
    said = _checked(one, str(given.get("id_token") or ""))
    if not hmac.compare_digest(errand.nonce.encode(), str(said.get("nonce") or "").encode()):
        raise NotVouchedFor("nonce")
    if "email" not in said and given.get("access_token"):
        more = _asked("GET", _endpoint(one, "userinfo_endpoint"),
                      headers={"Authorization": f"Bearer {given['access_token']}"})  # fmt: skip
        if more.get("sub") != said["sub"]:  # OpenID Connect Core 5.3.2: another person's
            raise NotVouchedFor("subject")
        said = {**more, **said}
    email = said.get("email")
    if not isinstance(email, str) or "@" not in email:
        raise NotVouchedFor("no_email")
    if said.get("email_verified") is not True and not (one.trust_email and said.get("email_verified") is None):
        raise NotVouchedFor("email_not_verified")
    return email.strip()


def _token(one: Provider, errand: Errand, code: str, back: str) -> dict[str, Any]:
    words = {
        "grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": errand.verifier,
    }  # fmt: skip
    ways = _configuration(one).get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in ways:
        # RFC 6749 2.3.1: both are encoded as a form before they are joined.
        name, secret = (urlencode({"": word})[1:] for word in (one.client_id, one.client_secret))
        joined = base64.b64encode(f"{name}:{secret}".encode()).decode()
        return _asked(
            "POST", _endpoint(one, "token_endpoint"), data=words, headers={"Authorization": f"Basic {joined}"}
        )
    words |= {"client_id": one.client_id, "client_secret": one.client_secret}
    return _asked("POST", _endpoint(one, "token_endpoint"), data=words)


def _checked(one: Provider, token: str) -> dict[str, Any]:
    """What the ID token says, when the provider has signed it, for us, and it holds now (Core 3.1.3.7)."""
    try:
        head = jwt.get_unverified_header(token)
        if head.get("alg") not in ALGORITHMS:
            raise NotVouchedFor("algorithm")
        said = jwt.decode(
            token, _key(one, head.get("kid"), head["alg"]), algorithms=[head["alg"]], audience=one.client_id,
            issuer=one.issuer, leeway=LEEWAY, options={"require": ["exp", "iat", "iss", "aud", "sub"]},
        )  # fmt: skip
    except jwt.InvalidAudienceError:
        raise NotVouchedFor("audience") from None
    except jwt.InvalidIssuerError:
        raise NotVouchedFor("issuer") from None
    except jwt.ExpiredSignatureError:
        raise NotVouchedFor("expired") from None
    except jwt.PyJWTError:
        raise NotVouchedFor("token") from None
    meant = said["aud"] if isinstance(said["aud"], list) else [said["aud"]]
    if (len(meant) > 1 or "azp" in said) and said.get("azp") != one.client_id:
        raise NotVouchedFor("audience")
    return said


def _key(one: Provider, kid: object, algorithm: str) -> Any:
    """The provider's key with that id; its list is fetched anew, once, for one that it did not have before."""
    for fresh in (False, True):
        listed = _kept(one, "jwks", _endpoint(one, "jwks_uri"), fresh=fresh).get("keys")
        fitting = [
            key for key in listed if isinstance(key, dict) and key.get("use", "sig") == "sig"
            and (key.get("kid") == kid if kid is not None else True) and key.get("alg", algorithm) == algorithm
        ] if isinstance(listed, list) else []  # fmt: skip
        if len(fitting) == 1:
            return jwt.PyJWK(fitting[0], algorithm=algorithm)
    raise NotVouchedFor("key")


def _configuration(one: Provider) -> dict[str, Any]:
    said = _kept(one, "configuration", f"{one.issuer.rstrip('/')}/.well-known/openid-configuration")
    if said.get("issuer") != one.issuer:  # OpenID Connect Discovery 4.3
        raise NotVouchedFor("issuer")
    return said


def _endpoint(one: Provider, name: str) -> str:
    address = _configuration(one).get(name)
    if not isinstance(address, str):
        raise NotVouchedFor("configuration")
    return address


def _kept(one: Provider, what: str, address: str, *, fresh: bool = False) -> dict[str, Any]:
    name = f"oidc-{what}-{hashlib.sha256(one.issuer.encode()).hexdigest()[:16]}"
    said = None if fresh else cache.get(name)
    if said is None:
        said = _asked("GET", address)
        cache.set(name, said, KEPT)
    return said


def _asked(method: str, address: str, **more: Any) -> dict[str, Any]:
    parts = urlsplit(address)
    if parts.scheme != "https" and parts.hostname not in LOOPBACK:
        raise NotVouchedFor("not_https")
    try:
        answer = httpx.request(method, address, timeout=SECONDS, follow_redirects=False, **more)
        answer.raise_for_status()
        said = answer.json()
    except (httpx.HTTPError, ValueError):
        raise NotVouchedFor("provider_away" if method == "GET" else "code") from None
    if not isinstance(said, dict):
        raise NotVouchedFor("provider_away")
    return said
