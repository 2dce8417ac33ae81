"""A word that begins a line."""


def capital(text: str) -> str:
    """The first letter large, the rest as it is: `SI 2023:1` and `rektor Åsa` keep theirs."""
    return text[:1].upper() + text[1:]
