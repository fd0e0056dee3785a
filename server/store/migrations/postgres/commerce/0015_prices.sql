-- Prices in several currencies. A person has one account for each currency they are paid out in: a main one, and further
-- ones beside it.

-- `owner_id` is unique, and the program before this file takes whoever is there for the owner of the account: a further
-- account holds a stand-in there that names nobody, so that that program finds the main account only.
ALTER TABLE creators ADD COLUMN main_id TEXT COLLATE "C" REFERENCES creators (id);
CREATE UNIQUE INDEX creators_once_per_currency ON creators ((COALESCE(main_id, id)), currency);
CREATE INDEX creators_of_main ON creators (main_id) WHERE main_id IS NOT NULL;
CREATE UNIQUE INDEX creators_in_currency ON creators (id, currency);

-- What a product costs besides its main price. The account that is paid is paid out in the currency of the price.
CREATE TABLE product_prices (
    product_id TEXT COLLATE "C" NOT NULL REFERENCES products (id),
    currency TEXT COLLATE "C" NOT NULL,
    price_minor BIGINT NOT NULL CHECK (price_minor > 0),
    creator_id TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (product_id, currency),
    FOREIGN KEY (creator_id, currency) REFERENCES creators (id, currency)
);
