"""Every setting, with its default and what it is for. docs/settings.md has them in a table."""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationInfo
from pydantic import field_validator as check
from pydantic_settings import (
    BaseSettings,
    NoDecode,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

from bot.settings import helo, hosts, mail_server, proxies, slack_secrets, urls, values
from bot.settings.mail_server import SmtpServer
from bot.settings.values import Network, Sender

_LEVELS = {"warn": "warning", "fatal": "critical"}
_DAY = 24 * 60 * 60


def _lowered(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _level(value: Any) -> Any:
    """Also by the names that other programs have for them."""
    return _LEVELS.get(_lowered(value), _lowered(value))


_Level = Annotated[
    Literal["debug", "info", "warning", "error", "critical"], BeforeValidator(_level)
]
_Format = Annotated[Literal["console", "json"], BeforeValidator(_lowered)]
_Seconds = Annotated[float, Field(gt=0, le=_DAY, allow_inf_nan=False)]
_Limit = Annotated[int, Field(ge=1, le=2**31 - 1)]
_Port = Annotated[int, Field(ge=1, le=65535)]
_Host = Annotated[str, AfterValidator(hosts.listening)]


class Settings(BaseSettings):
    """What this process runs with. Reads nothing by itself: `load` does that."""

    model_config = SettingsConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    slack_api_url: Annotated[str, AfterValidator(urls.slack_api)] = Field(
        default="https://slack.com/api/",
        description="is the base address of the Slack Web API, for a stand-in or a proxy",
    )
    slack_signing_secret: SecretStr | None = Field(
        default=None,
        description="proves that a request comes from Slack",
        examples=["8f742231b10e8888abcd99edd3c85a5a"],
    )
    slack_bot_token: SecretStr | None = Field(
        default=None,
        description="lets Usher answer in Slack, in one workspace",
        examples=["xoxb-…"],
    )
    slack_app_token: SecretStr | None = Field(
        default=None,
        description="brings Slack's requests by Socket Mode instead of HTTP",
        examples=["xapp-…"],
    )
    slack_client_id: str | None = Field(
        default=None,
        description="lets many workspaces install Usher (OAuth), with SLACK_CLIENT_SECRET",
        examples=["1234567890.1234567890"],
    )
    slack_client_secret: SecretStr | None = Field(
        default=None,
        description="lets many workspaces install Usher (OAuth), with SLACK_CLIENT_ID",
        examples=["33fea0113f5b1d8a4b3f5e3c2f1a0d9e"],
    )
    invite_command: Annotated[str, AfterValidator(values.command_name)] = Field(
        default="/invite",
        description="is the slash command's name in the manifest and in texts",
        examples=["/invite-user"],
    )
    database_url: SecretStr = Field(
        default=SecretStr("sqlite:///usher.db"),
        description="says where everything is kept: SQLite or PostgreSQL",
        examples=["postgresql://usher:password@localhost/usher"],
    )
    smtp_helo: Annotated[str, AfterValidator(helo.read)] | None = Field(
        default=None,
        description="is what Usher calls itself when it greets the mail server (EHLO)",
        examples=["usher.example.com"],
    )
    smtp_url: SecretStr | None = Field(
        default=None,
        description="is the mail server that takes the mails",
        examples=["smtp://user:password@smtp.example.com:587"],
    )
    mail_from: str | None = Field(
        default=None,
        description="is who the mails come from",
        examples=["Usher <invites@example.com>"],
    )
    secret_keys: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(),
        description="protects links and stored secrets: keys, newest first, commas between",
        examples=[f"what this prints: {values.MAKE_A_KEY}"],
    )
    host: _Host = Field(default="127.0.0.1", description="is the address it listens on")
    port: _Port = Field(default=3000, description="is the port it listens on")
    public_url: Annotated[str, AfterValidator(urls.public)] = Field(
        default_factory=lambda given: f"http://localhost:{given['port']}",
        description="says where invitees reach the pages; may have a path",
        examples=["https://usher.example.com"],
    )
    trusted_proxies: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description="lists addresses or networks of your proxies, whose X-Forwarded-For counts",
        examples=["10.0.0.0/8, ::1"],
    )
    metrics_host: _Host = Field(
        default_factory=lambda given: given["host"],
        description="is the address where /metrics and the details of /readyz answer",
        examples=["127.0.0.1"],
    )
    metrics_port: _Port = Field(
        default_factory=lambda given: given["port"],
        description="is the port where /metrics and the details of /readyz answer",
        examples=["9100"],
    )
    webhook_networks: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        description="lists private addresses or networks that webhooks may reach, also by http://",
        examples=["10.20.0.0/16, fd00:20::/32"],
    )
    https_proxy: SecretStr | None = Field(
        default=None,
        description="is the HTTP proxy for Slack's https:// addresses; https_proxy goes before it",
        examples=["http://user:password@proxy.example.com:3128"],
    )
    http_proxy: SecretStr | None = Field(
        default=None,
        description="is the HTTP proxy for an http:// SLACK_API_URL; http_proxy goes before it",
        examples=["http://proxy.example.com:3128"],
    )
    all_proxy: SecretStr | None = Field(
        default=None,
        description="is the HTTP proxy for both where theirs is not set; all_proxy goes before it",
        examples=["http://proxy.example.com:3128"],
    )
    no_proxy: str | None = Field(
        default=None,
        description="lists what is called without a proxy; no_proxy goes before it",
        examples=[".example.com, 10.0.0.0/8"],
    )
    inviter_daily: _Limit = Field(
        default=100, description="is how many people one inviter may invite or ask about a day"
    )
    workspace_daily: _Limit = Field(
        default=1000, description="is how many people one workspace may invite a day"
    )
    address_daily: _Limit = Field(
        default=10,
        description="is how many mails one mailbox gets a day, however spelled, from all together",
    )
    log_level: _Level = Field(default="info", description="is the least that the log shows")
    log_format: _Format = Field(
        default_factory=lambda: "console" if sys.stderr.isatty() else "json",
        description="makes the log's lines for a person (console) or a machine (json)",
        examples=["json"],
    )
    deliver_every: _Seconds = Field(
        default=1, description="is how many seconds lie between two looks for what is to be sent"
    )
    sweep_every: _Seconds = Field(
        default=30, description="is how many seconds lie between two looks for what is due or over"
    )
    send_timeout: _Seconds = Field(
        default=60, description="is how many seconds one attempt to send may take as a whole"
    )
    lease: _Seconds = Field(
        default=120, description="is how many seconds a worker keeps what it has taken"
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take what is given and nothing else, so that a test gets what it says."""
        return (init_settings,)

    @check("slack_signing_secret")
    @classmethod
    def _is_of_the_app(cls, secret: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if secret:
            of_slack = bool(urls.slack(info.data.get("slack_api_url", "")))
            slack_secrets.signing_secret(secret.get_secret_value(), of_slack=of_slack)
        return secret

    @check("slack_bot_token")
    @classmethod
    def _is_a_bot_s(cls, token: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        if token:
            of_slack = bool(urls.slack(info.data.get("slack_api_url", "")))
            slack_secrets.bot_token(token.get_secret_value(), of_slack=of_slack)
        return token

    @check("database_url")
    @classmethod
    def _names_the_driver(cls, url: SecretStr) -> SecretStr:
        return SecretStr(values.database_address(url.get_secret_value()))

    @check("smtp_url")
    @classmethod
    def _is_a_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url:
            mail_server.read(url.get_secret_value())
        return url

    @check("mail_from")
    @classmethod
    def _is_one_address(cls, text: str | None) -> str | None:
        if text:
            values.sender(text)
        return text

    @check("secret_keys", mode="before")
    @classmethod
    def _are_several(cls, given: object) -> object:
        return values.keys(given) if isinstance(given, str) else given

    @check("trusted_proxies", "webhook_networks", mode="before")
    @classmethod
    def _are_networks(cls, given: object) -> object:
        return values.networks(given) if isinstance(given, str) else given

    @check("lease")
    @classmethod
    def _outlasts_an_attempt(cls, seconds: float, info: ValidationInfo) -> float:
        if seconds <= info.data.get("send_timeout", 0):
            raise ValueError("it must be longer than SEND_TIMEOUT, or a mail may go twice")
        return seconds

    @property
    def smtp(self) -> SmtpServer:
        """Where mail is handed over. Only for who loaded with Need.WORKER or RUN."""
        server = mail_server.read(self.smtp_url.get_secret_value() if self.smtp_url else "")
        name = self.smtp_helo or helo.default(self.public_url, self.sender.address)
        return replace(server, helo=name)

    @property
    def sender(self) -> Sender:
        """Who mails come from. Only for who loaded with Need.WORKER or RUN."""
        return values.sender(self.mail_from or "")

    @property
    def metrics_apart(self) -> bool:
        """Whether what only the operator should see has an address of its own."""
        return (self.metrics_host, self.metrics_port) != (self.host, self.port)

    @property
    def proxies(self) -> proxies.Proxies:
        """Which way Slack is called."""
        secret = (self.https_proxy, self.http_proxy, self.all_proxy)
        https, http, other = (each.get_secret_value() if each else "" for each in secret)
        return proxies.Proxies(https, http, other, self.no_proxy or "")

    def secrets(self) -> Iterator[str]:
        """Give every value that must not be seen in a log."""
        yield from self.proxies.secrets()
        for name, value in self:
            if name in proxies.VARIABLES:
                continue  # where the proxy is may be seen
            for each in value if isinstance(value, tuple) else (value,):
                if isinstance(each, SecretStr):
                    yield from values.hidden(each.get_secret_value())


SECRETS = frozenset(
    name
    for name, field in Settings.model_fields.items()
    if SecretStr in (field.annotation, *get_args(field.annotation))
)
"""Those that may also stand in a file, named by `NAME_FILE`."""
