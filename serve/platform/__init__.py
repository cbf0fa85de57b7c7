"""The base of every subject: settings, database, object store, worker pool, problems, logs and metrics."""
