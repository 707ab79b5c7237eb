"""Web archives to test with: records as ISO 28500 has them, of pages that we made up."""

import gzip


def page(title: str = "Night boat to stop") -> bytes:
    body = "".join(f"<p>Boat {n} will stop in April, the harbour master of {title} said on the quay.</p>" for n in range(4))
    return f"<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{body}</article></body></html>".encode()


def http(body: bytes, headers: str = "Content-Type: text/html; charset=utf-8", status: str = "200 OK") -> bytes:
    return f"HTTP/1.1 {status}\r\n{headers}\r\n\r\n".encode() + body


def record(block: bytes, url: str = "https://news.example/boat", kind: str = "response", more: str = "") -> bytes:
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\n"
    head += "WARC-Record-ID: <urn:uuid:5a1e5cda-4425-4dd2-b2d0-9a8e192f3017>\r\n"
    head += f"WARC-Date: 2024-05-07T09:00:00Z\r\n{more}Content-Length: {len(block)}\r\n\r\n"
    return head.encode() + block + b"\r\n\r\n"


def records(count: int = 3) -> list[bytes]:
    """A file's description, and as many responses."""
    pages = (record(http(page(f"Port {n}")), f"https://news.example/{n}") for n in range(count))
    return [record(b"software: made up\r\n", kind="warcinfo"), *pages]


def packed(parts: list[bytes]) -> list[bytes]:
    return [gzip.compress(part) for part in parts]
