# The same Python, packages and start commands as on a developer's machine; the set-up of tools/setup.sh in layers.
FROM python:3.11-slim-bookworm

RUN apt-get update \
    && apt-get install -y --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-noto-cjk \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --create-home --home-dir /var/lib/kpi kpi

WORKDIR /app
COPY pyproject.toml requirements.lock ./
RUN python -m venv .venv \
    && .venv/bin/python -m pip install --no-cache-dir --disable-pip-version-check uv==0.13.9 \
    && .venv/bin/uv pip install --no-cache --python .venv/bin/python -r pyproject.toml -c requirements.lock

COPY . .
RUN .venv/bin/pybabel -q compile -d locale -D django && .venv/bin/python tools/prepare_fonts.py && chmod -R a+rX .kpi

USER kpi
ENV KPI_ENV=production KPI_HOME=/var/lib/kpi KPI_BIND=0.0.0.0:8000 PYTHONUNBUFFERED=1
EXPOSE 8000
CMD [".venv/bin/gunicorn", "kpi_portal.wsgi"]
