"""The one certificate that this tablet's server shows, where enrolling has named it."""

from pathlib import Path

from inspector_app.store.whole_file import whole_file

NAME = "server-certificate.pem"


def find_certificate(folder: Path) -> str | None:
    """Return the file of the certificate, None where those that the system trusts are good."""
    path = folder / NAME
    return str(path) if path.exists() else None


def keep_certificate(folder: Path, pem: bytes) -> None:
    """Keep the certificate beside the database. Raises StorageTrouble."""
    with whole_file(folder / NAME) as file:
        file.write(pem)
