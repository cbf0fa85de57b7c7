"""A new password by a link that is sent by e-mail."""
