"""The administrative courts of first instance.

Which of them tries an appeal follows from where the authority has handled the case (14 § lagen (1971:289) om allmänna
förvaltningsdomstolar), not from where the one who appeals is: so the authority says it, and nothing here guesses.
Source: 1 § förordningen (1977:937) om allmänna förvaltningsdomstolars behörighet m.m., which names all twelve.
"""

COURT_SEATS = (
    "Stockholm", "Uppsala", "Linköping", "Jönköping", "Växjö", "Malmö", "Göteborg", "Karlstad", "Falun", "Härnösand",
    "Umeå", "Luleå",
)  # fmt: skip
COURTS = tuple(f"Förvaltningsrätten i {seat}" for seat in COURT_SEATS)
