"""Examinations: one item's photos, judged once and stored."""
