-- Who wrote a letter, as they sign: whoever registers others holds no seat, and is told apart from those who come.

ALTER TABLE requests ADD COLUMN contact_key TEXT;  -- folded name of the writer; none where the letter does not tell
