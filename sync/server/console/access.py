"""Who may see the office's pages while there is no login: nobody, unless a setting opens them.

Nothing tells a request of this machine from one that a proxy on it hands on, so no page is shown
before somebody says so. "local" opens them for who sits at this machine: a request must come from
it and name it, and nothing may suggest that another one sent it. "on" opens them for all.
"""

from urllib.parse import urlsplit

from fastapi import Request

from sync.server.addresses import is_this_machine
from sync.server.settings import Settings

HANDED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto",
             "x-real-ip")  # fmt: skip
"""What proxies add to a request that somebody else sent; not all of them do."""


def may_see(request: Request, settings: Settings) -> bool:
    """True if this request may see the office's pages (the setting `console`)."""
    if settings.console != "local":
        return settings.console == "on"
    if any(name in request.headers for name in HANDED_ON):
        return False
    peer = request.client.host if request.client else ""
    named = _host(f"//{request.headers.get('host', '')}")
    return all(map(is_this_machine, (peer, named, _host(settings.public_url))))


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
