# Slim and non-root; the same entry point as `make run`. Data lives in /app/var; the rest may be read-only:
# docker run --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges -v afterglow:/app/var …
FROM python:3.13-slim AS build
WORKDIR /app
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY . .
RUN /venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation .

FROM python:3.13-slim
RUN useradd --uid 10001 --create-home --home-dir /app afterglow && mkdir /app/var && chown afterglow /app/var
COPY --from=build /venv /venv
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=3000 LOG_FORMAT=json
WORKDIR /app
USER afterglow
VOLUME /app/var
EXPOSE 3000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
    CMD ["python", "-c", "import os, urllib.request as u; u.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/healthz', timeout=3)"]
ENTRYPOINT ["afterglow"]
CMD ["run"]
