"""Practice: a trainer examines with the verdict hidden, answers, and reveals it. Practice is never part of a case."""
