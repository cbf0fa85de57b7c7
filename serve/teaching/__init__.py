"""What a trainer shows: genuine against counterfeit, point by point, of what right holders have cleared."""
