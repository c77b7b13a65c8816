"""Taking in a tablet's plan B: a bundle from a USB stick, whole or broken."""
