"""Alerts: a right holder reports a new kind of counterfeit of its product to agencies that it allows."""
