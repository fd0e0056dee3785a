//! Writing periods that are there already: what an upgrade counts, what comes back, what moves.

use domain::membership::Membership;
use services::ports::Write;

use super::super::rows::Statement;
use crate::cell::Cell;

const END_MEMBERSHIP: &str = concat!(
    "WITH ended AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, CAST(value->>2 AS BIGINT) AS moment FROM ",
    rows!(),
    ") UPDATE memberships SET valid_until = ended.moment, version = memberships.version + 1 FROM ended \
     WHERE memberships.id = ended.id AND memberships.version = ended.version AND memberships.valid_from <= ended.moment"
);
const COUNT_PERIOD: &str = concat!(
    "INSERT INTO counted_periods (membership_id, order_id) SELECT value->>0, value->>1 FROM ",
    rows!()
);
const UNCOUNT_PERIOD: &str = concat!(
    "WITH freed AS (SELECT value->>0 AS membership_id, value->>1 AS order_id FROM ",
    rows!(),
    ") DELETE FROM counted_periods WHERE EXISTS (SELECT 1 FROM freed \
     WHERE freed.membership_id = counted_periods.membership_id AND freed.order_id = counted_periods.order_id)"
);
const MOVE_MEMBERSHIP: &str = concat!(
    "WITH moved AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version, \
     CAST(value->>2 AS BIGINT) AS valid_from, CAST(value->>3 AS BIGINT) AS valid_until, \
     CAST(value->>4 AS BIGINT) AS revoked_at FROM ",
    rows!(),
    ") UPDATE memberships SET valid_from = moved.valid_from, valid_until = moved.valid_until, \
     revoked_at = moved.revoked_at, version = memberships.version + 1 FROM moved \
     WHERE memberships.id = moved.id AND memberships.version = moved.version"
);
/// For all renewals of a group at once.
pub(crate) const FOLLOW_MEMBERSHIPS: &str = concat!(
    "WITH followed AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS version FROM ",
    rows!(),
    ") UPDATE memberships SET version = memberships.version + 1 FROM followed \
     WHERE memberships.id = followed.id AND memberships.version = followed.version"
);

/// The statement of a write of one period.
pub(crate) fn write(write: &Write) -> Option<Statement<'_>> {
    Some(match write {
        Write::EndMembership { id, version, at } => {
            let cells = vec![id.as_str().into(), (*version).into(), (*at).into()];
            Statement::at_version(END_MEMBERSHIP, cells)
        }
        Write::CountPeriod { membership, order } => {
            Statement::always(COUNT_PERIOD, vec![membership.as_str().into(), order.as_str().into()])
        }
        Write::UncountPeriod { membership, order } => {
            Statement::at_version(UNCOUNT_PERIOD, vec![membership.as_str().into(), order.as_str().into()])
        }
        Write::MoveMembership(row) => Statement::at_version(MOVE_MEMBERSHIP, period(row)),
        _ => return None,
    })
}

fn period(row: &Membership) -> Vec<Cell<'_>> {
    vec![
        row.id.as_str().into(),
        row.version.into(),
        row.valid_from.into(),
        row.valid_until.into(),
        row.revoked_at.into(),
    ]
}
