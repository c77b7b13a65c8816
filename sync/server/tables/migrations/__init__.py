"""The steps from one schema to the next (Alembic), shipped with the package and run at serve."""
