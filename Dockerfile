# The app, its workers, the scheduler, the sampler and Locust: one image, started with different commands.
ARG PYTHON_VERSION=3.12

FROM python:${PYTHON_VERSION}-slim AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /app
RUN python -m venv /venv
COPY requirements-runtime.txt ./
RUN /venv/bin/pip install --no-deps --require-hashes -r requirements-runtime.txt \
    && /venv/bin/pip install --no-deps "setuptools>=80"
COPY pyproject.toml README.md LICENSE ./
COPY webapp webapp
COPY seeding seeding
COPY roadmap roadmap
COPY locustfiles locustfiles
COPY lab lab
COPY dashboards dashboards
RUN /venv/bin/pip install --no-deps --no-build-isolation -e .

FROM python:${PYTHON_VERSION}-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin taskpilot \
    && mkdir /data && chown taskpilot /data
COPY --from=build /venv /venv
COPY --from=build /app /app
COPY locust.conf .flaskenv /app/
WORKDIR /app
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 TASKPILOT_LAB_DIR=/data
USER 10001
EXPOSE 8000 8089
CMD ["gunicorn", "webapp.app:create_app()", "--config", "python:webapp.server.config", "--bind", "0.0.0.0:8000"]
