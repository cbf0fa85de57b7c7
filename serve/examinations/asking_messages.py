"""Texts about those who can be asked: whether they answer now, by the clock of their own zone."""

from model.messages import message

OPEN, OPEN_UNTIL = message("Answers now, day and night."), message("Answers now, until {time} there.")
OPENS_TODAY = message("Does not answer now. Answers again today at {time} there.")
OPENS_LATER = message("Does not answer now. Answers again on {day} at {time} there.")
