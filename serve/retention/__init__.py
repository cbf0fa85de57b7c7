"""How long things are kept: old cases and examinations go by rule, unless somebody holds them."""
