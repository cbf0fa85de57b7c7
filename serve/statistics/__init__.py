"""Statistics: how often releases err on items that right holders have confirmed since."""
