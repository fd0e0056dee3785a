//! Which page stands at which address.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    path,
};

use crate::pages::{
    CheckoutPage, CommunityPage, HomePage, MembershipsPage, NotFoundPage, OfflinePage, OrderPage,
    PayoutSettingsPage, SalesPage, SignInPage, SignUpPage, TroublePage,
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
                <Route path=path!("/memberships") view=MembershipsPage ssr=SsrMode::Async/>
                <Route path=path!("/sales") view=SalesPage ssr=SsrMode::Async/>
                <Route path=path!("/settings/payouts") view=PayoutSettingsPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async/>
                <Route path=path!("/sign-up") view=SignUpPage ssr=SsrMode::Async/>
                <Route path=path!("/trouble") view=TroublePage ssr=SsrMode::Async/>
                <Route path=path!("/offline") view=OfflinePage ssr=SsrMode::Async/>
            </Routes>
        </Router>
    }
}
