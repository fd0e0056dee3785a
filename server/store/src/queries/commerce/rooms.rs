//! Limits of how much there may be under one parent. The parent's row is the lock: each statement changes it to what it is,
//! when there is room.

use domain::order::Channel;
use services::ports::Room;

use super::super::{Connection, rows::Rows};
use crate::{cell::Cell, stop::Stop};

/// Changes the parent to what it is while there are fewer rows under it than may be.
macro_rules! while_there_is_room {
    ($parent:literal, $column:literal, $rows:literal) => {
        concat!(
            "WITH wanted AS (SELECT value->>0 AS id, CAST(value->>1 AS BIGINT) AS most, value->>2 AS channel FROM ",
            rows!(),
            ") UPDATE ",
            $parent,
            " SET ",
            $column,
            " = ",
            $parent,
            ".",
            $column,
            " FROM wanted WHERE ",
            $parent,
            ".id = wanted.id AND (SELECT COUNT(*) FROM ",
            $rows,
            ") < wanted.most"
        )
    };
}

const COMMUNITIES: &str =
    while_there_is_room!("creators", "currency", "communities WHERE communities.creator_id = wanted.id");
const PRODUCTS: &str =
    while_there_is_room!("communities", "version", "products WHERE products.community_id = wanted.id");
const COUPONS: &str =
    while_there_is_room!("communities", "version", "coupons WHERE coupons.community_id = wanted.id");
const ATTEMPTS: &str = while_there_is_room!(
    "orders",
    "version",
    "attempts WHERE attempts.order_id = wanted.id AND attempts.channel = wanted.channel"
);

/// The rooms that a group of units asks for.
#[derive(Default)]
pub(super) struct Rooms<'a> {
    communities: Rows<'a>,
    products: Rows<'a>,
    coupons: Rows<'a>,
    attempts: Rows<'a>,
}

impl<'a> Rooms<'a> {
    /// One more row is to come.
    pub(super) fn require(&mut self, of: &'a Room, most: u32) {
        let row = |parent: &'a str, channel: Option<Channel>| -> Vec<Cell<'a>> {
            vec![parent.into(), most.into(), channel.map(Channel::code).into()]
        };
        match of {
            Room::Communities(creator) => self.communities.push(row(creator.as_str(), None)),
            Room::Products(community) => self.products.push(row(community.as_str(), None)),
            Room::Coupons(community) => self.coupons.push(row(community.as_str(), None)),
            Room::Attempts(order, channel) => self.attempts.push(row(order.as_str(), Some(*channel))),
        }
    }

    /// Whether there is room for all of them; asked before anything is added. Two units of a group that want the same room
    /// change one parent between them, which is one row too few: they are written one after the other then.
    pub(super) async fn are_there(&self, connection: &mut Connection) -> Result<bool, Stop> {
        let asked = [
            (&self.communities, COMMUNITIES),
            (&self.products, PRODUCTS),
            (&self.coupons, COUPONS),
            (&self.attempts, ATTEMPTS),
        ];
        let mut fit = true;
        for (rows, sql) in asked {
            // Said twice. The first time waits for whoever is adding a row there, and may have counted before they had done
            // so; the second time nobody else can be adding one, and PostgreSQL looks anew for each statement.
            fit &= rows.all_matched(connection, sql).await? && rows.all_matched(connection, sql).await?;
        }
        Ok(fit)
    }
}
