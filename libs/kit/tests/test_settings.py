"""Settings come from the environment, complain all at once, and never print a secret."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import pytest

from inloop_kit.settings import Secret, ServiceSettings, SettingsWrong, read


@dataclass(frozen=True, kw_only=True)
class Settings:
    listen: str
    threads: int
    share: float = 0.5
    is_open: bool = False
    folder: Path | None = None
    password: Secret | None = None
    level: Literal["low", "high"] = "low"
    names: tuple[str, ...] = ()


def from_(**values: str) -> Settings:
    return read(Settings, {f"INLOOP_DEMO_{name}": value for name, value in values.items()}, "demo")


def test_each_type_is_read():
    made = from_(
        LISTEN="127.0.0.1:1",
        THREADS="4",
        SHARE="0.25",
        IS_OPEN="yes",
        FOLDER="/srv",
        PASSWORD="geheim",
        LEVEL="high",
        NAMES="a, b,,c",
    )
    assert made == Settings(
        listen="127.0.0.1:1",
        threads=4,
        share=0.25,
        is_open=True,
        folder=Path("/srv"),
        password=Secret("geheim"),
        level="high",
        names=("a", "b", "c"),
    )


def test_what_is_not_set_keeps_its_default_and_empty_counts_as_not_set():
    assert from_(LISTEN="x", THREADS="1", SHARE="") == Settings(listen="x", threads=1)


def test_every_complaint_is_in_one_message():
    with pytest.raises(SettingsWrong) as failed:
        from_(THREADS="four", IS_OPEN="perhaps", LEVEL="middle", SHAER="1")
    said = str(failed.value)
    for complaint in (
        "INLOOP_DEMO_LISTEN: is not set",
        "INLOOP_DEMO_THREADS: must be a whole number",
        "INLOOP_DEMO_IS_OPEN: must be one of 1, true, yes",
        "INLOOP_DEMO_LEVEL: must be one of low, high",
        "INLOOP_DEMO_SHAER: is no setting; did you mean INLOOP_DEMO_SHARE?",
    ):
        assert complaint in said
    assert "perhaps" not in said


def test_the_addresses_that_kubernetes_adds_are_no_settings():
    links = {"SERVICE_HOST": "10.0.0.1", "SERVICE_PORT": "1", "SERVICE_PORT_GRPC": "1", "PORT": "tcp://10.0.0.1:1"}
    links |= {"PORT_1_TCP": "tcp", "PORT_1_TCP_ADDR": "10.0.0.1"}
    assert from_(LISTEN="x", THREADS="1", **links) == Settings(listen="x", threads=1)


def test_secrets_do_not_print():
    made = from_(LISTEN="x", THREADS="1", PASSWORD="geheim")
    assert "geheim" not in f"{made} {made!r} {made.password}"
    assert made.password is not None
    assert made.password.reveal() == "geheim"


def test_urls_with_passwords_do_not_print():
    made = ServiceSettings(
        listen="l",
        metrics_listen="m",
        database_url="postgresql://u:geheim@h/d",
        nats_url="nats://u:geheim@h",
        broker_url="redis://:geheim@h",
        keys_dir=Path("/k"),
        public_url="https://p",
    )
    assert "geheim" not in repr(made)
