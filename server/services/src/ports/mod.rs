//! What the use cases need from the outside, as traits. `store` and `gateways` implement them; the program composes.

mod changes;
mod clock;
mod commerce;
mod facts;
mod gateway;
mod people;

pub use changes::{Changes, Commit, InboxRow, OutboxRow, ReviewItem, Sale, SettingsChange, Write};
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
pub use people::{Draft, People, PeopleChanges, PeopleStore, PeopleWrite, SessionRow, UserRow};
