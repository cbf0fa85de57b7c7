"""Evidence: a case as one file that a court can verify, offline and without trusting the person who hands it over."""
