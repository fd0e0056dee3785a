//! Orders, the attempts to pay them, and refunds: three objects with states of their own.

mod account_name;
mod attempt;
mod capture;
mod channel;
mod dispute;
mod dispute_case;
mod gateway;
mod machine;
mod refund;
mod refund_steps;
mod sale_beside;
mod sale_refund;
mod sold_as;
mod state;

pub use account_name::{GatewayAccountName, InvalidAccountName};
pub use attempt::{Attempt, AttemptState};
pub use capture::{Capture, Deal, SeatNeed, Settlement, Stray};
pub use channel::{Channel, PayWay, PayerAction, Route, Scene, WalletCall};
pub use dispute::{DisputeNews, DisputeState};
pub use dispute_case::{Dispute, DisputeStep};
pub use gateway::{Gateway, UnknownGateway};
pub use machine::InvalidTransition;
pub use refund::{Payment, Refund, RefundReason, RefundState};
pub use refund_steps::{RefundError, RefundNews, RefundStep};
pub use sale_beside::{SaleAfterwards, SaleBeside};
pub use sale_refund::{RefundAsk, RefundDraw, RefundRefusal, SaleRefund, SaleToRefund};
pub use sold_as::SoldAs;
pub use state::{Order, OrderException, OrderState};
