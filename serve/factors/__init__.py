"""What people prove who they are with, beside a password: passkeys, one-time codes, recovery codes."""
