"""How many files and sockets this process may have open at once."""

import sys

RESERVED = 300
"""For the database, files, and what else is no connection of a tablet."""
FEWEST, MOST = 100, 16_384

if sys.platform == "win32":

    def raise_limit() -> None:
        """Nothing to raise: there is no such limit there."""

    def most_connections() -> int:
        """Return how many connections are held at once."""
        return MOST

else:
    import resource

    def raise_limit() -> None:
        """Let this process have as many open as it may give itself."""
        now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = MOST + RESERVED if most == resource.RLIM_INFINITY else min(most, MOST + RESERVED)
        if wanted > now:
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))

    def most_connections() -> int:
        """Return how many connections are held at once."""
        now, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        return min(max(now - RESERVED, FEWEST), MOST)
