"""What people read: gettext catalogues, numbers and dates. No database, no network, no screen."""
