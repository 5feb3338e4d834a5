"""How a whole selection becomes few statements. Reads the declarations of fields and the rules."""
