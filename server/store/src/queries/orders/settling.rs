//! All that a captured payment touches, read for many payments at once: under load this is the one read of each payment.

use std::collections::HashMap;

use domain::{order::Gateway, time::Timestamp};
use services::ports::{SettlingFacts, StoreFault};

use sqlx::Pool;

use super::super::{Db, Row, members, orders, pools::database, read::Reader};
use super::attempts;
use crate::{json, together::Source};

/// One statement, so that all of it is read at one moment; for all payments that are being settled now. A period for good
/// ends later than any other: [`FOR_GOOD`].
const SETTLING: &str = concat!(
    "WITH asked AS (SELECT value->>0 AS gateway, value->>1 AS number FROM ",
    rows!(),
    ") SELECT ",
    attempt_columns!(),
    ", ",
    order_columns!(),
    ", ",
    membership_columns!(),
    ", (SELECT MAX(COALESCE(u.valid_until, 9223372036854775807)) FROM memberships u WHERE u.member_id = o.buyer_id \
     AND u.community_id = o.community_id AND u.revoked_at IS NULL) AS paid_until, \
     CAST(CASE WHEN s.product_id IS NULL OR (s.taken < s.seats AND NOT EXISTS (SELECT 1 FROM waiting w \
     WHERE w.product_id = s.product_id AND w.state = 'waiting')) THEN 1 ELSE 0 END AS BIGINT) AS seat_free, \
     CAST(CASE WHEN s.product_id IS NULL THEN 0 ELSE 1 END AS BIGINT) AS limited, \
     CAST(CASE WHEN o.state = 'expired' AND EXISTS (SELECT 1 FROM orders n WHERE n.buyer_id = o.buyer_id \
     AND n.product_id = o.product_id AND n.id <> o.id AND n.created_at >= o.created_at \
     AND n.state IN ('pending', 'paid')) THEN 1 ELSE 0 END AS BIGINT) AS later_order, \
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

/// How [`SETTLING`] says that a period has no end.
const FOR_GOOD: Timestamp = Timestamp::from_unix_ms(i64::MAX);

/// Which payment: a gateway and our number there.
pub(crate) type Asked = (Gateway, String);

/// What was found: nothing for a number that is none of ours. A row that makes no sense is its own payment's fault, and
/// nobody else's.
pub(crate) type Found = Result<Option<SettlingFacts>, StoreFault>;

/// Asks the database.
pub(crate) struct Settling(pub(crate) Pool<Db>);

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
    let paid_until = membership.maybe_moment("paid_until")?;
    Ok(SettlingFacts {
        attempt: attempts::attempt(Reader::new(row, "attempts"))?,
        order: orders::order(Reader::new(row, "orders"))?,
        latest_membership: latest,
        paid_until: paid_until.filter(|end| *end != FOR_GOOD),
        for_good: paid_until == Some(FOR_GOOD),
        later_order: Reader::new(row, "orders").yes("later_order")?,
        limited: Reader::new(row, "product_seats").yes("limited")?,
        seat_free: Reader::new(row, "product_seats").yes("seat_free")?,
        has_terms: Reader::new(row, "order_terms").yes("has_terms")?,
    })
}
