"""Tries a release before it becomes active: compared on gold items, and in the shadow of the active one."""
