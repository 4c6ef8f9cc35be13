//! What the registration rules demand; test names carry the rule's number.
