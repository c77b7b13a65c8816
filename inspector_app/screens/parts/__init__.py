"""What screens are put together from. Nothing here loads or decides anything."""
