"""Who may do what: people, their organisations, their roles, and how they sign in."""
