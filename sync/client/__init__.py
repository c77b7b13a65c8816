"""The tablet's half of sync: it decides (`policy`, pure) and asks the server; it keeps nothing.

Everything that lasts is behind the ports, which the tablet's services implement over its store.
`requests` is used here and nowhere else; no SQL, no screens, no server code.
"""
