"""What every subject stands on: settings, database, object store, worker pool, problems, logs and metrics."""
