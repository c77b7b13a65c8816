"""The machine we run on, behind small ports: clock, decoder of pictures, camera, files."""
