-- When the gateway gave what the payer has to do: some addresses work for minutes only. Unknown for rows from before.
ALTER TABLE attempts ADD COLUMN action_at BIGINT;
