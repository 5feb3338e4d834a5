"""The version of this server, which `pyproject.toml` repeats."""

VERSION = "0.1.0"
