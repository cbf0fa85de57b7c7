"""Clearances: a right holder allows agencies to show points and pictures of its products in seminars, until a day."""
