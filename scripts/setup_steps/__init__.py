"""The steps of the set-up, one module for each thing that a fresh machine may lack."""
