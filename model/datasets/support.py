"""What the items of a product must number to support a verdict, before any photo is read."""

TARGET = 0.05  # the largest share of either error that a release promises unless configured otherwise
FEWEST_GENUINE = 10  # genuine training items from which unlikeness to genuine items can be told, without a counterfeit
