-- WeChat Pay carries out at its own desk what was abnormal, and we ask about it until it says so. What failed before we did
-- that was asked about never again: it is asked about now.
UPDATE refunds SET next_query_at = created_at
WHERE gateway = 'wechat-pay' AND state = 'abnormal' AND failure = 'ABNORMAL' AND next_query_at IS NULL;
