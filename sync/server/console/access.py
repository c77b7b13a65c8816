"""Who may see the office's pages while there is no login: this machine, or whom a setting lets.

By default a page is shown only when nothing suggests that others could be asking: the request
comes from this machine, names this machine, and the server's public address is this machine too.
The last two keep out a proxy in front, and a web site whose name was pointed here.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import Request

from sync.server.settings import Settings


def may_see(request: Request, settings: Settings) -> bool:
    """Tell whether this request may see the office's pages (the setting `console`)."""
    if settings.console != "local":
        return settings.console == "on"
    peer = request.client.host if request.client else ""
    named = _host(f"//{request.headers.get('host', '')}")
    return all(map(is_this_machine, (peer, named, _host(settings.public_url))))


def is_this_machine(host: str) -> bool:
    """Tell whether a host name or address means the machine itself."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
