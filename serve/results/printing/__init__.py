"""The report of a seminar's results, on one page."""
