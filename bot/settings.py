"""Every setting, read once from the environment or `.env`."""

import difflib
import os
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.db import file_of

TEST_ONLY = {"AFTERGLOW_TEST_DATABASE"}


class SettingsError(Exception):
    """One clear line that names the variable; the process exits with 2."""


class Role(StrEnum):
    ALL = "all"
    RECEIVER = "receiver"
    WORKER = "worker"


def database_address(value: str) -> str:
    """The address of a database as we write it; ValueError says what is wrong with it."""
    if not value.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ValueError("must be sqlite:///path or postgresql://…")
    try:
        parsed = make_url(value)
    except (ValueError, ArgumentError) as error:
        raise ValueError("cannot be read as an address: host:port/database") from error
    if not parsed.database:
        raise ValueError("names no database: sqlite:///path or postgresql://host/name")
    if value.startswith("sqlite") and (parsed.query or parsed.database.startswith((":", "file:"))):
        raise ValueError("must name a file by its plain path, which outlives a restart: sqlite:///path")
    return value.replace("postgres://", "postgresql://", 1)


class Settings(BaseSettings):
    """What the operator chose. Frozen; blank means not set."""

    model_config = SettingsConfigDict(
        env_file=".env", extra="forbid", frozen=True, env_ignore_empty=True, hide_input_in_errors=True
    )

    slack_bot_token: str | None = Field(default=None, repr=False)
    slack_app_token: str | None = Field(default=None, repr=False)
    slack_signing_secret: str | None = Field(default=None, repr=False)
    slack_client_id: str | None = None
    slack_client_secret: str | None = Field(default=None, repr=False)
    slack_api_url: str = "https://slack.com/api/"
    database_url: str = Field(default="sqlite:///var/afterglow.db", repr=False)
    openai_api_key: str | None = Field(default=None, repr=False)
    openai_base_url: str | None = Field(default=None, repr=False)
    afterglow_model: str | None = None
    host: str = "127.0.0.1"
    port: int = Field(default=3000, ge=0, le=65535)
    afterglow_public_url: str | None = None
    afterglow_encryption_key: str | None = Field(default=None, repr=False)
    afterglow_role: Role = Role.ALL
    otel_exporter_otlp_endpoint: str | None = Field(default=None, repr=False)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    log_format: Literal["console", "json"] = "console"

    @field_validator("slack_api_url")
    @classmethod
    def _ends_with_a_slash(cls, value: str) -> str:
        if not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value if value.endswith("/") else value + "/"

    @field_validator("database_url")
    @classmethod
    def _is_a_database_we_speak(cls, value: str) -> str:
        return database_address(value)

    @field_validator("afterglow_public_url", "openai_base_url", "otel_exporter_otlp_endpoint")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value

    @field_validator("slack_bot_token")
    @classmethod
    def _is_a_bot_token(cls, value: str | None) -> str | None:
        if value and not value.startswith(("xoxb-", "xoxe.xoxb-")):
            raise ValueError("must be a bot token, which begins with xoxb-")
        return value

    @field_validator("slack_app_token")
    @classmethod
    def _is_an_app_token(cls, value: str | None) -> str | None:
        if value and not value.startswith("xapp-"):
            raise ValueError("must be an app-level token, which begins with xapp-")
        return value

    @field_validator("log_level", mode="before")
    @classmethod
    def _upper(cls, value: object) -> object:
        return value.upper() if isinstance(value, str) else value

    @model_validator(mode="after")
    def _complete(self) -> "Settings":
        if bool(self.slack_client_id) != bool(self.slack_client_secret):
            raise ValueError("SLACK_CLIENT_ID and SLACK_CLIENT_SECRET go together: set both or neither")
        if self.slack_bot_token and not (self.slack_app_token or self.slack_signing_secret):
            raise ValueError(
                "SLACK_BOT_TOKEN needs SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP) beside it"
            )
        if (self.slack_app_token or self.slack_signing_secret) and not (
            self.slack_bot_token or self.slack_client_id
        ):
            raise ValueError(
                "SLACK_BOT_TOKEN is missing: the other Slack settings are there, but not this one"
            )
        if self.slack_client_id and not self.slack_signing_secret:
            raise ValueError(
                "SLACK_CLIENT_ID needs SLACK_SIGNING_SECRET: OAuth installs are served over HTTP"
            )
        if self.database_url.startswith("postgresql") and not self.afterglow_encryption_key:
            raise ValueError(
                "AFTERGLOW_ENCRYPTION_KEY is required with PostgreSQL: make one with `afterglow key`"
            )
        return self

    @property
    def is_sandbox(self) -> bool:
        """No Slack settings: we run against the fake workspace."""
        return not (self.slack_bot_token or self.slack_client_id)

    @property
    def key_file(self) -> Path | None:
        """Where the encryption key is kept when none is set: beside the SQLite file."""
        file = file_of(self.database_url)
        return file.with_name("encryption.key") if file else None

    @property
    def signing_secrets(self) -> list[str]:
        """Every secret that Slack may sign with: two while it is being changed."""
        return [one.strip() for one in (self.slack_signing_secret or "").split(",") if one.strip()]

    @property
    def uses_socket(self) -> bool:
        return bool(self.slack_bot_token and self.slack_app_token)

    @property
    def has_model(self) -> bool:
        return bool(self.openai_api_key or self.openai_base_url)


def load(env_file: Path | None = Path(".env")) -> Settings:
    """Read and check the settings, or raise SettingsError with one line that says what to mend."""
    known = {name.upper() for name in Settings.model_fields}
    for name in sorted(os.environ):
        typo = name.startswith("SLACK_") and _nearest(name, known)
        if (typo or name.startswith("AFTERGLOW_")) and name not in known | TEST_ONLY:
            raise SettingsError(f"{name}: no such setting{_nearest(name, known)}")
    try:
        return Settings(_env_file=env_file)  # type: ignore[call-arg]
    except (UnicodeDecodeError, OSError) as error:
        raise SettingsError(f".env: cannot be read as UTF-8 text: {type(error).__name__}") from error
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]).upper() if first["loc"] else ""
        reason = first["msg"].removeprefix("Value error, ")
        if first["type"] == "extra_forbidden":
            reason = f"no such setting{_nearest(name, known)}"
        raise SettingsError(f"{name}: {reason}" if name else reason) from error


def _nearest(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.8)
    return f"; did you mean {near[0]}?" if near else ""
