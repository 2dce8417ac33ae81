"""Plans made by computation: who is reviewed, and when each interview is held. No Django; plain values in and out."""
