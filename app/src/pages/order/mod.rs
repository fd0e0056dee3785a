//! The order page: one state at a time, in words, and always the order number and whom to ask.

mod after;
mod back;
#[cfg(test)]
mod back_tests;
mod facts;
mod pay;
#[cfg(test)]
mod reason_tests;
mod stage;
#[cfg(test)]
mod tests;
mod ways;

use domain::{
    id::OrderToken,
    view::{OrderStage, OrderView, Problem, refunds::RefundAskView},
};
use leptos::prelude::*;
use services::till::{ChangeOutcome, CheckOutcome, Visit};

use crate::{
    components::{Document, Icon, Shape},
    islands::OrderWatch,
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        counts, fill,
        order::{OrderText, order},
    },
    written::Written as _,
};
use after::{AfterPayment, Dispute};
use facts::OrderFacts;
use pay::BackAgain;
use stage::{Progress, StageBody, Status};

/// How the reader came here, apart from the order itself.
#[derive(Clone, Debug, Default)]
struct Asked {
    /// Whether the reader stopped the refresh.
    refresh_is_off: bool,
    /// What came of "check now" or of another way to pay: `now`, `unanswered`, `not-offered`, or the seconds to wait.
    check: Option<String>,
    /// Whether the reader comes back from the wallet or the gateway's page.
    is_back: bool,
    /// What asking for the money back would do, once there is money to ask for.
    refund: Option<RefundAskView>,
    /// Why asking for it was refused.
    problems: Vec<Problem>,
}

/// Where "check now" leads: back to the order, which says what came of it.
pub fn after_check(page: &str, outcome: CheckOutcome) -> Result<(), Interruption> {
    let asked = match outcome {
        CheckOutcome::Checked => "now".to_owned(),
        CheckOutcome::NoAnswer => "unanswered".to_owned(),
        CheckOutcome::TooSoon { retry_after_seconds } => retry_after_seconds.to_string(),
        CheckOutcome::NotFound => return Err(Interruption::NotFound),
    };
    request::redirect(&path::with_query(page, "asked", &asked));
    Ok(())
}

/// Where a change of the channel leads: back to the order, which asks for the new way or says why not.
pub fn after_change(page: &str, outcome: ChangeOutcome) -> Result<(), Interruption> {
    match outcome {
        ChangeOutcome::NotFound => return Err(Interruption::NotFound),
        ChangeOutcome::NoAnswer => request::redirect(&path::with_query(page, "asked", "unanswered")),
        ChangeOutcome::NotOffered => request::redirect(&path::with_query(page, "asked", "not-offered")),
        ChangeOutcome::Changed | ChangeOutcome::NotWaiting => request::redirect(page),
    }
    Ok(())
}

/// `/o/{token}`: one's own order. An unknown one and another person's are answered alike.
#[component]
pub fn OrderPage() -> impl IntoView {
    let token = OrderToken::try_from(request::path_part("token"));
    let back = request::query("back");
    let mut asked = Asked {
        refresh_is_off: request::query("refresh").as_deref() == Some("off"),
        check: request::query("asked"),
        is_back: back.is_some(),
        ..Asked::default()
    };
    let visit = Visit { from_wallet: back.as_deref() == Some("wallet"), ..request::visit() };
    answer(async move {
        request::keep_address_private();
        let token = token.map_err(|_| Interruption::NotFound)?;
        let member = request::member(&request::order_path(&token))?;
        let services = request::services()?;
        let view = services.till.page(&member, &token, &visit).await?.ok_or(Interruption::NotFound)?;
        if matches!(view.stage, OrderStage::Paid { .. }) {
            asked.refund = services.refunds.page(&member, &token).await?;
            asked.problems = request::draft("refund").await?.unwrap_or_default();
        }
        Ok(page(view, asked).written())
    })
}

/// Whether the order can still change by itself.
fn is_live(stage: &OrderStage) -> bool {
    match stage {
        OrderStage::Preparing { .. }
        | OrderStage::Refused { .. }
        | OrderStage::HandOver { .. }
        | OrderStage::WalletSignIn { .. }
        | OrderStage::AwaitingPayment { .. }
        | OrderStage::Confirming
        | OrderStage::UnderWay { .. }
        | OrderStage::Refunding { .. }
        | OrderStage::InReview { .. } => true,
        OrderStage::Paid { .. } | OrderStage::Expired { .. } | OrderStage::Refunded { .. } => false,
    }
}

/// Whether the page is to hear of changes: also of late money, which is looked for slowly and asked for by no refresh.
fn is_watched(stage: &OrderStage) -> bool {
    is_live(stage) || matches!(stage, OrderStage::Expired { watched_until: Some(_), .. })
}

fn page(view: OrderView, asked: Asked) -> impl IntoView {
    let locale = request::locale();
    let words = order(locale);
    let live = is_live(&view.stage);
    let refreshes = live && !asked.refresh_is_off;
    let watch = is_watched(&view.stage).then(|| {
        view! { <OrderWatch token=view.token.as_str().to_owned() version=view.version locale/> }
    });
    let state = stage::code(&view.stage);
    let waits = matches!(
        view.stage,
        OrderStage::AwaitingPayment { .. } | OrderStage::WalletSignIn { .. } | OrderStage::HandOver { .. }
    );
    let back = (asked.is_back && waits).then(|| view! { <BackAgain words/> });
    // Who came back is told so until something is known, also by a page that asks for itself without scripts.
    let query = if back.is_some() { "?back=seen" } else { "" };
    let address = format!("{}{query}", request::order_path(&view.token));
    let refresh = refreshes.then(|| address.clone());
    let updates = if live { view! { <Updates words refreshes address/> }.written() } else { ().written() };
    let dispute = view.dispute.clone().map(|dispute| view! { <Dispute words dispute/> });
    let Asked { refund, problems, check, .. } = asked;
    let after = refund.map(|ask| view! { <AfterPayment words view=view.clone() ask problems/> });
    view! {
        <Document title=stage::title(words, &view) refresh>
            <main id="main" class="page order" data-state=state>
                {watch}
                <Progress words stage=view.stage.clone()/>
                <Status words view=view.clone()/>
                {check.and_then(|check| checked(words, &check))}
                {back}
                {dispute}
                <StageBody words view=view.clone() updates/>
                <OrderFacts words view/>
                {after}
            </main>
        </Document>
    }
}

/// What came of "check now".
fn checked(words: &'static OrderText, check: &str) -> Option<impl IntoView + use<>> {
    let message = match check {
        "now" => words.asked_now.to_owned(),
        "unanswered" => words.asked_unanswered.to_owned(),
        "not-offered" => words.not_offered.to_owned(),
        seconds => {
            let seconds = seconds.parse::<u16>().ok()?;
            fill(words.asked_soon, &[("wait", &counts::wait(u64::from(seconds), request::locale()))])
        }
    };
    Some(view! { <div class="notice" role="status"><Icon shape=Shape::Info/><p>{message}</p></div> })
}

/// How the page keeps itself up to date; without scripts the refresh can be stopped.
#[component]
fn Updates(words: &'static OrderText, refreshes: bool, address: String) -> impl IntoView {
    let without_scripts = if refreshes {
        let stop = path::with_query(&address, "refresh", "off");
        view! { {words.every_five}" "<a href=stop>{words.stop}</a> }.written()
    } else {
        view! { {words.stopped}" "<a href=address>{words.resume}</a> }.written()
    };
    view! {
        <p class="small soft">{words.updates}</p>
        <noscript><p class="small soft">{without_scripts}</p></noscript>
    }
}
