"""Statistics: how often releases were wrong on items that right holders confirmed later."""
