//! What follows from a request: a pure function from dossier to decision.
