//! What the use cases need from the outside, as traits. `store` and `gateways` implement them; the program composes.

mod after_payment;
mod changes;
mod clock;
mod commerce;
mod desk;
mod facts;
mod gateway;
mod messages;
mod messenger;
mod payouts;
mod people;
mod rail;
mod rooms;
mod shop;
mod team;

pub use after_payment::{
    AfterPaymentStore, BillFacts, BillNumbers, BookedPayment, OrderSearch, Reminder, ReviewFilter, SaleFacts,
};
pub use changes::{Changes, Commit, EventSource, InboxRow, OutboxRow, Sale, SettingsChange, Write};
pub use clock::{Clock, Entropy, EntropyExt};
pub use commerce::{Commerce, CommerceStore, StoreFault, VerifyReport};
pub use desk::{CallOff, DeskStore};
pub use facts::{
    CatalogueRows, CreatorRow, DueWork, MoneyFacts, OrderStatus, PayoutFacts, RecentSales, SaleRow,
    SettlingFacts,
};
pub use gateway::{
    Bill, BillKind, BillLine, BillState, CloseAnswer, CreateAnswer, CreatePayment, GatewayFault,
    Notification, NotificationHeaders, NotificationRefused, PaymentGateway, PaymentReference, QueryAnswer,
    RefundAnswer, RefundRequest,
};
pub use messages::{
    Addressed, Addressee, DueEffect, EffectMark, EffectOutcome, LetterStore, MessageStore, OutboxCounts,
};
pub use messenger::{
    InvitationLine, Letter, LetterWriter, Messenger, MessengerFault, PasswordLinkLine, Words,
};
pub use payouts::{CandidateFacts, CandidateKey, Cohort, PayoutStore, RunApproval, RunTotal, StatementFacts};
pub use people::{
    Draft, NewPassword, PasswordLink, People, PeopleChanges, PeopleStore, PeopleWrite, SealedDetails,
    SessionRow, UserRow,
};
pub use rail::{BankDetails, DestinationFacts, PayoutOrder, PayoutRail, RailEvent};
pub use rooms::Room;
pub use shop::ShopStore;
pub use team::{Invitation, InvitationStore, Place, TeamMember, TeamStore};
