"""Skolverket's statistics: exports from "Sök statistik", the interface Planned Educations, and what others keep of
them."""
