"""Persons of a case, such as declarant and addressee: kept apart, encrypted, and seen only for a reason."""
