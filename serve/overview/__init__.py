"""What a right holder sees of its products: what it contributed, what can be answered, and what to contribute next."""
