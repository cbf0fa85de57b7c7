"""Alerts: a right holder reports a new counterfeit of its product to agencies that it allows."""
