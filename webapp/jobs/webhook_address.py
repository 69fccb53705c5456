"""Where a webhook may be delivered to, and connections to exactly that address.

A name is resolved once and the connection goes to an address of that very answer, so a name that answers
something else a moment later (DNS rebinding) leads nowhere new. Inside addresses are refused: a webhook
must not become a way to talk to the services behind the firewall.
"""

import ssl
import time
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from pathlib import Path
from socket import IPPROTO_TCP, SOCK_STREAM, getaddrinfo
from urllib.parse import quote, urlsplit

import httpcore
from httpcore import SOCKET_OPTION

ADDRESSES_TRIED = 3
NEVER_EXIST = (".example", ".invalid")
NAT64 = IPv6Network("64:ff9b::/96")


class AddressRefused(Exception):
    """An address that no webhook is delivered to; the message says why."""


class UrlRefused(AddressRefused):
    """A URL that nothing can ever be delivered to."""


def parsed(url: str) -> httpcore.URL:
    """The URL in parts; UrlRefused where it is none of http or https, or carries a user."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode()
        port = parts.port
    except ValueError as error:
        raise UrlRefused(f"not a URL: {error}") from None
    if parts.scheme not in ("http", "https") or not host:
        raise UrlRefused("the URL must begin with http:// or https:// and name a host")
    if parts.username is not None or parts.password is not None:
        raise UrlRefused("the URL must not carry a user or password")
    target = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:@!$&'()*+,;=~-._?[]")
    return httpcore.URL(scheme=parts.scheme, host=host, port=port, target=target)


def is_public(address: str) -> bool:
    """Whether an address is reachable by anybody on the internet, also where it wraps an IPv4 address."""
    return all(ip.is_global and not ip.is_multicast for ip in _meanings(address))


def vetted(host: str, port: int, allow_private: bool) -> list[str]:
    """The host's addresses that may be connected to; AddressRefused where there is none."""
    found = [str(info[4][0]) for info in getaddrinfo(host, port, type=SOCK_STREAM, proto=IPPROTO_TCP)]
    allowed = [address for address in found if allow_private or is_public(address)]
    if not allowed:
        raise AddressRefused(f"{host} resolves to a private address")
    return allowed


def never_exists(url: httpcore.URL) -> bool:
    """Whether its host is under a name reserved for not existing (RFC 2606), as the seeded ones are."""
    return url.host.decode().rstrip(".").endswith(NEVER_EXIST)


class VettedBackend(httpcore.NetworkBackend):
    """Connects to vetted addresses only, and gives up at a moment however slowly the other side drips."""

    def __init__(self, allow_private: bool, deadline: float) -> None:
        self._allow_private = allow_private
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to the first of the host's vetted addresses that takes the connection."""
        failure: httpcore.NetworkError | httpcore.TimeoutException | None = None
        for address in vetted(host, port, self._allow_private)[:ADDRESSES_TRIED]:
            wait = _until(self._deadline, timeout)
            try:
                stream = self._plain.connect_tcp(address, port, wait, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Bounded(stream, self._deadline)
        raise failure or AddressRefused(f"{host} has no address")


class StandInBackend(httpcore.NetworkBackend):
    """Connects to one Unix socket, whatever the host: for names that nobody can have, and no others."""

    def __init__(self, path: str, deadline: float) -> None:
        self._path = path
        self._deadline = deadline
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,  # noqa: ARG002
        port: int,  # noqa: ARG002
        timeout: float | None = None,
        local_address: str | None = None,  # noqa: ARG002
        socket_options: Iterable[SOCKET_OPTION] | None = None,  # noqa: ARG002
    ) -> httpcore.NetworkStream:
        """A stream to the socket; ConnectError where it is not there."""
        if not Path(self._path).is_socket():
            raise httpcore.ConnectError(f"nobody listens at {self._path}")
        stream = self._plain.connect_unix_socket(self._path, _until(self._deadline, timeout))
        return _Bounded(stream, self._deadline)


class _Bounded(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream = stream
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _until(self._deadline, timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _until(self._deadline, timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        wait = _until(self._deadline, timeout)
        return _Bounded(self._stream.start_tls(ssl_context, server_hostname, wait), self._deadline)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)


def _until(deadline: float, timeout: float | None) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the whole exchange took too long")
    return left if timeout is None else min(left, timeout)


def _meanings(address: str) -> list[IPv4Address | IPv6Address]:
    ip = ip_address(address.partition("%")[0])
    if isinstance(ip, IPv4Address):
        return [ip]
    inside = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
    if ip in NAT64:
        inside.append(IPv4Address(int(ip) & 0xFFFFFFFF))
    wrapped = [wrapped for wrapped in inside if wrapped is not None]
    return wrapped if ip.ipv4_mapped else [ip, *wrapped]
