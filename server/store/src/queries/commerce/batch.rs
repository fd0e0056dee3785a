//! Units of commerce, written together: one statement per table for all of them.
//!
//! The order of the steps is that of the references between tables. Units of one group came at the same time, so any
//! order of them is a right one, as long as there is one: a row that two of them update, or a seat that only one of
//! them can have, stops the group, and halving then writes them one after the other.
//!
//! Two processes on PostgreSQL that touch the same rows must do so in the same order, else each waits for the other: orders
//! come before the periods that they paid for, in every unit.

use services::ports::{Changes, Commit, Write};

use super::super::{
    Connection,
    after_payment::{self, refunds, reviews},
    catalogue,
    creators::{self, team},
    group::Unit,
    members::periods,
    orders::{hot, updates},
    payouts::{self, desk},
    rows::{Rows, Statement},
    shop,
};
use super::{ledger, messages, outbox, rooms};
use crate::stop::Stop;

/// The rows of a group, by table.
#[derive(Default)]
pub(super) struct Batch<'a> {
    pub(super) first: Vec<Statement<'a>>,
    pub(super) last: Vec<Statement<'a>>,
    pub(super) order_updates: Rows<'a>,
    pub(super) attempt_updates: Rows<'a>,
    pub(super) refund_updates: Rows<'a>,
    pub(super) inbox: Rows<'a>,
    pub(super) orders: Rows<'a>,
    pub(super) attempts: Rows<'a>,
    pub(super) refunds: Rows<'a>,
    pub(super) reviews: Rows<'a>,
    pub(super) memberships: Rows<'a>,
    pub(super) periods: Vec<Statement<'a>>,
    pub(super) followed: Rows<'a>,
    pub(super) sales: Rows<'a>,
    pub(super) outbox: Rows<'a>,
    pub(super) effect_marks: Rows<'a>,
    pub(super) messages: Rows<'a>,
    pub(super) payouts: payouts::batch::PayoutRows<'a>,
    pub(super) ledger: ledger::Booked<'a>,
    pub(super) seats: updates::Seats<'a>,
    pub(super) rooms: rooms::Rooms<'a>,
}

impl<'a> Batch<'a> {
    fn of(units: &'a [Changes]) -> Result<Self, Stop> {
        let mut batch = Self::default();
        for unit in units {
            for write in &unit.writes {
                batch.add(write)?;
            }
            batch.seats.end_of_unit();
            for transaction in &unit.transactions {
                batch.ledger.add(transaction);
            }
            for row in &unit.inbox {
                batch.inbox.push(hot::inbox(row));
            }
            for row in &unit.outbox {
                batch.outbox.push(outbox::effect(row));
            }
        }
        Ok(batch)
    }

    #[expect(clippy::too_many_lines, reason = "one arm for each kind of row")]
    fn add(&mut self, write: &'a Write) -> Result<(), Stop> {
        match write {
            Write::InsertOrder(order) => self.orders.push(hot::order(order)),
            Write::UpdateOrder(order) => self.order_updates.push(updates::order(order)),
            Write::InsertAttempt(attempt) => self.attempts.push(hot::attempt(attempt)),
            Write::UpdateAttempt(attempt) => self.attempt_updates.push(updates::attempt(attempt)),
            Write::InsertMembership(membership) => self.memberships.push(hot::membership(membership)),
            Write::InsertRefund(refund) => {
                self.first.extend(refunds::room(refund));
                self.refunds.push(refunds::row(refund));
            }
            Write::UpdateRefund(refund) => self.refund_updates.push(refunds::update(refund)),
            Write::InsertReview(review) => self.reviews.push(reviews::row(review)),
            Write::UpdateReview(_)
            | Write::RevokeMembership(_)
            | Write::InsertDispute(_)
            | Write::UpdateDispute(_)
            | Write::PutOffOrder(..)
            | Write::PutReconcileRun(_)
            | Write::PutDifference(_)
            | Write::InsertReminder(_)
            | Write::EndReminder(..) => self.last.extend(after_payment::write(write)),
            Write::InsertSale(sale) => self.sales.push(hot::sale(sale)),
            Write::TakeSeat(product) => self.seats.take(product),
            Write::ReleaseSeat(product) => self.seats.release(product),
            Write::PutPayoutSettings(settings) => self.first.push(creators::writes::settings(settings)),
            Write::InsertSettingsChange(change) => self.first.push(creators::writes::change(change)?),
            Write::InsertCreator(creator) => self.first.push(creators::writes::creator(creator)),
            Write::PutStanding(standing) => self.first.push(creators::writes::standing(standing)),
            Write::InsertCallOff(_)
            | Write::InsertAnnouncement(..)
            | Write::InsertPendingCredit(_)
            | Write::UpdatePendingCredit(_) => self.first.extend(desk::write(write)),
            Write::InsertDestination(destination) => {
                self.first.push(creators::writes::destination(destination));
            }
            Write::InsertRun(_)
            | Write::UpdateRun(_)
            | Write::InsertRunApproval(_)
            | Write::InsertItem(_)
            | Write::InsertPayout(_)
            | Write::UpdatePayout(_)
            | Write::PutPayoutAccount(_)
            | Write::RequireChoices { .. }
            | Write::InsertAdjustment(_) => self.first.extend(self.payouts.add(write)?),
            Write::RequireBalance { creator, at_least } => self.ledger.require(creator, *at_least),
            Write::RequireRoom { of, most } => self.rooms.require(of, *most),
            Write::InsertCommunity(community) => self.first.push(catalogue::writes::community(community)),
            Write::InsertProduct(product) => {
                self.first.push(catalogue::writes::product(product)?);
                self.first.extend(catalogue::writes::seats(product));
                self.first.extend(catalogue::writes::prices(product));
            }
            Write::InsertAgreement(agreement) => self.first.push(catalogue::writes::agreement(agreement)),
            Write::UpdateCommunity(_)
            | Write::UpdateProduct(_)
            | Write::InsertCoupon(_)
            | Write::WithdrawCoupon { .. }
            | Write::TakeCoupon { .. }
            | Write::ReleaseCoupon { .. }
            | Write::UseRefundRight { .. }
            | Write::InsertTrial(_)
            | Write::InsertWaiting(_)
            | Write::UpdateWaiting(_) => self.first.extend(shop::writes::write(write)?),
            Write::EndMembership { .. }
            | Write::CountPeriod { .. }
            | Write::UncountPeriod { .. }
            | Write::MoveMembership(_) => self.periods.extend(periods::write(write)),
            Write::FollowMembership { id, version } => {
                self.followed.push(vec![id.as_str().into(), (*version).into()]);
            }
            Write::InsertOrderTerms(terms) => self.last.extend(shop::writes::terms(terms)),
            Write::InsertMessage(message) => self.messages.push(messages::message(message)?),
            Write::MarkRead { to, through, at } => self.first.push(messages::mark_read(to, through, *at)),
            Write::MarkEffect(mark) => self.effect_marks.push(outbox::mark(mark)),
            Write::InsertTeamMember(_)
            | Write::UseInvitation(..)
            | Write::ChangeTeamRole { .. }
            | Write::RemoveTeamMember(..)
            | Write::RequireTeamRole { .. } => self.first.extend(team::write(write)),
        }
        Ok(())
    }

    /// Whether every row was at the version that its update was decided on.
    async fn update(&self, connection: &mut Connection) -> Result<bool, Stop> {
        let orders = self.order_updates.all_matched(connection, updates::UPDATE_ORDERS).await?;
        let attempts = self.attempt_updates.all_matched(connection, updates::UPDATE_ATTEMPTS).await?;
        let refunds = self.refund_updates.all_matched(connection, refunds::UPDATE_REFUNDS).await?;
        let periods = each_matched(&self.periods, connection).await?;
        let followed = self.followed.all_matched(connection, periods::FOLLOW_MEMBERSHIPS).await?;
        let payouts = self.payouts.update(connection).await?;
        Ok(orders && attempts && refunds && periods && followed && payouts)
    }

    /// Whether the rare writes that refer to other rows were at the versions they were decided on.
    async fn insert(&self, connection: &mut Connection) -> Result<bool, Stop> {
        self.inbox.execute(connection, hot::INSERT_INBOX).await?;
        self.orders.execute(connection, hot::INSERT_ORDERS).await?;
        self.attempts.execute(connection, hot::INSERT_ATTEMPTS).await?;
        self.memberships.execute(connection, hot::INSERT_MEMBERSHIPS).await?;
        self.sales.execute(connection, hot::INSERT_SALES).await?;
        self.refunds.execute(connection, refunds::INSERT_REFUNDS).await?;
        self.reviews.execute(connection, reviews::INSERT_REVIEWS).await?;
        self.payouts.insert(connection).await?;
        self.messages.execute(connection, messages::INSERT_MESSAGES).await?;
        self.outbox.execute(connection, outbox::INSERT_EFFECTS).await?;
        // A mark that does not match lost to another holder's: that one stays.
        self.effect_marks.execute(connection, outbox::MARK_EFFECTS).await?;
        self.ledger.insert(connection).await?;
        each_matched(&self.last, connection).await
    }

    async fn apply(&self, connection: &mut Connection) -> Result<(), Stop> {
        let room = self.rooms.are_there(connection).await?;
        let known = each_matched(&self.first, connection).await?;
        let fresh = self.update(connection).await? && known && room;
        // A replayed unit meets both a moved version and an existing key. It is a duplicate: what it stands for has
        // been done. So the inserts are tried even after a version did not match.
        match self.insert(connection).await {
            Ok(true) if fresh => {}
            Err(Stop::Unit(answer)) if fresh || matches!(answer, Ok(Commit::Duplicate)) => {
                return Err(Stop::Unit(answer));
            }
            Ok(_) | Err(Stop::Unit(_)) => return Err(Stop::Unit(Ok(Commit::Conflict))),
            Err(other) => return Err(other),
        }
        self.seats.apply(connection).await?;
        // Last, because everybody shares these rows: on PostgreSQL they stay locked until the commit is on disk.
        self.ledger.change_balances(connection).await
    }
}

/// Carries out rare writes one by one. Whether each was at the version it was decided on.
async fn each_matched(statements: &[Statement<'_>], connection: &mut Connection) -> Result<bool, Stop> {
    let mut fresh = true;
    for statement in statements {
        fresh &= statement.execute(connection).await?;
    }
    Ok(fresh)
}

impl Unit for Changes {
    async fn apply(connection: &mut Connection, units: &[Self]) -> Result<(), Stop> {
        Batch::of(units)?.apply(connection).await
    }
}
