"""How many photos and items single steps of a fit take: at least, to be worth it, and at most, to end in time."""

FEWEST_MARKS = 4  # training photos: a point marked on fewer can't be learned, and gets no head
MOST_REFERENCES = 40  # photos of one product, view and label that references are chosen from
MOST_COMPARED = 150  # items of either label of a product that templates are made of
MOST_TESTED = 60  # items whose regions of one kind are tested; enough to tell 2 in 3 from a coin
MOST_LEFT_OUT = 16  # contributors left out in turn; those who contribute to others' products come first
MOST_JUDGED = 60  # items of a product and label that their influence is judged on
