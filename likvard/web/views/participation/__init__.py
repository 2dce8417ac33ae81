"""What a participant of a round answers: a contact person and documents, by an address or signed in."""
