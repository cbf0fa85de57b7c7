"""The product sheets of the active release."""
