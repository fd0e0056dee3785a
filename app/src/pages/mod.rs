//! The pages. Each asks the services for one read model and shows it; none decides anything.

pub mod checkout;
pub mod community;
mod demo_mails;
pub mod forgotten;
mod home;
mod lounge;
pub mod manage;
mod memberships;
pub mod messages;
mod not_found;
mod offline;
pub mod operator;
pub mod order;
mod orders;
pub mod payout_settings;
pub mod payouts;
pub mod reconcile;
pub mod review;
pub mod sale;
mod sales;
mod sign_in;
mod sign_up;
pub mod team;
mod trouble;

use std::{future::Future, pin::Pin};

pub use checkout::CheckoutPage;
pub use community::CommunityPage;
pub use demo_mails::{DemoMailPage, DemoMailsPage};
pub use forgotten::{ForgottenPage, NewPasswordPage};
pub use home::HomePage;
use leptos::prelude::*;
pub use manage::{ManageCommunityPage, ManagePage, ManageProductPage, PreviewPage};
pub use memberships::MembershipsPage;
pub use messages::MessagesPage;
pub use not_found::NotFoundPage;
pub use offline::OfflinePage;
pub use operator::{CreatorDeskPage, RunPage, RunsPage};
pub use order::OrderPage;
pub use orders::{OrdersPage, ReceiptPage};
pub use payout_settings::PayoutSettingsPage;
pub use payouts::{BankPage, InstantPage, PayoutsPage, StatementPage};
pub use reconcile::{ReconcileDayPage, ReconcilePage};
pub use review::{DisputePage, DisputesPage, ResolvedPage, ReviewItemPage, ReviewPage, StaffSalePage};
pub use sale::SalePage;
pub use sales::SalesPage;
pub use sign_in::SignInPage;
pub use sign_up::SignUpPage;
pub use team::{TeamInvitationPage, TeamPage};
pub use trouble::TroublePage;

use crate::{
    request::{self, Interruption},
    written::Written as _,
};

/// The answer to a page: what the work gives, or the page that says why not, with the right status.
pub fn answer<Work>(work: Work) -> impl IntoView
where
    Work: Future<Output = Result<AnyView, Interruption>> + Send + 'static,
{
    // One type for all pages: what is behind each is compiled once.
    let answer: Pin<Box<dyn Future<Output = AnyView> + Send>> = Box::pin(async move {
        match work.await {
            Ok(page) => page,
            Err(Interruption::NotFound) => view! { <NotFoundPage/> }.written(),
            Err(Interruption::Fault(code)) => trouble::page(code),
            Err(Interruption::SignIn(back)) => {
                request::redirect(&request::sign_in_path(&back));
                ().written()
            }
        }
    });
    Suspend::new(answer)
}
