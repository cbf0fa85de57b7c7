"""Printed copies of product sheets: the product identification guide, and the sheet of identification points."""
