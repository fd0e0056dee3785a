-- What gateways took outside of us can be booked: the queue is read by kind, by state and by payment. Items that are open
-- already keep their kind, which the program of before reads as well.
CREATE INDEX reviews_of_payment ON reviews (gateway, gateway_transaction, id) WHERE state <> 'resolved';
CREATE INDEX reviews_open_by_kind ON reviews (kind, id) WHERE state <> 'resolved';
CREATE INDEX reviews_open_by_state ON reviews (state, id) WHERE state <> 'resolved';

-- Disputes that came before their payment, until it is settled.
CREATE INDEX disputes_loose ON disputes (id) WHERE order_id IS NULL;
