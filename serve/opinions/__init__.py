"""Second opinions: what a colleague finds of an item, before they see what others found."""
