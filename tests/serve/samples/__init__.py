"""A sample subject: all that a subject can hand in, in one folder."""
