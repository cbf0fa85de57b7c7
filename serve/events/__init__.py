"""The audit events that an administrator may read."""
