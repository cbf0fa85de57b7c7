"""Cases: the officer's dossier, with its items, visits, conclusions and second opinions."""
