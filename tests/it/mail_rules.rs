//! What the mail rules demand of parsing and screening; test names carry the rule's number.
