"""Which addresses a webhook may go to."""

import socket

import pytest

from webapp.jobs import webhook_address
from webapp.jobs.webhook_address import AddressRefused, is_public, parsed, vetted

INSIDE = [
    "127.0.0.1", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
    "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fd00::1", "ff02::1",
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "2001:db8::1",
]  # fmt: skip
OUTSIDE = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]


@pytest.mark.parametrize("address", INSIDE)
def test_an_inside_address_is_refused(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", OUTSIDE)
def test_a_public_address_is_not_refused(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("host", ["localhost", "2130706433", "0x7f.1", "127.1"])
def test_a_name_that_means_an_inside_address_is_refused(host: str) -> None:
    with pytest.raises(AddressRefused, match="private"):
        vetted(host, 80, allow_private=False)


def test_an_inside_address_is_allowed_where_the_operator_says_so() -> None:
    assert vetted("127.0.0.1", 80, allow_private=True) == ["127.0.0.1"]


def test_only_the_public_ones_of_a_names_addresses_are_used(monkeypatch: pytest.MonkeyPatch) -> None:
    both = [(socket.AF_INET, 1, 6, "", (address, 80)) for address in ("10.0.0.1", "1.1.1.1")]
    monkeypatch.setattr(webhook_address, "getaddrinfo", lambda *_, **__: both)
    assert vetted("rebinding.example", 80, allow_private=False) == ["1.1.1.1"]


@pytest.mark.parametrize(
    "url",
    ["", "nonsense", "ftp://host/", "file:///etc/passwd", "http://", "http://a:b@host/", "http://host:99999/",
     "http://[::1", f"http://{'a' * 300}/", "javascript:alert(1)"],
)  # fmt: skip
def test_what_is_no_plain_http_url_is_refused(url: str) -> None:
    with pytest.raises(AddressRefused):
        parsed(url)


def test_odd_characters_in_a_url_are_escaped() -> None:
    assert parsed("https://bücher.example:8443/a b?q=ü&r=%20").target == b"/a%20b?q=%C3%BC&r=%20"
