"""Everything between a tablet and the office: the protocol, the tablet's half, the office's half."""
