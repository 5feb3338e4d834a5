"""The recipes for clients, run as their READMEs say."""
