"""python3 kpi_portal/make_secrets.py: new secrets as lines for .env, before anything is installed or set."""

import base64
import secrets


def fresh_secrets() -> dict[str, str]:
    """A new value for every secret of .env.example."""
    return {
        "KPI_SECRET_KEY": secrets.token_urlsafe(48),
        "KPI_LEDGER_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
        "KPI_DATABASE_PASSWORD": secrets.token_hex(24),
        "KPI_OWNER_DATABASE_PASSWORD": secrets.token_hex(24),
        "KPI_POSTGRES_PASSWORD": secrets.token_hex(24),
    }


if __name__ == "__main__":
    for name, value in fresh_secrets().items():
        print(f"{name}={value}")
