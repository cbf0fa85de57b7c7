"""People of an organisation, added and changed from a table."""
