"""Kill the service between any two steps, again and again, and look from outside whether anything was lost."""
