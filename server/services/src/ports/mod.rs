//! What the use cases need from the outside, as traits. `store` and `gateways` implement them; the program composes.

mod changes;
mod clock;
mod commerce;
mod facts;
mod gateway;
mod messages;
mod messenger;
mod payouts;
mod people;
mod rail;
mod team;

pub use changes::{
    Changes, Commit, EventSource, InboxRow, OutboxRow, ReviewItem, Sale, SettingsChange, Write,
};
pub use clock::{Clock, Entropy, EntropyExt};
pub use commerce::{Commerce, CommerceStore, StoreFault, VerifyReport};
pub use facts::{
    CatalogueRows, CreatorRow, DueWork, MoneyFacts, OrderStatus, PayoutFacts, RecentSales, SaleRow,
    SettlingFacts,
};
pub use gateway::{
    CloseAnswer, CreateAnswer, CreatePayment, GatewayFault, Notification, NotificationHeaders,
    NotificationRefused, PaymentGateway, QueryAnswer, RefundAnswer, RefundRequest,
};
pub use messages::{
    Addressee, DueEffect, EffectMark, EffectOutcome, LetterStore, MessageStore, OutboxCounts,
};
pub use messenger::{InvitationLine, Letter, LetterWriter, Messenger, MessengerFault, Words};
pub use payouts::{CandidateFacts, Cohort, PayoutStore, RunApproval, RunTotal, StatementFacts};
pub use people::{
    Draft, People, PeopleChanges, PeopleStore, PeopleWrite, SealedDetails, SessionRow, UserRow,
};
pub use rail::{BankDetails, DestinationFacts, PayoutOrder, PayoutRail, RailEvent};
pub use team::{Invitation, InvitationStore, Place, TeamMember, TeamStore};
