"""One item's photos, judged once and kept."""
