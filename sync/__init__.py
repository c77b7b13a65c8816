"""Everything between a tablet and the office: the protocol and the halves on either side of it."""
