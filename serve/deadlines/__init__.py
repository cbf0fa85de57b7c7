"""Deadlines: the legal clocks of detained goods, as dated rules with the working days of a country."""
