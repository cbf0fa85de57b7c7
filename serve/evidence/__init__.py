"""Evidence: a case as one file that a court can verify, offline and without trusting whoever hands it over."""
