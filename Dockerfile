FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 OMP_NUM_THREADS=1 \
    DJANGO_SETTINGS_MODULE=config.settings.production TENON_VAR=/var/lib/tenon

RUN useradd --system --create-home --home-dir /var/lib/tenon tenon
WORKDIR /srv/tenon

COPY requirements/base.txt requirements/base.txt
RUN pip install --no-cache-dir --require-hashes --only-binary :all: -r requirements/base.txt

COPY . .
# Static files are collected at build time, with settings that need no secret.
RUN DJANGO_SETTINGS_MODULE=config.settings.build python manage.py collectstatic --noinput -v0

USER tenon
EXPOSE 8000
CMD ["gunicorn", "config.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread", "--workers", "2", "--threads", "8", "--timeout", "60", "--limit-request-line", "8190", "--no-control-socket"]
