-- A record that the intake accepted and the checkers refused: it is in no batch, and its uploader is told why.
ALTER TABLE payload.records ADD COLUMN refused text;                         -- the checkers' reason; null: it counts
