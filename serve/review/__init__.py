"""Review: the queue in which the operator's curator decides on labelled items that right holders hand in."""
