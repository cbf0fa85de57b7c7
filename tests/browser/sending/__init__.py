"""A subject with a page that sends files, for the test of what such a page does."""
