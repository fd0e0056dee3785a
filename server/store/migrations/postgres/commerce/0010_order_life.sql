-- The language of the gateway's own pages, so that a creation whose answer was lost is repeated with the same content.
ALTER TABLE attempts ADD COLUMN locale TEXT COLLATE "C" NOT NULL DEFAULT 'zh-CN';
