"""What pages and other rooms ask of dialogues, agreements and mandates. The `…visible_to` are the only doors."""
