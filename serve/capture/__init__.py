"""Capture: photographs taken with guidance, and what a device keeps so that it works without a connection."""
