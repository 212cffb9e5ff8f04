"""Every setting, typed, from the environment or `.env`. Nothing else in Nurie reads the environment."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One field a setting; `nurie doctor` prints each with its description. Tokens are never printed."""

    model_config = SettingsConfigDict(env_file=".env", env_prefix="NURIE_", extra="ignore", populate_by_name=True)

    discord_token: SecretStr | None = Field(
        default=None,
        validation_alias="DISCORD_TOKEN",
        description="Token of the Discord bot; without it Discord is off.",
    )
    telegram_token: SecretStr | None = Field(
        default=None,
        validation_alias="TELEGRAM_TOKEN",
        description="Token of the Telegram bot; without it Telegram is off.",
    )
    home: Path = Field(default=Path("var"), description="Folder of everything that is kept: database, queue, pictures.")
    queue_url: str = Field(
        default="sqlite",
        description="The engine's queue: `sqlite`, on this machine, or `nats://host:port` for a fleet.",
    )
    device: Literal["auto", "cpu", "cuda"] = Field(default="auto", description="Where networks run.")
    workers: int = Field(
        default=1, ge=0, le=64, description="Worker processes that `nurie run` starts; 0 with workers elsewhere."
    )
    studio_bind: str = Field(default="127.0.0.1:8765", description="host:port of the web page, health and metrics.")
    public_url: str = Field(
        default="", description="Address under which the web page is reached from outside, for links."
    )
    discord_api_url: str = Field(
        default="", description="Discord's REST address (ends in /api/v10), for proxies and tests."
    )
    discord_gateway_url: str = Field(
        default="", description="Discord's gateway address (ws or wss), for proxies and tests."
    )
    telegram_api_url: str = Field(default="", description="Bot API server; /bot<token> and /file/bot<token> follow it.")
    telegram_webhook: bool = Field(
        default=False,
        description="Telegram brings updates to NURIE_PUBLIC_URL/telegram (https) and need not be asked for them.",
    )
    user_inflight: int = Field(default=2, ge=1, description="Jobs of one user that are worked on at a time.")
    user_waiting: int = Field(default=20, ge=1, description="Jobs of one user that may wait.")
    max_megapixels: float = Field(default=40.0, gt=0, le=100, description="Largest sketch accepted.")
    max_download_mb: float = Field(default=25.0, gt=0, description="Largest attachment accepted.")
    keep_days: float = Field(default=7.0, gt=0, description="Days after which pictures are deleted.")
    lease_seconds: float = Field(default=30.0, gt=0, description="A worker silent for so long has lost its task.")
    log_level: Literal["debug", "info", "warning", "error"] = Field(default="info", description="How much is logged.")

    @field_validator("discord_token", "telegram_token", mode="before")
    @classmethod
    def _empty_is_unset(cls, value: object) -> object:
        return None if isinstance(value, str) and not value.strip() else value

    @field_validator("studio_bind")
    @classmethod
    def _has_a_port(cls, value: str) -> str:
        port = value.rpartition(":")[2]
        if not port.isdecimal() or int(port) > 65535:
            raise ValueError("use host:port, such as 127.0.0.1:8765")
        return value

    @property
    def studio_address(self) -> tuple[str, int]:
        """(host, port); port 0 lets the system choose one."""
        host, _, port = self.studio_bind.rpartition(":")
        return host.strip("[]") or "127.0.0.1", int(port)


def environment_name(field: str) -> str:
    """The environment variable behind a field of Settings."""
    alias = Settings.model_fields[field].validation_alias if field in Settings.model_fields else field
    return alias if isinstance(alias, str) else f"NURIE_{field.upper()}"


def environment_without_tokens() -> dict[str, str]:
    """The environment for a child process that has no business with the chats."""
    return {name: value for name, value in os.environ.items() if not name.endswith("_TOKEN")}
