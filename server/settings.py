"""What the settings mean together, and what is made of them."""

import datetime as dt
from dataclasses import fields
from functools import cached_property
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import model_validator

from auth.keys import Keys
from auth.secret_strength import weakness
from auth.throttles import Throttle
from base import private
from db.address import normalize_url
from mail.templates import Templates
from server import development_secret
from server.env_file import Misconfigured
from server.folders import VAR
from server.graphql.documents import trusted
from server.graphql.limits.figures import Limits
from server.variables import Variables

NO_FOLDER = "off"
"""The value of MAIL_FOLDER with which mails wait in the outbox, also in development."""


class Settings(Variables):
    """Raises ValidationError, which names each setting that is wrong, or Misconfigured."""

    @model_validator(mode="after")
    def _keys_are_strong(self) -> Self:
        """Refuse weak secrets in every mode: refresh tokens are derived from them."""
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
    def _templates_are_there(self) -> Self:
        _ = self.templates  # read now, so that words of no use refuse to start
        return self

    @model_validator(mode="after")
    def _production_names_its_database(self) -> Self:
        """For all commands: a SQLite file that nobody asked for would go with its container."""
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
    def mails_kept_in(self) -> str:
        """The folder that mails go to where there is no mail server, empty for none."""
        if self.mail_folder is None:
            return str(VAR / "mail") if self.in_development else ""
        return "" if self.mail_folder == NO_FOLDER else self.mail_folder

    @property
    def site(self) -> str:
        """What people know the server by."""
        return urlsplit(self.public_url).netloc

    @cached_property
    def templates(self) -> Templates:
        """The words of mails, and the links in them: of settings alone, whatever a request says."""
        paths = {
            "verify_address": self.verify_path,
            "change_address": self.verify_path,
            "address_changed": self.email_undo_path,
            "invitation": self.invitation_path,
            "reset_password": self.reset_path,
            "choose_password": self.reset_path,
        }
        links = {name: self.public_url + path for name, path in paths.items()}
        folder = Path(self.mail_templates) if self.mail_templates else None
        if folder is not None and not folder.is_dir():
            raise ValueError("MAIL_TEMPLATES is not a folder")
        try:
            return Templates(links, self.site, folder)
        except OSError as error:
            raise ValueError(f"MAIL_TEMPLATES cannot be read: {error.strerror}") from None
        except ValueError as error:
            raise ValueError(f"MAIL_TEMPLATES: {error}") from None

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
