"""Analysis days: what each unit is given, how far the units have come, and whether answers name causes."""
