"""The server's database: one noun a module, functions over a connection, the only SQL there is.

No decisions and no clock here: what is written was decided in `work`, instants come as text.
"""
