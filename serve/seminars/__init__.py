"""Seminars: prepared from what right holders have cleared, released by them slot by slot, held for officers."""
