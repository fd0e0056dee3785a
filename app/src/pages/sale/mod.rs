//! One sale: who bought what, what went back, and giving money back in two steps. Creators reach it from their sales, the
//! staff from the review queue.

mod confirm;
mod consequences;
mod give;
mod history;

use domain::{
    id::OrderId,
    money::Money,
    view::{
        Problem,
        refunds::{RefundDraft, SaleRefundView},
    },
};
use leptos::prelude::*;
use server_fn::ServerFn;
use services::{
    actor::Creator,
    refunds::{RefundForm, RefundOutcome},
};

pub use self::consequences::Consequences;
use self::{give::Give, history::History};
use crate::{
    components::{Amount, Document, ErrorSummary, Icon, Moment, Shape},
    functions::RefundSale,
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        counts, dates, fill,
        problems::problem,
        sale::{SaleText, sale},
    },
    written::Written as _,
};

/// The name of the form.
const FORM: &str = "refund-sale";

/// One of a creator's own sales.
pub fn address(order: &OrderId) -> String {
    format!("/sales/{order}")
}

/// Who looks: where the forms lead, and the words that differ.
#[derive(Clone)]
pub struct Desk {
    /// The page's own address.
    pub address: String,
    /// Where the second step is posted to.
    pub action: &'static str,
    /// The way back, and what it is called.
    pub back: (String, &'static str),
    /// What stands there for who may only look.
    pub may_not: &'static str,
}

/// What the page is asked to show: the second step, or what came of it.
#[derive(Clone, Default)]
pub struct Asked {
    /// `all` or `part`; nothing for the first step.
    how: Option<String>,
    /// The amount of a part, as typed.
    amount: String,
    /// What was done.
    done: Option<String>,
}

impl Asked {
    /// Reads the page's address.
    pub fn read() -> Self {
        let amount = request::query("amount").unwrap_or_default();
        Self { how: request::query("how"), amount, done: request::query("done") }
    }
}

/// `/sales/{order}`.
#[component]
pub fn SalePage() -> impl IntoView {
    let order = request::path_part("order");
    let asked = Asked::read();
    answer(async move {
        let back = request::here();
        let creators = request::creators(&back)?;
        let order: OrderId = order.parse().map_err(|_| Interruption::NotFound)?;
        let view = own(&creators, &order).await?.ok_or(Interruption::NotFound)?;
        let words = sale(request::locale());
        let desk = Desk {
            address: address(&order),
            action: RefundSale::PATH,
            back: (list(&creators, view.amount), words.back_to_sales),
            may_not: words.may_not,
        };
        Ok(page(view, desk, asked).written())
    })
}

/// The list that a sale stands in: that of the account in its currency.
fn list(creators: &[Creator], amount: Money) -> String {
    let currency = amount.currency();
    let is_main = creators.first().is_some_and(|main| main.account.currency == currency);
    let account = if is_main { String::new() } else { currency.code().to_ascii_lowercase() };
    path::in_account("/sales", &account)
}

/// The sale, of whichever of the reader's accounts it is.
async fn own(creators: &[Creator], order: &OrderId) -> Result<Option<SaleRefundView>, Interruption> {
    let (services, refused) = (request::services()?, refused().await?);
    for creator in creators {
        if let Some(view) = services.refunds.sale_of(creator, order, refused.clone()).await? {
            return Ok(Some(view));
        }
    }
    Ok(None)
}

/// Gives a sale back, from whichever of the reader's accounts it is.
pub async fn give(
    creators: &[Creator],
    order: &OrderId,
    form: &RefundForm,
) -> Result<RefundOutcome, Interruption> {
    let services = request::services()?;
    for creator in creators {
        let outcome = services.refunds.give_as_creator(creator, order, form).await?;
        if outcome != RefundOutcome::NotFound {
            return Ok(outcome);
        }
    }
    Ok(RefundOutcome::NotFound)
}

/// The refused form that the page is asked to show again.
pub async fn refused() -> Result<(Vec<Problem>, RefundDraft), Interruption> {
    Ok(request::draft(FORM).await?.unwrap_or_default())
}

/// Leads back to the sale: with what was done, or to the second step with what was typed.
pub async fn after_refund(page: &str, outcome: RefundOutcome) -> Result<(), Interruption> {
    match outcome {
        RefundOutcome::Started => request::redirect(&path::with_query(page, "done", "started")),
        RefundOutcome::Refused(problems, draft) => {
            let step = path::with_query(page, "how", if draft.amount.is_empty() { "all" } else { "part" });
            let step = path::with_query(&step, "amount", &draft.amount);
            request::refuse(FORM, &(problems, draft), &step).await?;
        }
        RefundOutcome::Proposed(_) | RefundOutcome::NotFound => return Err(Interruption::NotFound),
    }
    Ok(())
}

/// The page.
pub fn page(view: SaleRefundView, desk: Desk, asked: Asked) -> impl IntoView {
    let (words, locale) = (sale(request::locale()), request::locale());
    let title = fill(words.title, &[("day", &dates::day(view.captured_at.day(), locale))]);
    let problems: Vec<(String, String)> =
        view.problems.iter().map(|found| (found.field.clone(), problem(&found.code, locale))).collect();
    let refused = (!problems.is_empty())
        .then(|| view! { <ErrorSummary title=words.refused problems about_money=true/> });
    let done = (asked.done.as_deref() == Some("started")).then(|| {
        view! {
            <div class="notice" data-tone="good" role="status">
                <Icon shape=Shape::Check/>
                <div><p class="notice-title">{words.started}</p><p>{words.started_note}</p></div>
            </div>
        }
    });
    let (back, back_words) = desk.back.clone();
    let (amount, left) = (view.amount, view.left);
    let given = amount.minus(left).ok().filter(|given| given.is_positive());
    let given = given.map(|of| view! { <div><dt>{words.given_back}</dt><dd><Amount of/></dd></div> });
    view! {
        <Document title=title.clone()>
            <main id="main" class="page">
                <header class="page-heading">
                    <p class="eyebrow"><a href=back>{back_words}</a></p>
                    <h1 tabindex="-1">{title}</h1>
                </header>
                {done}
                {refused}
                <dl class="totals">
                    <div><dt>{words.sold_for}</dt><dd><Amount of=amount/></dd></div>
                    {given}
                    <div><dt>{words.left}</dt><dd><Amount of=left/></dd></div>
                </dl>
                <Facts view=view.clone() words/>
                <History view=view.clone() words/>
                <Give view desk asked words/>
            </main>
        </Document>
    }
}

#[component]
fn Facts(view: SaleRefundView, words: &'static SaleText) -> impl IntoView {
    let buyer = if view.buyer.is_empty() { words.nobody.to_owned() } else { view.buyer };
    let membership = if view.is_revoked { words.ended } else { words.granted };
    let at = view.captured_at;
    view! {
        <section class="section" aria-labelledby="facts">
            <h2 id="facts">{words.facts}</h2>
            <dl class="facts in-section">
                <div><dt>{words.buyer}</dt><dd>{buyer}</dd></div>
                <div><dt>{words.what}</dt><dd>{format!("{} · {}", view.community, view.tier)}</dd></div>
                <div><dt>{words.when}</dt><dd><Moment at/></dd></div>
                <div><dt>{words.paid_with}</dt><dd>{counts::gateway(view.gateway, request::locale())}</dd></div>
                <div><dt>{words.membership}</dt><dd>{membership}</dd></div>
                <div><dt>{words.number}</dt><dd><span class="code">{view.number.to_string()}</span></dd></div>
            </dl>
        </section>
    }
}
