"""Texts about the sum that a verdict is, and what is to be known of how sure it is."""

from model.messages import message

SUPPORTS, CONTRADICTS = message("What supports this verdict"), message("What contradicts it")
FOR_COUNTERFEIT, FOR_GENUINE = message("What speaks for counterfeit"), message("What speaks for genuine")
APART, NOT_APART = message("What sets it apart from genuine"), message("What does not")
WHOLE = message("How the photos look as a whole")
