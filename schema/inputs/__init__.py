"""What inputs are made of, whichever entity they are about."""
