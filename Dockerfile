# What is installed and built is so in stages of its own; the last one runs without build tools.
# Base images are named by digest, so that a build tomorrow starts from what was tried today; to take
# a newer one: `docker buildx imagetools inspect python:3.11-slim`, and so on, and write its digest.
FROM python:3.11-slim@sha256:9c900dea9e8fb7e16277c179b555cc72d29a352dbc33cff48ad5a0412fd5bfc7 AS dependencies
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM node:22-slim@sha256:c3de60bf2f9dd0ac6370e6117950ff62d6e339527e7472301c9c78a017978392 AS explorer
WORKDIR /explorer
COPY explorer/package.json explorer/package-lock.json explorer/.npmrc ./
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY explorer/build.js ./
COPY explorer/src src
RUN node build.js

FROM python:3.11-slim@sha256:9c900dea9e8fb7e16277c179b555cc72d29a352dbc33cff48ad5a0412fd5bfc7
RUN useradd --system --uid 1000 aai
WORKDIR /app
COPY --from=dependencies /venv /venv
COPY alembic.ini app.py ./
COPY auth auth
COPY base base
COPY db db
COPY demo demo
COPY imports imports
COPY loaders loaders
COPY mail mail
COPY migrations migrations
COPY pictures pictures
COPY planner planner
COPY resolvers resolvers
COPY schema schema
COPY server server
COPY --from=explorer /explorer/dist explorer/dist
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 ENVIRONMENT=production
USER aai
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s CMD ["python", "-c", "from urllib.request import urlopen; urlopen('http://127.0.0.1:8000/health/ready', timeout=2)"]
CMD ["python", "app.py", "serve", "--host", "0.0.0.0"]
