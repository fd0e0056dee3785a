//! Which page stands at which address.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::pages::{
    BankPage, CheckoutPage, CommunityPage, CreatorDeskPage, DemoMailPage, DemoMailsPage, DisputePage,
    DisputesPage, ForgottenPage, HomePage, InstantPage, ManageCommunityPage, ManagePage, ManageProductPage,
    MembershipsPage, MessagesPage, NewPasswordPage, NotFoundPage, OfflinePage, OrderPage, OrdersPage,
    PayoutSettingsPage, PayoutsPage, PreviewPage, ReceiptPage, ReconcileDayPage, ReconcilePage, ResolvedPage,
    ReviewItemPage, ReviewPage, RunPage, RunsPage, SalePage, SalesPage, SignInPage, SignUpPage,
    StaffSalePage, StatementPage, TeamInvitationPage, TeamPage, TroublePage,
};

/// The site. Every page is complete when its answer begins: money and forms are never streamed in later.
#[component]
pub fn App() -> impl IntoView {
    view! {
        <Router>
            <Routes fallback=NotFoundPage>
                <Route path=path!("/") view=HomePage ssr=SsrMode::Async/>
                <Route path=path!("/c/:community") view=CommunityPage ssr=SsrMode::Async/>
                <Route path=path!("/join/:community") view=CheckoutPage ssr=SsrMode::Async/>
                <Route path=path!("/o/:token") view=OrderPage ssr=SsrMode::Async/>
                <Route path=path!("/o/:token/receipt") view=ReceiptPage ssr=SsrMode::Async/>
                <Route path=path!("/orders") view=OrdersPage ssr=SsrMode::Async/>
                <Route path=path!("/memberships") view=MembershipsPage ssr=SsrMode::Async/>
                <Route path=path!("/messages") view=MessagesPage ssr=SsrMode::Async/>
                <Route path=path!("/demo/mails") view=DemoMailsPage ssr=SsrMode::Async/>
                <Route path=path!("/demo/mails/:message") view=DemoMailPage ssr=SsrMode::Async/>
                <Route path=path!("/sales") view=SalesPage ssr=SsrMode::Async/>
                <Route path=path!("/sales/:order") view=SalePage ssr=SsrMode::Async/>
                <Route path=path!("/settings/payouts") view=PayoutSettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/payouts/destination") view=BankPage ssr=SsrMode::Async/>
                <Route path=path!("/payouts") view=PayoutsPage ssr=SsrMode::Async/>
                <Route path=path!("/payouts/instant") view=InstantPage ssr=SsrMode::Async/>
                <Route path=path!("/payouts/:run") view=StatementPage ssr=SsrMode::Async/>
                <Route path=path!("/operator/payouts") view=RunsPage ssr=SsrMode::Async/>
                <Route path=path!("/operator/payouts/:run") view=RunPage ssr=SsrMode::Async/>
                <Route path=path!("/operator/creators/:creator") view=CreatorDeskPage ssr=SsrMode::Async/>
                <Route path=path!("/review") view=ReviewPage ssr=SsrMode::Async/>
                <Route path=path!("/review/resolved") view=ResolvedPage ssr=SsrMode::Async/>
                <Route path=path!("/review/disputes") view=DisputesPage ssr=SsrMode::Async/>
                <Route path=path!("/review/disputes/:dispute") view=DisputePage ssr=SsrMode::Async/>
                <Route path=path!("/review/orders/:order") view=StaffSalePage ssr=SsrMode::Async/>
                <Route path=path!("/review/reconciliation") view=ReconcilePage ssr=SsrMode::Async/>
                <Route path=path!("/review/reconciliation/:account/:day") view=ReconcileDayPage ssr=SsrMode::Async/>
                <Route path=path!("/review/:item") view=ReviewItemPage ssr=SsrMode::Async/>
                <Route path=path!("/manage") view=ManagePage ssr=SsrMode::Async/>
                <Route path=path!("/manage/:community") view=ManageCommunityPage ssr=SsrMode::Async/>
                <Route path=path!("/manage/:community/preview") view=PreviewPage ssr=SsrMode::Async/>
                <Route path=path!("/manage/:community/products/:product") view=ManageProductPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/team") view=TeamPage ssr=SsrMode::Async/>
                <Route path=path!("/team/accept/:token") view=TeamInvitationPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/forgotten") view=ForgottenPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in/forgotten/:token") view=NewPasswordPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async/>
                <Route path=path!("/trouble") view=TroublePage ssr=SsrMode::Async/>
                <Route path=path!("/offline") view=OfflinePage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
