//! A unit of work, as data: everything that must become durable together.

use domain::{
    catalogue::{Agreement, Community, Coupon, OrderTerms, Product, Trial, Waiting},
    id::{
        CommunityId, CouponId, CreatorId, InvitationId, MembershipId, MessageId, OrderId, OutboxId,
        ProductId, RunId, SettingsChangeId, UserId,
    },
    ledger::Transaction,
    membership::Membership,
    message::{Importance, Message, Recipient},
    money::Money,
    order::{Attempt, Dispute, Gateway, Order, Refund},
    payouts::{
        Adjustment, Destination, Payout, PayoutAccount, PayoutItem, PayoutRun, PayoutSettings, PendingCredit,
        Rail, Standing,
    },
    people::AccountRole,
    reconcile::{Difference, ReconcileRun},
    review::Review,
    time::Timestamp,
};

use super::{
    after_payment::Reminder, desk::CallOff, facts::CreatorRow, messages::EffectMark, payouts::RunApproval,
    rooms::Room, team::TeamMember,
};

/// Everything one use case changes. Committed whole or not at all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Row writes. An update names the version it was decided on; another version is a conflict.
    pub writes: Vec<Write>,
    /// Postings; balances change by their amounts in the same commit.
    pub transactions: Vec<Transaction>,
    /// Events from outside that are hereby acted on.
    pub inbox: Vec<InboxRow>,
    /// Effects to the outside that this unit promises.
    pub outbox: Vec<OutboxRow>,
}

/// One row write. `Insert…` of a row whose unique key exists makes the whole unit a [`Commit::Duplicate`];
/// `Update…` of a row whose version has moved on makes it a [`Commit::Conflict`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Write {
    /// A new order; at most one pending order per buyer and product.
    InsertOrder(Order),
    /// State, exception; the version becomes the loaded one plus one.
    UpdateOrder(Order),
    /// An order whose time is up and that could not be ended is looked at again from a moment on.
    PutOffOrder(OrderId, Timestamp),
    /// A new attempt; its gateway number is unique per gateway.
    InsertAttempt(Attempt),
    /// State, code, gateway transaction, next query.
    UpdateAttempt(Attempt),
    /// A granted period; unique by source order. A (member, community, sequence) that another order took is a conflict:
    /// nothing has been done for this one yet.
    InsertMembership(Membership),
    /// A new refund; its number is unique per gateway. One that replaces none also takes room: when all refunds of a
    /// captured payment together would be more than was captured, the unit is a conflict.
    InsertRefund(Refund),
    /// State, failure, tries, moments; the version becomes the loaded one plus one.
    UpdateRefund(Refund),
    /// Something for a person to decide; each captured payment, refund and line of a bill is there once.
    InsertReview(Review),
    /// State, decision, note, who, when; the version becomes the loaded one plus one.
    UpdateReview(Review),
    /// A membership ends; the version becomes the loaded one plus one.
    RevokeMembership(Membership),
    /// A dispute that is new to us; unique by gateway and its own name there.
    InsertDispute(Dispute),
    /// State, evidence, moments; the version becomes the loaded one plus one.
    UpdateDispute(Dispute),
    /// The comparison of an account's day; again means later.
    PutReconcileRun(ReconcileRun),
    /// A difference; the same one found again changes nothing but its outcome.
    PutDifference(Difference),
    /// A buyer agreed to be reminded once; unique by order.
    InsertReminder(Reminder),
    /// An order was reminded of, or needs it no more; once, else the unit is a conflict.
    EndReminder(OrderId, Timestamp),
    /// A sale, for the creator's list and for settlement dates; unique by order.
    InsertSale(Sale),
    /// Takes one of a product's seats; none left is a conflict. Products without limit have no seat rows.
    TakeSeat(ProductId),
    /// Gives one back.
    ReleaseSeat(ProductId),
    /// A creator's choices; version 0 inserts, any other must match.
    PutPayoutSettings(PayoutSettings),
    /// The record of what changed, by whom.
    InsertSettingsChange(SettingsChange),
    /// A new creator account.
    InsertCreator(CreatorRow),
    /// What the platform knows and has decided about a creator; version 0 inserts, any other must match.
    PutStanding(Standing),
    /// A new destination.
    InsertDestination(Destination),
    /// A new run, unique by rail, kind and cut-off, or by the key of the request.
    InsertRun(PayoutRun),
    /// State, cursor, moments; the version becomes the loaded one plus one.
    UpdateRun(PayoutRun),
    /// Somebody refuses a run; unique by run.
    InsertCallOff(CallOff),
    /// The staff has been told that a run waits for approval; unique by run.
    InsertAnnouncement(RunId, Timestamp),
    /// Somebody's approval of a run, once per person.
    InsertRunApproval(RunApproval),
    /// What a run made of a creator; unique by both.
    InsertItem(PayoutItem),
    /// A payout; unique by run, creator and part.
    InsertPayout(Payout),
    /// State, tries, next look, reference; the version becomes the loaded one plus one.
    UpdatePayout(Payout),
    /// What is remembered about a creator; version 0 inserts, any other must match.
    PutPayoutAccount(PayoutAccount),
    /// A creator's balance must hold at least this much before the unit's postings, else the unit is a conflict: money
    /// that a refund took meanwhile is not paid out.
    RequireBalance {
        /// Whose balance.
        creator: CreatorId,
        /// How much it must hold.
        at_least: Money,
    },
    /// A creator's settings and standing must still be at these versions, 0 for none, else the unit is a conflict: nobody
    /// is paid to a destination that was changed, or past a pause that was set, while it was decided.
    RequireChoices {
        /// Whose.
        creator: CreatorId,
        /// The version of the settings that were read.
        settings: i64,
        /// The version of the standing that was read.
        standing: i64,
    },
    /// A refund, dispute or credit.
    InsertAdjustment(Adjustment),
    /// A credit that needs a second person.
    InsertPendingCredit(PendingCredit),
    /// State, who decided, when; the version becomes the loaded one plus one.
    UpdatePendingCredit(PendingCredit),
    /// There must be room for the one row that the unit adds, else the unit is a conflict. Whoever else asks for room at the
    /// same place waits until this unit is on disk, so that many at once never make more than there may be.
    RequireRoom {
        /// For what, and where.
        of: Room,
        /// How much there may be of it.
        most: u32,
    },
    /// A new community.
    InsertCommunity(Community),
    /// What a community is and who sees it; another version is a conflict.
    UpdateCommunity(Community),
    /// What is sold; another version is a conflict, and so are fewer seats than are taken.
    UpdateProduct(Product),
    /// A new coupon; its code is unique in its community.
    InsertCoupon(Coupon),
    /// A coupon counts for no new order any more.
    WithdrawCoupon {
        /// Which.
        id: CouponId,
        /// Since when.
        at: Timestamp,
    },
    /// Somebody uses a coupon: one more of its total and of the person's, each within its limit, else a conflict.
    TakeCoupon {
        /// Which.
        id: CouponId,
        /// Who.
        by: UserId,
    },
    /// An order that had it expired.
    ReleaseCoupon {
        /// Which.
        id: CouponId,
        /// Whose order.
        by: UserId,
    },
    /// Somebody asks for the money of a sale; once per person and community.
    UseRefundRight {
        /// Where.
        community: CommunityId,
        /// Who.
        by: UserId,
        /// For which order.
        order: OrderId,
    },
    /// How an order's price came about.
    InsertOrderTerms(OrderTerms),
    /// A period ends now because an upgrade has counted its unused time; another version is a conflict.
    EndMembership {
        /// Which.
        id: MembershipId,
        /// The version it was decided on.
        version: i64,
        /// Its new end.
        at: Timestamp,
    },
    /// The unused time of a period counts for this order; once.
    CountPeriod {
        /// Which period.
        membership: MembershipId,
        /// For which order.
        order: OrderId,
    },
    /// The unused time of a period counts for this order no longer; a conflict when it did not.
    UncountPeriod {
        /// Which period.
        membership: MembershipId,
        /// For which order.
        order: OrderId,
    },
    /// A period begins or ends at another moment, or is valid again; the version becomes the loaded one plus one.
    MoveMembership(Membership),
    /// A period was counted on for the one that follows it: the version becomes the loaded one plus one, so that it is not
    /// taken away at the same time.
    FollowMembership {
        /// Which.
        id: MembershipId,
        /// The version it was decided on.
        version: i64,
    },
    /// Somebody looks around; once per person and community.
    InsertTrial(Trial),
    /// Somebody waits for a seat; once per person and product.
    InsertWaiting(Waiting),
    /// Where somebody in line stands; another version is a conflict.
    UpdateWaiting(Waiting),
    /// A new product; a limited one also gets its seat row.
    InsertProduct(Product),
    /// A new version of an agreement.
    InsertAgreement(Agreement),
    /// Something a person is told; its mail is an [`OutboxRow`] of the same unit (`messages::tell` makes both).
    InsertMessage(Message),
    /// Marks what a recipient was told, up to a message, as read.
    MarkRead {
        /// Whose.
        to: Recipient,
        /// The newest one that was seen.
        through: MessageId,
        /// When.
        at: Timestamp,
    },
    /// Somebody comes to a team; unique by person. Who owns an account cannot: a conflict.
    InsertTeamMember(TeamMember),
    /// An invitation is used up, by joining or by being taken back; unique.
    UseInvitation(InvitationId, Timestamp),
    /// Somebody of a team gets another role; another role than `from` is a conflict, and so is being on no such team.
    ChangeTeamRole {
        /// Whose team.
        creator: CreatorId,
        /// Who.
        user: UserId,
        /// The role it was decided on.
        from: AccountRole,
        /// The role from now on.
        to: AccountRole,
    },
    /// Somebody leaves a team; being on no such team is a conflict.
    RemoveTeamMember(CreatorId, UserId),
    /// Somebody must still have this role in this team, else the unit is a conflict: what a person decided is not
    /// carried out after the role was taken away.
    RequireTeamRole {
        /// Whose team.
        creator: CreatorId,
        /// Who.
        user: UserId,
        /// Which role.
        role: AccountRole,
    },
    /// What became of a try to carry out an effect; see [`EffectMark`].
    MarkEffect(EffectMark),
}

/// A sale behind a creator's balance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sale {
    /// The order.
    pub order: OrderId,
    /// Whose sale.
    pub creator: CreatorId,
    /// What was sold.
    pub product: ProductId,
    /// Through whom it was paid.
    pub gateway: Gateway,
    /// For how much.
    pub amount: Money,
    /// When the gateway captured it.
    pub captured_at: Timestamp,
    /// From when an instant payout may take it.
    pub settles_at: Timestamp,
    /// When it came into the balance.
    pub booked_at: Timestamp,
}

/// The record of a change of payout settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettingsChange {
    /// The identifier.
    pub id: SettingsChangeId,
    /// Whose settings.
    pub creator: CreatorId,
    /// Who changed them; a person in the people database.
    pub changed_by: UserId,
    /// When.
    pub changed_at: Timestamp,
    /// The settings before; `None` for the first ones.
    pub before: Option<PayoutSettings>,
    /// The settings after.
    pub after: PayoutSettings,
}

/// Who tells us events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum EventSource {
    /// A payment gateway.
    Gateway(Gateway),
    /// A payout rail.
    Rail(Rail),
}

impl EventSource {
    /// The word the store uses. Events of one house have one stream, whichever side of it they are about.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Gateway(gateway) => gateway.code(),
            Self::Rail(rail) => rail.code(),
        }
    }
}

/// An event from outside, unique per source and event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InboxRow {
    /// From whom.
    pub source: EventSource,
    /// The source's identifier of the event.
    pub event_id: String,
    /// When it came, by the system clock.
    pub received_at: Timestamp,
    /// The raw body, AES-256-GCM.
    pub body_ciphertext: Vec<u8>,
}

/// An effect to the outside that is waiting to be carried out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxRow {
    /// The identifier.
    pub id: OutboxId,
    /// What kind of effect.
    pub kind: &'static str,
    /// What it is about, as JSON without anything personal.
    pub payload: String,
    /// How much it matters beside others that wait.
    pub importance: Importance,
    /// When it was promised, by the system clock; it may be carried out from then on.
    pub created_at: Timestamp,
}

/// How a commit ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commit {
    /// Everything is on disk.
    Committed,
    /// A row had another version, or the last seat went: nothing was written; load and decide again.
    Conflict,
    /// A unique key was there already: nothing was written; what it stands for has been done.
    Duplicate,
}
