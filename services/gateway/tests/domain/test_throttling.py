"""Windows of tries, and what counts as one network."""

from datetime import UTC, datetime, timedelta

import pytest

from inloop_gateway.domain.throttling import Limit, Tries, judge, network_of
from inloop_kit.errors import TooMuch

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


def test_the_last_allowed_try_passes_and_the_next_says_how_long_to_wait() -> None:
    limit = Limit(3, timedelta(minutes=15))
    judge(Tries(3, NOON), limit, NOON)
    with pytest.raises(TooMuch) as refused:
        judge(Tries(4, NOON), limit, NOON + timedelta(minutes=5))
    assert refused.value.retry_after == 600


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1%eth0", "2001:db8:1:2::/64"),
        ("unknown", ""),
    ],
)
def test_one_ipv4_address_and_one_ipv6_network_count_as_one_source(address: str, network: str) -> None:
    assert network_of(address) == network
