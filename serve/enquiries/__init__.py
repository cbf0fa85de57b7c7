"""Enquiries: an officer asks the right holder about an item, and the right holder answers."""
