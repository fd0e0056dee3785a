-- Until when the seat of somebody who waited is theirs, also when an order of it runs out unpaid meanwhile. Only of rows that
-- are taken: the program before this one does not know it, and leaves it behind when somebody stands in line again.
ALTER TABLE waiting ADD COLUMN held_until INTEGER;
