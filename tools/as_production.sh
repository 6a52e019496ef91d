#!/usr/bin/env bash
# A management command with the settings of production and made-up secrets: for checks and for building the image.
# usage: tools/as_production.sh COMMAND [OPTION…]
set -euo pipefail
cd "$(dirname "$0")/.."
made_up=$(head -c 48 /dev/urandom | base64 -w 0)
ledger_key=$(head -c 32 /dev/urandom | base64 -w 0)
exec env KPI_ENV=production KPI_SECRET_KEY="$made_up" KPI_LEDGER_KEY="$ledger_key" KPI_ALLOWED_HOSTS=.example.com \
  KPI_PUBLIC_DOMAIN=example.com KPI_DATABASE_URL=postgresql://kpi_app@db/kpi KPI_REDIS_URL=redis://broker/0 \
  KPI_CACHE_URL=redis://broker/1 KPI_EMAIL_URL=submission://mail:secret@mail.example.com:587 \
  KPI_MAIL_FROM=kpi@example.com .venv/bin/python manage.py "$@"
