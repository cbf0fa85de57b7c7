"""Confirmations: what right holders' answers confirm about stopped items."""
