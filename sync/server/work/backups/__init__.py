"""Backups: the whole office in one file, taken while it works, restored into an empty database."""
