"""Which passwords are refused, and which are not."""

import pytest

from inloop_gateway.domain.passwords import WeakPassword, refuse_weak

PERSON = {"email": "marta.lindqvist@nordlicht.example", "name": "Marta Lindqvist", "field": "password"}


@pytest.mark.parametrize(
    "password",
    [
        "Password1234",
        "PASSWORT1234",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "123456789012",
        "abcdefghijklmn",
        "nmlkjihgfedcba",
        "marta.lindqvist@nordlicht.example",
        "MartaLindqvist",
        "marta lindqvist1",
        "tsivqdnil2026",
        "Lindqvist123",
        "\uff50assword1234",
    ],
)
def test_what_is_guessed_first_is_refused_and_the_field_is_named(password: str) -> None:
    with pytest.raises(WeakPassword) as refused:
        refuse_weak(password, **PERSON)
    assert refused.value.violations[0].pointer == "/password"
    assert password not in refused.value.detail


@pytest.mark.parametrize(
    "password", ["correct horse battery", "x9!Kd02-mmQp", "marta likes green tea", "äöü-lange-straße"]
)
def test_what_takes_long_to_guess_is_accepted(password: str) -> None:
    refuse_weak(password, **PERSON)
