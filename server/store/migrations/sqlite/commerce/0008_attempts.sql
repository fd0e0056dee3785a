-- Several accounts and ways to pay. Rows from before came through the one account there was, as a code to scan.
ALTER TABLE attempts ADD COLUMN account TEXT NOT NULL DEFAULT 'wechat-pay';
ALTER TABLE attempts ADD COLUMN channel TEXT NOT NULL DEFAULT 'wechat-pay';
ALTER TABLE attempts ADD COLUMN way TEXT NOT NULL DEFAULT 'code';
-- What the text in code_url is: scan, visit or invoke.
ALTER TABLE attempts ADD COLUMN action TEXT;
-- The gateway's own name for the payment while it is open.
ALTER TABLE attempts ADD COLUMN reference TEXT;

-- What a gateway needs to be asked for a refund. Until now each refund sent back everything that was captured.
ALTER TABLE refunds ADD COLUMN account TEXT NOT NULL DEFAULT 'wechat-pay';
ALTER TABLE refunds ADD COLUMN gateway_transaction TEXT NOT NULL DEFAULT '';
ALTER TABLE refunds ADD COLUMN captured_minor INTEGER NOT NULL DEFAULT 0;
UPDATE refunds SET captured_minor = amount_minor,
    gateway_transaction = COALESCE((SELECT a.gateway_transaction FROM attempts a WHERE a.id = refunds.attempt_id), '');
