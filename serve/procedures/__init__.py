"""Procedures: what the law has follow for each right holder of a case, with its clocks and its result."""
