"""Every setting, from the environment or a `.env` file, with its default."""

import datetime as dt
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

import limits
from pydantic import Field, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from auth.keys import Algorithm, Keys
from auth.secret_strength import weakness
from auth.throttles import Throttle
from db import private
from db.engine import LONGEST, normalize_url
from resolvers.events import MOST_FOLLOWED
from server import development_secret
from server.graphql import trusted
from server.graphql.limits.figures import Limits

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"
SHORTEST_TOKEN = 16

Names = Annotated[list[str], NoDecode]


class Settings(BaseSettings):
    """Raises pydantic's ValidationError, which names each setting that is wrong."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    environment: Literal["development", "production"] = "development"
    database_url: str = f"sqlite:///{VAR / 'aai.db'}"
    database_pool_size: int = Field(default=10, ge=1, le=200)
    bcrypt_rounds: int = Field(default=12, ge=4, le=31)
    jwt_secret: str = Field(default="", repr=False)
    jwt_previous_secrets: Names = Field(default=[], repr=False)
    jwt_algorithm: Algorithm = "HS256"
    jwt_keys: str = ""
    jwt_issuer: str = "aai"
    jwt_audience: str = "aai"
    access_token_expire_minutes: int = Field(default=30, ge=1, le=1440)
    refresh_token_expire_days: int = Field(default=7, ge=1, le=90)
    anonymous_reads: bool = True
    introspection: bool | None = None
    explorer: bool | None = None
    cors_origins: Names = []
    trusted_proxies: Names = []
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] | None = None
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    metrics_host: str = "127.0.0.1"
    metrics_token: str = Field(default="", repr=False)
    redis_url: str = ""
    persisted_queries: bool = True
    trusted_documents: str = ""
    trusted_documents_only: bool = False
    throttle_login: str = "10/minute"
    throttle_login_failed: str = "5 per 5 minutes"
    throttle_login_failed_elsewhere: str = "30 per 5 minutes"
    throttle_register: str = "20/minute"
    throttle_refresh: str = "60/minute"
    throttle_change_password: str = "5/minute"  # noqa: S105
    throttle_persist: str = "60/minute"
    limit_body_bytes: int = Field(default=1024 * 1024, ge=1024)
    limit_answer_bytes: int = Field(default=16 * 1024 * 1024, ge=1024)
    limit_tokens: int = Field(default=10_000, ge=100)
    limit_cost: int = Field(default=Limits.cost, ge=1)
    limit_depth: int = Field(default=Limits.depth, ge=1)
    limit_aliases: int = Field(default=Limits.aliases, ge=0)
    limit_directives: int = Field(default=Limits.directives, ge=0)
    limit_root_fields: int = Field(default=Limits.root_fields, ge=1)
    limit_fields: int = Field(default=Limits.fields, ge=1)
    limit_values: int = Field(default=Limits.values, ge=0)
    limit_repeats: int = Field(default=Limits.repeats, ge=0)
    limit_spreads: int = Field(default=Limits.spreads, ge=0)
    limit_definitions: int = Field(default=Limits.definitions, ge=1)
    limit_batch: int = Field(default=10, ge=1)
    limit_socket_subscriptions: int = Field(default=50, ge=1)
    limit_user_subscriptions: int = Field(default=MOST_FOLLOWED, ge=1)
    limit_filter_conditions: int = Field(default=Limits.filter_conditions, ge=1)
    limit_seconds: int = Field(default=LONGEST, ge=1)

    @field_validator("cors_origins", "jwt_previous_secrets", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """A list is written with commas."""
        if isinstance(value, str):
            return [item.strip() for item in value.split(",") if item.strip()]
        return value

    @field_validator(
        "throttle_login",
        "throttle_login_failed",
        "throttle_login_failed_elsewhere",
        "throttle_register",
        "throttle_refresh",
        "throttle_change_password",
        "throttle_persist",
    )
    @classmethod
    def _is_a_rate(cls, value: str) -> str:
        """ValueError unless it reads as `5/minute` or `5 per 10 minutes`."""
        if limits.parse(value).amount < 1:
            raise ValueError("must allow at least one try")
        return value

    @field_validator("redis_url")
    @classmethod
    def _is_redis(cls, value: str) -> str:
        if value and not value.startswith(("redis://", "rediss://", "redis+unix://")):
            raise ValueError("must begin with redis://, rediss:// or redis+unix://")
        return value

    @field_validator("metrics_token")
    @classmethod
    def _is_long(cls, value: str) -> str:
        if value and len(value) < SHORTEST_TOKEN:
            raise ValueError(f"must have at least {SHORTEST_TOKEN} characters")
        return value

    @field_validator("database_url")
    @classmethod
    def _supported(cls, value: str) -> str:
        normalize_url(value)
        return value

    @model_validator(mode="after")
    def _keys_are_strong(self) -> Self:
        """In every mode: refresh tokens are derived from the secret."""
        if self.jwt_secret or not self.in_development:
            _refuse_weak("JWT_SECRET", self.jwt_secret)
        for secret in self.jwt_previous_secrets:
            _refuse_weak("JWT_PREVIOUS_SECRETS, separated by commas, each", secret)
        if self.jwt_algorithm != "HS256":
            _ = self.keys  # read now, so that a key of no use refuses to start
        return self

    @model_validator(mode="after")
    def _documents_are_there(self) -> Self:
        if self.trusted_documents_only and not self.trusted_documents:
            raise ValueError("TRUSTED_DOCUMENTS_ONLY needs TRUSTED_DOCUMENTS, a file or a folder")
        _ = self.trusted  # read now, so that documents of no use refuse to start
        return self

    def prepare_database(self) -> None:
        """Make the folder of a SQLite file, for us alone."""
        url = normalize_url(self.database_url)
        if url.get_backend_name() == "sqlite" and url.database:
            private.make_folder(Path(url.database).parent)

    @property
    def in_development(self) -> bool:
        return self.environment == "development"

    @property
    def introspection_on(self) -> bool:
        return self.in_development if self.introspection is None else self.introspection

    @property
    def explorer_on(self) -> bool:
        return self.in_development if self.explorer is None else self.explorer

    @property
    def logs_are_json(self) -> bool:
        if self.log_format is None:
            return not self.in_development
        return self.log_format == "json"

    @property
    def limits(self) -> Limits:
        """What one operation may ask for."""
        return Limits(**{item.name: getattr(self, f"limit_{item.name}") for item in fields(Limits)})

    @property
    def throttles(self) -> dict[Throttle, str]:
        """The rate of each throttle."""
        return {item: getattr(self, f"throttle_{item.name.lower()}") for item in Throttle}

    @cached_property
    def trusted(self) -> dict[str, str]:
        """The trusted documents by their id."""
        try:
            return trusted.read(Path(self.trusted_documents)) if self.trusted_documents else {}
        except (OSError, ValueError) as error:
            raise ValueError(f"TRUSTED_DOCUMENTS: {error}") from None

    @property
    def access_token_lifetime(self) -> dt.timedelta:
        return dt.timedelta(minutes=self.access_token_expire_minutes)

    @property
    def refresh_token_lifetime(self) -> dt.timedelta:
        return dt.timedelta(days=self.refresh_token_expire_days)

    @cached_property
    def signing_secret(self) -> str:
        """JWT_SECRET, or in development one that is made once and kept outside git."""
        return self.jwt_secret or development_secret.read(VAR / "jwt_secret")

    @cached_property
    def keys(self) -> Keys:
        """What access tokens are signed and verified with."""
        if self.jwt_algorithm == "HS256":
            return Keys.from_secrets(self.signing_secret, *self.jwt_previous_secrets)
        return Keys.from_folder(self.jwt_algorithm, self.jwt_keys)


def _refuse_weak(name: str, secret: str) -> None:
    if reason := weakness(secret):
        raise ValueError(f"{name} {reason}")
