"""For those who translate and who add messages: `python -m translating --help`."""
