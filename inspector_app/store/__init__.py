"""The tablet's SQLite database and photo files: the only place with SQL on the tablet.

`database` owns opening and writing; every other module holds the statements of one noun and takes
the connection of a running transaction. No decisions here: what to store is said by the services.
"""
