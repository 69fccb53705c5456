"""An HTTP client that costs as little as Python can: prepared bytes, kept connections, a thread each."""

import socket
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass


@dataclass
class Figures:
    """What a round measured."""

    seconds: float
    latencies_ms: list[float]
    failures: int

    @property
    def rps(self) -> float:
        """Requests per second."""
        return len(self.latencies_ms) / self.seconds

    def quantile(self, share: float) -> float:
        """A quantile of the latencies, ms."""
        return statistics.quantiles(self.latencies_ms, n=100)[round(share * 100) - 1]


def request(method: str, path: str, token: str | None, body: bytes = b"") -> bytes:
    """A request as it goes over the wire."""
    head = [f"{method} {path} HTTP/1.1", "Host: bench"]
    head += [f"Authorization: Bearer {token}"] if token else []
    head += ["Content-Type: application/json", f"Content-Length: {len(body)}"] if body else []
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def drive(port: int, requests: Sequence[bytes], seconds: float, connections: int) -> Figures:
    """Send the requests in turn over `connections` connections for `seconds`."""
    began = time.perf_counter()
    until = began + seconds
    with ThreadPoolExecutor(connections) as pool:
        parts = [pool.submit(_one, port, requests[place::connections], until) for place in range(connections)]
        latencies: list[float] = []
        failures = 0
        for part in parts:
            took, failed = part.result()
            latencies += took
            failures += failed
    return Figures(time.perf_counter() - began, latencies, failures)


def _one(port: int, requests: Sequence[bytes], until: float) -> tuple[list[float], int]:
    took: list[float] = []
    failed = 0
    place = 0
    with socket.create_connection(("127.0.0.1", port)) as link:
        link.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        while (began := time.perf_counter()) < until:
            link.sendall(requests[place % len(requests)])
            place += 1
            answer = link.recv(65536)
            while b"\r\n\r\n" not in answer:
                answer += link.recv(65536)
            head, _, rest = answer.partition(b"\r\n\r\n")
            missing = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]) - len(rest)
            while missing > 0:
                missing -= len(link.recv(min(missing, 65536)))
            took.append((time.perf_counter() - began) * 1000)
            failed += not head.startswith(b"HTTP/1.1 2")
    return took, failed
