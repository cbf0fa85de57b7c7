"""Contributions: what right holders confirm about seized items, proposed as labelled images."""
