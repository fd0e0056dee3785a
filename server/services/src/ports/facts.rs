//! What the store tells the use cases: rows and sums, without any rule.

use domain::{
    catalogue::{Agreement, Community, Product},
    id::{CreatorId, OrderId, OrderToken, UserId},
    membership::Membership,
    money::{Currency, Money},
    order::{Attempt, Gateway, Order, OrderException, OrderState, Refund},
    payouts::{
        Destination, Funds, ItemRecord, PayoutAccount, PayoutSettings, RecentAmount, Reserve, Standing,
    },
    time::Timestamp,
};

use super::changes::SettingsChange;

/// All that is sold; small enough to be kept in memory.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CatalogueRows {
    /// Every community.
    pub communities: Vec<Community>,
    /// Every product.
    pub products: Vec<Product>,
    /// Of each community at least the agreement in force; earlier versions may be missing.
    pub agreements: Vec<Agreement>,
}

/// A creator's account. A person has one main account, and at most one further account for each other currency.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreatorRow {
    /// The identifier.
    pub id: CreatorId,
    /// The person who owns it.
    pub owner: UserId,
    /// The main account that a further one stands beside; `None` for a main one.
    pub main: Option<CreatorId>,
    /// The payout currency.
    pub currency: Currency,
    /// When it was opened.
    pub created_at: Timestamp,
}

impl CreatorRow {
    /// The main account: whose communities, whose team.
    pub fn main(&self) -> &CreatorId {
        self.main.as_ref().unwrap_or(&self.id)
    }
}

/// What a waiting page needs to know of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderStatus {
    /// The order's address.
    pub token: OrderToken,
    /// Who may see it.
    pub buyer: UserId,
    /// Where it stands.
    pub state: OrderState,
    /// What went wrong.
    pub exception: OrderException,
    /// Grows with each change.
    pub version: i64,
    /// Until when it can be paid.
    pub expires_at: Timestamp,
}

impl From<&Order> for OrderStatus {
    fn from(order: &Order) -> Self {
        Self {
            token: order.token.clone(),
            buyer: order.buyer.clone(),
            state: order.state,
            exception: order.exception,
            version: order.version,
            expires_at: order.expires_at,
        }
    }
}

/// Everything the decision about one captured payment needs, read at one moment.
#[expect(clippy::struct_excessive_bools, reason = "each is one fact by itself")]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SettlingFacts {
    /// The attempt that was paid.
    pub attempt: Attempt,
    /// Its order.
    pub order: Order,
    /// The buyer's latest period in that community, by sequence.
    pub latest_membership: Option<Membership>,
    /// When the last of the buyer's periods there ends, among those that were not taken away.
    pub paid_until: Option<Timestamp>,
    /// Whether one of those is for good: then nothing gives the buyer any time there.
    pub for_good: bool,
    /// Whether the order has expired, and a later one of the same buyer and product is paid or waits for its payment.
    pub later_order: bool,
    /// Whether the product has a limit.
    pub limited: bool,
    /// Whether a seat is free; always so for a product without limit.
    pub seat_free: bool,
    /// Whether the order's price is another than the list price: then its terms are read too.
    pub has_terms: bool,
}

/// A line of the creator's list of sales.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SaleRow {
    /// The order.
    pub order: OrderId,
    /// Who bought; the name is in the people database.
    pub buyer: UserId,
    /// The community's name.
    pub community: String,
    /// The tier's name.
    pub tier: String,
    /// Through whom.
    pub gateway: Gateway,
    /// For how much.
    pub amount: Money,
    /// When it was captured.
    pub captured_at: Timestamp,
    /// From when an instant payout may take it.
    pub settles_at: Timestamp,
}

/// The sales of one UTC day, summed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecentSales {
    /// The latest capture among them.
    pub captured_at: Timestamp,
    /// From when an instant payout may take them.
    pub settles_at: Timestamp,
    /// Their sum.
    pub amount: Money,
}

/// What a creator has. Money leaves oldest first, so what is payable up to a moment is the balance less the sales
/// after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MoneyFacts {
    /// What we owe the creator now; can be negative after refunds.
    pub balance: Money,
    /// Sales captured or settling after a moment the caller named, grouped by capture day and settling moment,
    /// oldest first.
    pub recent: Vec<RecentSales>,
}

impl MoneyFacts {
    /// The same for the rules, with what is kept back.
    pub fn funds(&self, reserve: Option<Reserve>) -> Funds {
        let recent = self.recent.iter().map(|sales| RecentAmount {
            captured_at: sales.captured_at,
            settles_at: sales.settles_at,
            amount: sales.amount,
        });
        Funds { balance: self.balance, recent: recent.collect(), reserve }
    }
}

/// Everything the payout settings page is worked out from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PayoutFacts {
    /// The account.
    pub creator: CreatorRow,
    /// The choices; `None` before the first save.
    pub settings: Option<PayoutSettings>,
    /// What the platform knows; `None` when it knows nothing yet.
    pub standing: Option<Standing>,
    /// Where money can go.
    pub destinations: Vec<Destination>,
    /// What earlier payouts left behind.
    pub account: PayoutAccount,
    /// What there is.
    pub money: MoneyFacts,
    /// Items since a day the caller named with their payouts, newest first.
    pub history: Vec<ItemRecord>,
    /// The last change, if any.
    pub last_change: Option<SettingsChange>,
}

/// Work whose time has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DueWork {
    /// Open attempts to ask the gateway about, and closed ones still watched, with their orders.
    pub attempts: Vec<(Attempt, Order)>,
    /// Pending orders whose time is up, with their attempts.
    pub expired: Vec<(Order, Vec<Attempt>)>,
    /// Refunds to ask for or about.
    pub refunds: Vec<Refund>,
}
