"""Which URLs a webhook may have: refused here by their looks, and by their address at each delivery."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from webapp.errors import Invalid

INSIDE_NAMES = ("localhost", "local", "internal", "lan", "home.arpa")


def check_receiver(url: str, allow_private: bool) -> None:
    """Refuse a URL that is malformed, or that names the inside of a network unless that is allowed; Invalid.

    Names are not resolved: a request must not wait for a name server, and the answer may change anyway.
    """
    try:
        parts = urlsplit(url)
        host, _port = parts.hostname or "", parts.port
    except ValueError as error:
        raise Invalid(f"url: {error}") from None
    if parts.scheme not in ("http", "https") or not host or parts.username or parts.password:
        raise Invalid("url: give http:// or https:// and a host, without a user or password")
    if not allow_private and _is_inside(host.rstrip(".").lower()):
        raise Invalid(f"url: {host} is a private address; set TASKPILOT_WEBHOOK_ALLOW_PRIVATE to allow it")


def _is_inside(host: str) -> bool:
    try:
        address = ip_address(host.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None) or address
        return not mapped.is_global or mapped.is_multicast
    except ValueError:
        odd_number = host.replace(".", "").replace("x", "").isalnum() and host[-1:].isdigit()
        return odd_number or "." not in host or host.endswith(tuple(f".{name}" for name in INSIDE_NAMES))
