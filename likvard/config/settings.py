"""One settings file; everything that differs between installations comes from the environment.

| variable | meaning | default |
|---|---|---|
| LIKVARD_DATA_DIR | folder of the database, the originals and the outbox | ./var |
| LIKVARD_DATABASE_URL | sqlite:///path or postgresql://user:password@host:port/name | SQLite in the data folder |
| LIKVARD_SECRET_KEY | signing key; made and kept in the data folder when absent | - |
| LIKVARD_BASE_URL | address users see; used in e-mail and calendar feeds | http://localhost:8000 |
| LIKVARD_VAULT_KEY | keys of the vault of names, newest first, parted by commas; made and kept when absent | - |
| LIKVARD_EMAIL_URL | smtp://name:word@host:port (587: STARTTLS), smtps:, file:, console: | files in the data folder |
| LIKVARD_EMAIL_FROM | sender of reminders | likvard@localhost |
| LIKVARD_DEBUG | 1 shows error pages to developers | 0 |
| LIKVARD_PROXIES | how many proxies of our own stand in front (for the visitor's address) | 0 |
| LIKVARD_CLAMAV | tcp://host:port or unix:///path of clamd: every file that comes in is checked | none |
| LIKVARD_PUBLIC | 0 closes the public pages at /offentligt/; else they show what two people have published | 1 |
| LIKVARD_PSEUDONYM_KEY | 64 hexadecimal digits; ties files about persons together; made and kept when absent | - |
| LIKVARD_OIDC_ISSUER | address of the identity provider (OpenID Connect) that people may sign in by | none |
| LIKVARD_OIDC_CLIENT_ID | our name with that provider | - |
| LIKVARD_OIDC_CLIENT_SECRET | our secret with that provider | - |
| LIKVARD_OIDC_NAME | what the button says people sign in with | the provider's host name |
| LIKVARD_OIDC_SECOND_STEP | here: a person's own second step is asked for too; there: the provider's is enough | here |
| LIKVARD_OIDC_TRUST_EMAIL | 1 when the provider's addresses are the organisation's own, though it does not say so | 0 |
| LIKVARD_DEMO | 1 shows the demo's sign-ins on the sign-in page | 0 |
"""

import os
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.core.management.utils import get_random_secret_key

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = Path(os.environ.get("LIKVARD_DATA_DIR", "var")).resolve()


def _secret_key() -> str:
    """From the environment, else a key made once and kept readable by its owner alone."""
    if key := os.environ.get("LIKVARD_SECRET_KEY"):
        return key
    path = DATA_DIR / "secret-key"
    if not path.exists():
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _database() -> dict:
    url = os.environ.get("LIKVARD_DATABASE_URL", "")
    if not url or url.startswith("sqlite:///"):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": url.removeprefix("sqlite:///") or DATA_DIR / "likvard.sqlite3",
            "OPTIONS": {
                # Readers never wait for a writer; a writer waits 20 s for another before it gives up.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;",
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            "LIKVARD_DATABASE_URL must begin with sqlite:/// or postgresql:// (see likvard/config/settings.py)."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        # The questions of pages are short: to compile one takes longer than to answer it.
        "OPTIONS": {"options": "-c jit=off"},
    }


def _email() -> dict:
    url = os.environ.get("LIKVARD_EMAIL_URL", "")
    parts = urlsplit(url)
    if not url or parts.scheme == "file":
        folder = parts.path if url else str(DATA_DIR / "outbox")
        return {
            "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "EMAIL_FILE_PATH": folder,
        }
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if parts.scheme not in ("smtp", "smtps"):
        raise ImproperlyConfigured("LIKVARD_EMAIL_URL must begin with smtp://, smtps://, file:/// or be console:")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname or "localhost",
        "EMAIL_PORT": parts.port or (465 if parts.scheme == "smtps" else 25),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and parts.port == 587,  # where nobody may speak in the clear (RFC 8314)
        "EMAIL_TIMEOUT": 20,
    }


def _oidc() -> dict | None:
    """Sign-in by the organisation's own identity provider; nothing without an address of one."""
    said = {name: os.environ.get(f"LIKVARD_OIDC_{name}", "").strip() for name in (
        "ISSUER", "CLIENT_ID", "CLIENT_SECRET", "NAME", "SECOND_STEP", "TRUST_EMAIL"
    )}  # fmt: skip
    if not said["ISSUER"]:
        return None
    if missing := [f"LIKVARD_OIDC_{name}" for name in ("CLIENT_ID", "CLIENT_SECRET") if not said[name]]:
        raise ImproperlyConfigured(f"LIKVARD_OIDC_ISSUER needs {' and '.join(missing)} too.")
    parts = urlsplit(said["ISSUER"])
    if parts.scheme != "https" and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
        raise ImproperlyConfigured("LIKVARD_OIDC_ISSUER must begin with https://")
    if said["SECOND_STEP"] not in ("", "here", "there"):
        raise ImproperlyConfigured("LIKVARD_OIDC_SECOND_STEP must be here or there.")
    return {
        "issuer": said["ISSUER"],
        "client_id": said["CLIENT_ID"],
        "client_secret": said["CLIENT_SECRET"],
        "name": said["NAME"] or parts.hostname or "",
        "second_step": said["SECOND_STEP"] or "here",
        "trust_email": said["TRUST_EMAIL"] == "1",
    }


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("LIKVARD_DEBUG") == "1"
PUBLIC = os.environ.get("LIKVARD_PUBLIC", "1") != "0"
DEMO = os.environ.get("LIKVARD_DEMO") == "1"
BASE_URL = os.environ.get("LIKVARD_BASE_URL", "http://localhost:8000").rstrip("/")
_secure = BASE_URL.startswith("https://")
ALLOWED_HOSTS = [urlsplit(BASE_URL).hostname or "localhost", "localhost", "127.0.0.1"]
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "likvard.ledger",
    "likvard.organisations",
    "likvard.access",
    "likvard.datasets",
    "likvard.documents",
    "likvard.signals",
    "likvard.surveys",
    "likvard.quality",
    "likvard.reviews",
    "likvard.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "likvard.web.staticfiles.StaticFiles",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "likvard.web.middleware.person",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
]

ROOT_URLCONF = "likvard.config.urls"
WSGI_APPLICATION = "likvard.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

FORM_RENDERER = "likvard.web.widgets.Renderer"

DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
globals().update(_email())
DEFAULT_FROM_EMAIL = os.environ.get("LIKVARD_EMAIL_FROM", "likvard@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
OIDC = _oidc()
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_ADAPTER = "likvard.web.signin.InvitedOnly"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a forgotten password is asked for in silence: nobody learns who has an account
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGIN_ON_PASSWORD_RESET = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 600  # seconds until the password is asked for again before a change of sign-in
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # whoever's password or second step is changed gets a letter about it
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _secure else "http"
ACCOUNT_FORMS = {"login": "likvard.web.signin.LoginForm"}
# Ten tries a minute from one address, five in five minutes for one person; then the door rests.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/300s/key", "login": "60/m/ip"}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("LIKVARD_PROXIES", "0"))
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "likvard.web.signin.SecondStep"
MFA_TOTP_ISSUER = "Likvärd"

# Counts of tries live where every process of the installation sees them.
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": DATA_DIR / "cache"},
    # What was reckoned from the published figures: heavy to make, and read by every process.
    "reckoned": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "reckoned",
        "TIMEOUT": None,
        "OPTIONS": {"MAX_ENTRIES": 3000},
    },
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "sv"
LANGUAGES = [("sv", "Svenska"), ("en", "English")]
LOCALE_PATHS = [PACKAGE / "web" / "locale"]
TIME_ZONE = "Europe/Stockholm"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
# Served straight from the package: nothing to collect, nothing to forget at an upgrade.
WHITENOISE_USE_FINDERS = True
WHITENOISE_ALLOW_ALL_ORIGINS = False
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "likvard.web.staticfiles.MarkedStorage"},
}
MEDIA_ROOT = DATA_DIR / "originals"

SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = _secure
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_SECURE = _secure
CSRF_FAILURE_VIEW = "likvard.web.views.site.csrf_failed"
CSRF_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SECURE = _secure
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
SECURE_SSL_REDIRECT = False  # the proxy in front does that; the address in LIKVARD_BASE_URL says whether there is one
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _secure else None
SECURE_HSTS_SECONDS = 31_536_000 if _secure else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"

# Nothing from elsewhere and nothing inline: neither script nor style. `data:` is for the design system's masks and
# the QR code of the second factor.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "frame-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'self'"],
        "base-uri": ["'none'"],
    }
}

DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
FILE_UPLOAD_HANDLERS = [
    "likvard.web.uploads.NoMoreThanNeeded",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
CLAMAV = os.environ.get("LIKVARD_CLAMAV", "")
MAX_DOCUMENT_BYTES = 50_000_000  # the reader's own limit; see reading/errors.py

# Faults go to standard error, where the one who runs the site reads them. No request bodies, no e-mail.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "filters": {"without_secrets": {"()": "likvard.web.logmasking.WithoutSecrets"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["without_secrets"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
