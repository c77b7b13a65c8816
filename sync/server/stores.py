"""Opening the stores of files and uploads: in a folder, or in a bucket."""

from pathlib import Path

from sync.server.errors import WrongUse
from sync.server.files import FileStore, FolderStore, UploadFolder, UploadStore
from sync.server.settings import Bucket


def open_stores(place: Path | Bucket) -> tuple[FileStore, UploadStore]:
    """Return the store of whole files and that of uploads. Raises WrongUse."""
    if isinstance(place, Path):
        return FolderStore(place), UploadFolder(place / "uploads")
    try:
        from sync.server.buckets import BucketStore, BucketUploads, open_bucket
    except ModuleNotFoundError as fault:
        raise WrongUse("Files in a bucket: pip install 'field-inspector[server,s3]'.") from fault
    client = open_bucket(place)
    return BucketStore(client), BucketUploads(client)
