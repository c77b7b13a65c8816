"""Where the server listens, and the address by which tablets reach it."""

import errno
import socket
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sync.server.errors import WrongUse

PORTS = range(65536)
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - named to be compared with
_USABLE = "It is https://HOST or https://HOST:PORT, as a tablet reaches this server."


def check_public_url(text: str) -> str:
    """Return an address that a tablet can use, without a slash at its end. Raises WrongUse."""
    parts = _split(text)
    reason = _fault_of(text, parts)
    if parts is None or reason:
        raise WrongUse(f"The public URL {text!r} cannot be used: {reason}. {_USABLE}")
    return text.rstrip("/")


def is_local(url: str) -> bool:
    """True if an address leads to the machine itself."""
    parts = _split(url)
    return parts is not None and is_this_machine(parts.hostname or "")


def is_this_machine(host: str) -> bool:
    """True if a host name or address means the machine itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def listen_at(host: str, port: int) -> socket.socket:
    """Return a socket that is bound to an address and does not listen yet. Raises WrongUse.

    An address by which every network reaches the machine counts only as it is usually written: a
    blank host, or 0, is a slip and no decision.
    """
    if port not in PORTS:
        raise WrongUse("A port is a number from 0 to 65535.")
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM)
        family, kind, _, _, place = found[0]
    except (OSError, UnicodeError) as fault:
        raise WrongUse(f"{host!r} is no address of this machine.") from fault
    if not _is_named(host) or (_is_everywhere(str(place[0])) and host not in _EVERYWHERE):
        raise WrongUse(
            f"The host {host!r} names no address. 127.0.0.1 is this machine alone, "
            "0.0.0.0 whatever network it is in."
        )
    listener = socket.socket(family, kind)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(place)
    except OSError as fault:
        listener.close()
        raise WrongUse(_why_not_bound(host, port, fault)) from fault
    listener.set_inheritable(True)
    return listener


def _why_not_bound(host: str, port: int, fault: OSError) -> str:
    if fault.errno == errno.EADDRINUSE:
        return f"Port {port} of {host} is taken by another program. Name another with --port."
    if fault.errno == errno.EACCES:
        return f"Port {port} is kept for the system. Name one above 1023 with --port."
    return f"This machine cannot listen at {host}, port {port}: {fault.strerror}."


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it proves it
    except ValueError:
        return None
    return parts


def _fault_of(text: str, parts: SplitResult | None) -> str:
    if parts is None:
        return "it cannot be read, or its port is none"
    if not text.isascii() or not text.isprintable() or " " in text or "\\" in text:
        return "it has blanks or letters that no address has"
    if parts.scheme not in ("http", "https") or not text.lower().startswith(f"{parts.scheme}://"):
        return "it does not begin with https:// or http://"
    if not parts.hostname or parts.netloc.endswith(":"):
        return "it names no host"
    if "@" in parts.netloc or parts.query or parts.fragment or text.endswith(("?", "#")):
        return "it holds more than scheme, host, port and path"
    if parts.port == 0 or not _may_be_host(parts.hostname):
        return "nobody can be reached there"
    return ""


def _may_be_host(host: str) -> bool:
    """True if a host is an address or a name that can be looked up."""
    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        pass
    labels = host.rstrip(".").split(".")
    if labels[-1].isdigit() or len(host) > 253:
        return False  # all in numbers and yet no address, as 0 or 10.0.0
    return all(0 < len(one) <= 63 and _is_label(one) for one in labels)


def _is_named(host: str) -> bool:
    return host in _EVERYWHERE or (bool(host.strip()) and _may_be_host(host.partition("%")[0]))


def _is_label(text: str) -> bool:
    plain = text.replace("-", "").replace("_", "")
    return plain.isalnum() and text[0] != "-" and text[-1] != "-"


def _is_everywhere(place: str) -> bool:
    try:
        return ip_address(place).is_unspecified
    except ValueError:
        return False
