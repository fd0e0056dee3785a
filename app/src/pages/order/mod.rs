//! The order page: one state at a time, in words, and always the order number and whom to ask.

mod facts;
mod pay;
mod stage;
#[cfg(test)]
mod tests;

use domain::{
    id::OrderToken,
    view::{OrderStage, OrderView},
};
use leptos::prelude::*;

use crate::{
    components::{Document, Icon, Shape},
    islands::OrderWatch,
    pages::answer,
    request::{self, Interruption},
    text::{
        counts, fill,
        order::{OrderText, order},
    },
};
use facts::OrderFacts;
use stage::{Progress, StageBody, Status};

/// How the reader came here, apart from the order itself.
#[derive(Clone, Debug, Default)]
struct Asked {
    /// Whether the reader stopped the refresh.
    refresh_is_off: bool,
    /// What came of "check now": `now`, `unanswered`, or the seconds to wait.
    check: Option<String>,
}

/// `/o/{token}`: one's own order. An unknown one and another person's are answered alike.
#[component]
pub fn OrderPage() -> impl IntoView {
    let token = OrderToken::try_from(request::path_part("token"));
    let asked = Asked {
        refresh_is_off: request::query("refresh").as_deref() == Some("off"),
        check: request::query("asked"),
    };
    answer(async move {
        let token = token.map_err(|_| Interruption::NotFound)?;
        let member = request::member(&request::order_path(&token))?;
        let found = request::services()?.till.page(&member, &token).await?;
        Ok(page(found.ok_or(Interruption::NotFound)?, asked).into_any())
    })
}

/// Whether the order can still change by itself.
fn is_live(stage: &OrderStage) -> bool {
    match stage {
        OrderStage::Preparing
        | OrderStage::AwaitingPayment { .. }
        | OrderStage::Confirming
        | OrderStage::Refunding { .. }
        | OrderStage::InReview { .. } => true,
        OrderStage::Paid { .. } | OrderStage::Expired { .. } | OrderStage::Refunded { .. } => false,
    }
}

fn page(view: OrderView, asked: Asked) -> impl IntoView {
    let locale = request::locale();
    let words = order(locale);
    let live = is_live(&view.stage);
    let refreshes = live && !asked.refresh_is_off;
    let watch = live.then(|| {
        view! { <OrderWatch token=view.token.as_str().to_owned() version=view.version locale/> }
    });
    let state = stage::code(&view.stage);
    let refresh = refreshes.then(|| request::order_path(&view.token));
    let updates = if live {
        view! { <Updates words refreshes address=request::order_path(&view.token)/> }.into_any()
    } else {
        ().into_any()
    };
    view! {
        <Document title=stage::title(words, &view.stage) refresh>
            <main id="main" class="page order" data-state=state>
                {watch}
                <Progress words stage=view.stage.clone()/>
                <Status words view=view.clone()/>
                {asked.check.and_then(|check| checked(words, &check))}
                <StageBody words view=view.clone() updates/>
                <OrderFacts words view/>
            </main>
        </Document>
    }
}

/// What came of "check now".
fn checked(words: &'static OrderText, check: &str) -> Option<impl IntoView + use<>> {
    let message = match check {
        "now" => words.asked_now.to_owned(),
        "unanswered" => words.asked_unanswered.to_owned(),
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
        let stop = format!("{address}?refresh=off");
        view! { {words.every_five}" "<a href=stop>{words.stop}</a> }.into_any()
    } else {
        view! { {words.stopped}" "<a href=address>{words.resume}</a> }.into_any()
    };
    view! {
        <p class="small soft">{words.updates}</p>
        <noscript><p class="small soft">{without_scripts}</p></noscript>
    }
}
