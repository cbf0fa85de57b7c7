"""Accounts: people, organisations, roles, permissions and sign-in."""
