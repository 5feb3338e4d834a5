"""Addresses: what counts as one, and which wider networks around it count too."""

import pytest

from auth.networks import network, wider, widest_first


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("64:ff9b::192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_household_of_ipv6_counts_as_one_address(address: str, counted: str) -> None:
    assert network(address) == network(counted) == counted


@pytest.mark.parametrize(
    ("address", "around"),
    [
        ("192.0.2.7", {24: "192.0.2.0/24"}),
        ("::ffff:192.0.2.7", {24: "192.0.2.0/24"}),
        ("2001:db8:1:2ff::1", {56: "2001:db8:1:200::/56", 48: "2001:db8:1::/48"}),
        ("2001:db8:1:2ff::/64", {56: "2001:db8:1:200::/56", 48: "2001:db8:1::/48"}),
        ("testclient", {}),
        ("", {}),
    ],
)
def test_the_networks_that_a_provider_hands_out_lie_around_it(
    address: str, around: dict[int, str]
) -> None:
    assert wider(address) == around
    assert widest_first(address) == (*reversed(around.values()), network(address))
