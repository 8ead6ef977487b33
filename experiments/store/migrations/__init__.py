"""How older databases are brought up to date; Alembic runs what lies here."""
