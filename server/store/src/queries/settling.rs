//! All that a captured payment touches, read for many payments at once: under load this is the one read of each payment.

use std::collections::HashMap;

use domain::order::Gateway;
use services::ports::{SettlingFacts, StoreFault};

use sqlx::Pool;

use super::{Db, Row, attempts, members, orders, pools::database, read::Reader};
use crate::{json, together::Source};

/// One statement, so that all of it is read at one moment; for all payments that are being settled now.
const SETTLING: &str = concat!(
    "WITH asked AS (SELECT value->>0 AS gateway, value->>1 AS number FROM ",
    rows!(),
    ") SELECT ",
    attempt_columns!(),
    ", ",
    order_columns!(),
    ", ",
    membership_columns!(),
    ", (SELECT MAX(u.valid_until) FROM memberships u WHERE u.member_id = o.buyer_id \
     AND u.community_id = o.community_id AND u.revoked_at IS NULL) AS paid_until, \
     CAST(CASE WHEN s.product_id IS NULL OR (s.taken < s.seats AND NOT EXISTS (SELECT 1 FROM waiting w \
     WHERE w.product_id = s.product_id AND w.state = 'waiting')) THEN 1 ELSE 0 END AS BIGINT) AS seat_free, \
     CAST(CASE WHEN s.product_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS limited, \
     CAST(CASE WHEN x.order_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS has_terms \
     FROM asked CROSS JOIN attempts a \
     JOIN orders o ON o.id = a.order_id \
     LEFT JOIN product_seats s ON s.product_id = o.product_id \
     LEFT JOIN order_terms x ON x.order_id = o.id \
     LEFT JOIN memberships m ON m.id = (SELECT latest.id FROM memberships latest \
     WHERE latest.member_id = o.buyer_id AND latest.community_id = o.community_id \
     ORDER BY latest.sequence DESC LIMIT 1) \
     WHERE a.gateway = asked.gateway AND a.gateway_number = asked.number"
);

/// Which payment: a gateway and our number there.
pub(super) type Asked = (Gateway, String);

/// What was found: nothing for a number that is none of ours. A row that makes no sense is its own payment's fault, and
/// nobody else's.
pub(super) type Found = Result<Option<SettlingFacts>, StoreFault>;

/// Asks the database.
pub(super) struct Settling(pub(super) Pool<Db>);

impl Source<Asked, Found> for Settling {
    async fn ask(&mut self, questions: &[Asked]) -> Result<Vec<Found>, StoreFault> {
        let asked: Vec<[&str; 2]> =
            questions.iter().map(|(gateway, number)| [gateway.code(), number.as_str()]).collect();
        let query = sqlx::query(SETTLING).bind(json::write(&asked)?);
        let mut found = HashMap::new();
        for row in &query.fetch_all(&self.0).await.map_err(database)? {
            let attempt = Reader::new(row, "attempts");
            let key = (attempt.parsed::<Gateway>("a_gateway")?, attempt.text("a_gateway_number")?);
            found.insert(key, facts(row).map_err(|fault| fault.to_string()));
        }
        // Two callers may ask about one payment at once.
        let answer = |question: &Asked| match found.get(question) {
            None => Ok(None),
            Some(Ok(facts)) => Ok(Some(facts.clone())),
            Some(Err(what)) => Err(StoreFault::Inconsistent { table: "attempts", what: what.clone() }),
        };
        Ok(questions.iter().map(answer).collect())
    }
}

fn facts(row: &Row) -> Result<SettlingFacts, StoreFault> {
    let membership = Reader::new(row, "memberships");
    let latest = membership.maybe_text("m_id")?.map(|_| members::membership(membership)).transpose()?;
    Ok(SettlingFacts {
        attempt: attempts::attempt(Reader::new(row, "attempts"))?,
        order: orders::order(Reader::new(row, "orders"))?,
        latest_membership: latest,
        paid_until: membership.maybe_moment("paid_until")?,
        limited: Reader::new(row, "product_seats").yes("limited")?,
        seat_free: Reader::new(row, "product_seats").yes("seat_free")?,
        has_terms: Reader::new(row, "order_terms").yes("has_terms")?,
    })
}
