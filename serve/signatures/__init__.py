"""Signs reports, so that a court can check elsewhere who made them, and that nothing in them was changed since."""
