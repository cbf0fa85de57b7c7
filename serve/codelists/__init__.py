"""Dated code lists: the words in which records of enforcement are kept, as data that the operator may replace."""
