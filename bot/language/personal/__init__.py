"""The rules behind bot.language.personal_data, one module a sort of data.

Not Presidio (2.2.360): importing it costs 8 s of CPU and 555 MiB (it loads spaCy, which loads
torch), its e-mail recogniser fetches a list from the network, and its context words need lemmas
that no Vietnamese model gives. Its own card, e-mail and phone recognisers with eight Vietnamese
patterns found 52 % of what these rules find (n=588); around these rules it only adds its cost.
"""
