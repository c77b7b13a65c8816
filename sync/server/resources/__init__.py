"""HTTP: what a tablet may ask, one noun a module. Reads the request, calls `work`, spells a reply.

Replies that refuse are problem documents (RFC 9457) from the one table in the protocol.
"""
