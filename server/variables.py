"""Every setting, from the environment or a `.env` file, with its type and its default."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import (
    BaseSettings,
    DotEnvSettingsSource,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from auth.keys import Algorithm
from auth.throttles import TIMES
from db.address import normalize_url
from db.engine import LONGEST_SECONDS
from pictures import store
from resolvers.operation.bus import MOST_FOLLOWED
from server import forms
from server.env_file import EnvFile
from server.folders import ROOT, VAR
from server.graphql.limits.figures import Limits

Names = Annotated[list[str], NoDecode, BeforeValidator(forms.names)]
Rate = Annotated[str, AfterValidator(forms.rate)]
LinkPath = Annotated[str, AfterValidator(forms.link_path)]
Seconds = Annotated[float, Field(le=86_400, allow_inf_nan=False)]


def _database(value: str) -> str:
    normalize_url(value)
    return value


class Variables(BaseSettings):
    """An empty value is as good as none."""

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
    public_url: Annotated[str, AfterValidator(forms.site)] = "http://127.0.0.1:8000"
    verify_path: LinkPath = "/verify?token={token}"
    reset_path: LinkPath = "/reset?token={token}"
    email_undo_path: LinkPath = "/email/undo?token={token}"
    invitation_path: LinkPath = "/invitation?token={token}"
    require_verified_email: bool = False
    smtp_url: Annotated[str, AfterValidator(forms.mail_server)] = Field(default="", repr=False)
    mail_from: Annotated[str, AfterValidator(forms.sender)] = "aai <no-reply@localhost>"
    mail_folder: str | None = None
    mail_templates: str = ""
    pictures: Annotated[str, AfterValidator(store.check)] = f"file:{VAR / 'pictures'}"
    jwt_secret: str = Field(default="", repr=False)
    jwt_previous_secrets: Names = Field(default=[], repr=False)
    jwt_algorithm: Algorithm = "HS256"
    jwt_keys: str = ""
    jwt_issuer: str = "aai"
    jwt_audience: str = "aai"
    access_token_expire_minutes: int = Field(default=30, ge=1, le=1440)
    refresh_token_expire_days: int = Field(default=7, ge=1, le=90)
    anonymous_reads: bool = True
    planner: Literal["fused", "off"] = "fused"
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
    throttle_mail: Rate = "5/hour"
    throttle_mail_asked: Rate = "10/minute"
    throttle_token: Rate = "20/minute"  # noqa: S105
    throttle_second_factor: Rate = "5 per 15 minutes"
    throttle_picture: Rate = "20/hour"
    throttle_persist: Rate = "60/minute"
    throttle_ipv6_56: int = Field(default=TIMES[56], ge=1)
    throttle_ipv6_48: int = Field(default=TIMES[48], ge=1)
    throttle_ipv4_24: int = Field(default=TIMES[24], ge=1)
    limit_body_bytes: int = Field(default=1024 * 1024, ge=1024)
    limit_picture_bytes: int = Field(default=5 * 1024 * 1024, ge=1024)
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
    limit_seconds: int = Field(default=LONGEST_SECONDS, ge=1, le=86_400)
    limit_connections: int = Field(default=1000, ge=1)
    limit_address_connections: int = Field(default=200, ge=1)
    limit_address_operations: int = Field(default=200, ge=1)
    limit_held_bytes: int = Field(default=128 * 1024 * 1024, ge=1024)
    limit_opening_seconds: Seconds = Field(default=10, gt=0)
    limit_unread_seconds: Seconds = Field(default=20, gt=0)
    limit_socket_idle_seconds: Seconds = Field(default=60, gt=0)
    limit_socket_messages: int = Field(default=100, ge=1)
    keep_alive_seconds: Seconds = Field(default=75, gt=0)
    drain_seconds: Seconds = Field(default=5, ge=0)
    publish_schema: bool = True
