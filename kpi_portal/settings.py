"""Settings: one file, read from the environment, typed; a missing secret in production stops the start."""

from pathlib import Path

from celery.schedules import schedule

from kpi_portal import embedded, env
from kpi_portal.env import PRODUCTION

BASE_DIR = Path(__file__).resolve().parent.parent
KPI_HOME = env.folder("HOME", BASE_DIR / ".kpi")

SECRET_KEY = env.signing_key("SECRET_KEY", "development-only-secret-key-that-protects-nothing-0123456789")
BROKER_URL = env.address(
    "REDIS_URL",
    env.text("REDIS_URL", embedded.default_broker_url(KPI_HOME)),
    ("redis", "rediss", "redis+socket"),
)
CACHE_URL = env.address(
    "CACHE_URL", env.text("CACHE_URL", embedded.default_cache_url(KPI_HOME)), ("redis", "rediss", "unix")
)
LEDGER_KEY = env.ledger_key("LEDGER_KEY")
LEDGER_KEY_FILE = KPI_HOME / "ledger.key"

DEBUG = False
PUBLIC_DOMAIN = env.text("PUBLIC_DOMAIN", "localhost")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", [".localhost", "127.0.0.1"])
SITE_PORT = env.optional("SITE_PORT", "" if PRODUCTION else "8000")
"""The port that printed and mailed links carry: none behind a TLS proxy at its usual port, else that of “make run”."""
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 1 if PRODUCTION else 0)
"""How many reverse proxies of ours a request passes, each appending to X-Forwarded-For."""

# --- applications ------------------------------------------------------------------------------------------------
SHARED_APPS = ["django_tenants", "tenants", "django.contrib.staticfiles", "kpi_portal.apps.PortalConfig"]
TENANT_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "records",
    "people",
    "workorders",
    "evidence",
    "scoring",
    "reports",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
]
LIBRARIES = ["django.forms", "django_htmx", "heroicons", "django_filters", "import_export", "csp"]
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS, *LIBRARIES]

MIDDLEWARE = [
    # Outermost what adds headers: the redirect to https and the answers about health carry them too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "kpi_portal.middleware.health",
    "kpi_portal.client_address.real_client_address",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "kpi_portal.language.speak",
    "kpi_portal.middleware.refuse_hostile_bytes",
    "kpi_portal.middleware.CompanyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "people.last_address.last_address_noted",
    "people.second_factor.second_factor_required",
]

ROOT_URLCONF = "kpi_portal.urls"
PUBLIC_SCHEMA_URLCONF = "kpi_portal.public_urls"
WSGI_APPLICATION = "kpi_portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "kpi_portal.navigation.frame",
            ],
            "builtins": ["kpi_portal.templatetags.portal"],
        },
    }
]
FORM_RENDERER = "kpi_portal.rendering.PortalRenderer"

# --- tenants and database ------------------------------------------------------------------------------------------
TENANT_MODEL = "tenants.Company"
TENANT_DOMAIN_MODEL = "tenants.Domain"
TENANT_LIMIT_SET_CALLS = False
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
DATABASES = {
    "default": {
        **env.database("DATABASE_URL", env.text("DATABASE_URL", embedded.default_database_url(KPI_HOME))),
        "ENGINE": "tenants.database",
        "ROLE_OF_COMPANY": True,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
APP_ROLE = DATABASES["default"]["USER"]
OWNER_DATABASE = env.owner_database("OWNER_DATABASE_URL", embedded.default_database_url(KPI_HOME, embedded.OWNER))
"""Who changes the database's structure; tenants.owner alone connects as it. In production only where it is given."""
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": CACHE_URL,
        "KEY_FUNCTION": "django_tenants.cache.make_key",
    }
}

# --- Celery ----------------------------------------------------------------------------------------------------------
CELERY_BROKER_URL = BROKER_URL
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600}
KPI_SWEEP_EVERY = env.number("SWEEP_EVERY", 20)
"""Seconds between two rounds of the sweeper, which rings again what the broker or a dead worker lost."""
CELERY_BEAT_SCHEDULE = {
    "sweep-outboxes": {"task": "kpi_portal.sweep_outboxes", "schedule": schedule(run_every=KPI_SWEEP_EVERY)},
    "tell-companies": {"task": "kpi_portal.tell_companies", "schedule": schedule(run_every=30)},
    "scheduled-closes": {"task": "scoring.close_on_schedule", "schedule": schedule(run_every=3 * KPI_SWEEP_EVERY)},
    "invitations": {"task": "evidence.invite_residents", "schedule": schedule(run_every=3 * KPI_SWEEP_EVERY)},
    "nights": {"task": "scoring.nightly", "schedule": schedule(run_every=600)},  # each company's night, by its zone
}
CELERY_BEAT_SCHEDULE_FILENAME = str(KPI_HOME / "beat-schedule")

# --- the portal --------------------------------------------------------------------------------------------------
KPI_INTAKE_KINDS = (
    "people.imports.kinds",
    "workorders.imports.KIND",
    "evidence.kinds.imports",
    *(f"scoring.imports.{kind}.KIND" for kind in ("targets", "adjustments")),
    "reports.pay.importing.KIND",
)  # kinds of import as dotted paths, so that records imports no room above it; a function lists further paths
KPI_SETUP_SHEETS = "departments sites buildings people teams postings bonus_bases accounts targets".split()  # in order
KPI_SWEEP_AFTER_UNDO = "people.presumed.sweep"  # takes along what an undone import had made up beside its rows
KPI_CHANGES_OF_IMPORTS = {"workorders": "workorders.imports.changes.of_orders"}  # rooms whose rows keep a past apart
KPI_MADE_BY_IMPORTS = [f"people.{made}" for made in "Person Department Site Building Team Posting".split()]  # by name
KPI_FORESIGHT = "scoring.foreseeing.Foresight"  # which cards of closed months an import moves
KPI_SECOND_WORD = "scoring.leaving_out.verbs"  # its asked and whom_own_card_counts: what one does not do alone
KPI_RIPPLE = [*map("scoring.appeals.ripple_parts.{}".format, "POINTS CARD RANK PAY".split())]  # what appeals move
KPI_RIPPLE += ["scoring.results.ripple_part.AWARD", "reports.pay.ripple.PAID"]
KPI_FIRST_FACTS = ("workorders.truth.first_facts.first_facts", "evidence.kinds.first_facts")  # for presumed postings

# --- people and log-in -----------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "people.passwords.LongEnough", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "people.login.CompanyAccountAdapter"
ACCOUNT_FORMS = {
    "login": "people.login.CompanyLoginForm",
    "change_password": "people.login.CompanyChangePasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_SESSION_REMEMBER = None
SESSION_COOKIE_AGE = ACCOUNT_SESSION_COOKIE_AGE = 30 * 24 * 3600
"""Thirty days for those who ask for it at log-in; else until the browser is closed."""
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_RATE_LIMITS = {
    "login_failed": False,  # axes counts them
    "login": "600/m/ip",  # an office of hundreds behind one address begins at the same minute
    "reset_password": "60/h/ip,5/h/key",
    "second_factor": "5/5m/key",
}
MFA_ADAPTER = "people.second_factor.CompanyMFAAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "people.second_factor.CodeForm",
    "reauthenticate": "people.second_factor.CodeAgainForm",
    "activate_totp": "people.second_factor.SetUpForm",
    "add_webauthn": "people.second_factor.PasskeyForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # accounts are given, nobody signs up with an address
MFA_TOTP_TOLERANCE = 1  # a clock half a minute off
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not PRODUCTION
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
AXES_IPWARE_META_PRECEDENCE_ORDER = ["REMOTE_ADDR"]  # the real one: kpi_portal.client_address
AXES_USERNAME_CALLABLE = "people.login.username_of"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_LOCKOUT_CALLABLE = "people.login.locked_out"
AXES_ENABLE_ACCESS_FAILURE_LOG = False

# --- mail ------------------------------------------------------------------------------------------------------------
DEFAULT_FROM_EMAIL = env.optional("MAIL_FROM", f"KPI portal <noreply@{PUBLIC_DOMAIN}>")
_mail = env.mail("EMAIL_URL", f"file://{KPI_HOME / 'mail'}")
EMAIL_BACKEND, EMAIL_FILE_PATH = _mail["EMAIL_BACKEND"], _mail["EMAIL_FILE_PATH"]
EMAIL_HOST, EMAIL_PORT = _mail["EMAIL_HOST"], _mail["EMAIL_PORT"]
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail["EMAIL_HOST_USER"], _mail["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail["EMAIL_USE_TLS"], _mail["EMAIL_USE_SSL"]
KPI_GROUP_BOTS_AT = "" if PRODUCTION else env.optional("GROUP_BOTS_AT", "")  # a stand-in for their services, in tests

# --- languages, files ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = "kpi_portal.formats"
USE_TZ = True
TIME_ZONE = "UTC"
USE_THOUSAND_SEPARATOR = False
STATIC_URL = "static/"
STATIC_ROOT = KPI_HOME / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = not PRODUCTION
MEDIA_ROOT = str(env.folder("MEDIA_ROOT", KPI_HOME / "media"))
STORAGES = {
    # A folder per company below MEDIA_ROOT. A location of its own would put all companies into one folder.
    "default": {"BACKEND": "django_tenants.files.storage.TenantFileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if PRODUCTION
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000

# --- safety ----------------------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "connect-src": ["'self'"],
        "font-src": ["'self'"],
        "form-action": ["'self'"],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^(livez|readyz)$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_HSTS_PRELOAD = PRODUCTION
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "kpi_portal.log_lines.DiscreetFormatter",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "kpi_portal": {"level": "INFO"},
        "celery": {"level": "INFO"},
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS = ["security.W021"] if not PRODUCTION else []
