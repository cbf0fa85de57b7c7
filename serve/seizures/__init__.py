"""Seizures: the interception of a case and its lines of goods, in codes; and the record that other systems take."""
