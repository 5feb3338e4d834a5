"""Every setting, from the environment or a `.env` file, with its default."""

import datetime as dt
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from auth.keys import Algorithm, Keys
from auth.secret_strength import weakness
from auth.throttles import TIMES, Throttle
from db import private
from db.address import normalize_url
from db.engine import LONGEST
from resolvers.events import MOST_FOLLOWED
from server import development_secret, forms
from server.env_file import EnvFile, Misconfigured
from server.graphql.documents import trusted
from server.graphql.limits.figures import Limits

ROOT = Path(__file__).parent.parent
VAR = ROOT / "var"

Names = Annotated[list[str], NoDecode, BeforeValidator(forms.names)]
Rate = Annotated[str, AfterValidator(forms.rate)]
Seconds = Annotated[float, Field(le=86_400, allow_inf_nan=False)]


def _database(value: str) -> str:
    normalize_url(value)
    return value


class Settings(BaseSettings):
    """Raises pydantic's ValidationError, which names each setting that is wrong, or Misconfigured.

    An empty value is as good as none.
    """

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env",
        env_file_encoding="latin-1",  # pydantic's first look never fails; EnvFile's counts
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment before `.env`."""
        assert isinstance(dotenv_settings, DotEnvSettingsSource)
        return init_settings, env_settings, EnvFile(settings_cls, dotenv_settings.env_file)

    environment: Literal["development", "production"] = "development"
    database_url: Annotated[str, AfterValidator(_database)] = f"sqlite:///{VAR / 'aai.db'}"
    database_pool_size: int = Field(default=10, ge=1, le=200)
    bcrypt_rounds: int = Field(default=12, ge=4, le=16)
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
    cors_origins: Annotated[Names, AfterValidator(forms.origins)] = []
    cors_headers: Annotated[Names, AfterValidator(forms.headers)] = []
    trusted_proxies: Annotated[Names, AfterValidator(forms.proxies)] = []
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["json", "console"] | None = None
    metrics_port: int | None = Field(default=None, ge=1, le=65535)
    metrics_host: str = "127.0.0.1"
    metrics_token: Annotated[str, AfterValidator(forms.token)] = Field(default="", repr=False)
    redis_url: Annotated[str, AfterValidator(forms.redis_address)] = ""
    persisted_queries: bool = True
    trusted_documents: str = ""
    trusted_documents_only: bool = False
    throttle_login: Rate = "10/minute"
    throttle_login_failed: Rate = "5 per 5 minutes"
    throttle_login_failed_elsewhere: Rate = "30 per 5 minutes"
    throttle_register: Rate = "20/minute"
    throttle_refresh: Rate = "60/minute"
    throttle_refresh_failed: Rate = "60/minute"
    throttle_change_password: Rate = "5/minute"  # noqa: S105
    throttle_persist: Rate = "60/minute"
    throttle_ipv6_56: int = Field(default=TIMES[56], ge=1)
    throttle_ipv6_48: int = Field(default=TIMES[48], ge=1)
    throttle_ipv4_24: int = Field(default=TIMES[24], ge=1)
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
    limit_seconds: int = Field(default=LONGEST, ge=1, le=86_400)
    limit_connections: int = Field(default=1000, ge=1)
    limit_address_connections: int = Field(default=200, ge=1)
    limit_held_bytes: int = Field(default=128 * 1024 * 1024, ge=1024)
    limit_opening_seconds: Seconds = Field(default=10, gt=0)
    limit_unread_seconds: Seconds = Field(default=20, gt=0)
    limit_socket_idle_seconds: Seconds = Field(default=60, gt=0)
    limit_socket_messages: int = Field(default=100, ge=1)
    keep_alive_seconds: Seconds = Field(default=75, gt=0)
    drain_seconds: Seconds = Field(default=5, ge=0)
    publish_schema: bool = True

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

    @model_validator(mode="after")
    def _production_names_its_database(self) -> Self:
        """Whatever is run: a SQLite file that nobody asked for would be lost with its container."""
        if not self.in_development and "database_url" not in self.model_fields_set:
            raise ValueError("DATABASE_URL must be set where ENVIRONMENT is production")
        return self

    def prepare_database(self) -> None:
        """Make the folder of a SQLite file, for us alone; Misconfigured where it cannot be made."""
        url = normalize_url(self.database_url)
        if url.get_backend_name() == "sqlite" and url.database:
            try:
                private.make_folder(Path(url.database).parent)
            except OSError as error:
                reason = f"the folder of the file cannot be made: {error.strerror}"
                raise Misconfigured(f"DATABASE_URL: {reason}.") from None

    @property
    def in_development(self) -> bool:
        return self.environment == "development"

    @property
    def introspection_on(self) -> bool:
        default = self.in_development and self.publish_schema
        return default if self.introspection is None else self.introspection

    @property
    def explorer_on(self) -> bool:
        return self.in_development if self.explorer is None else self.explorer

    @property
    def documents_on(self) -> bool:
        return self.in_development and self.publish_schema

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

    @property
    def throttle_times(self) -> dict[int, int]:
        """How many times as much wider networks may try, by prefix length."""
        return {56: self.throttle_ipv6_56, 48: self.throttle_ipv6_48, 24: self.throttle_ipv4_24}

    @cached_property
    def trusted(self) -> dict[str, str]:
        """The trusted documents by their id."""
        try:
            return trusted.read(Path(self.trusted_documents)) if self.trusted_documents else {}
        except OSError as error:
            raise ValueError(f"TRUSTED_DOCUMENTS cannot be read: {error.strerror}") from None
        except ValueError as error:
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
