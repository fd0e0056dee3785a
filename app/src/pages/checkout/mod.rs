//! The checkout: what is bought, the agreement, and one button with the amount on it.

mod agreement;
mod offer;
mod pay;
mod price;
#[cfg(test)]
mod tests;

use domain::{
    money::Currency,
    view::{CheckoutView, Problem, ProblemCode},
};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use services::checkout::{CheckoutAsk, StartOutcome};

use crate::{
    components::{Document, ErrorSummary, Icon, Shape},
    pages::answer,
    path,
    request::{self, Interruption},
    text::{
        checkout::{CheckoutText, checkout},
        fill,
        problems::problem,
    },
    written::Written as _,
};
use agreement::{ClosedAgreement, OpenAgreement};
use offer::Offer;
use pay::{LockedPay, OrderForm, SignInToPay};
use price::Price;

/// What is kept of a refused order. The tick is not: accepting is done afresh each time.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// When the agreement was opened, as the server stamped it: trying too early must not start the time again.
    pub stamp: String,
    /// What was to be paid with.
    pub channel: String,
    /// Why it was refused.
    pub problems: Vec<Problem>,
}

impl Draft {
    /// The earlier stamp, while the agreement it belongs to is still in force.
    fn stamp(&self) -> Option<String> {
        let changed = self.problems.iter().any(|found| found.code == ProblemCode::AgreementChanged);
        (!changed && !self.stamp.is_empty()).then(|| self.stamp.clone())
    }
}

/// Where a placed order leads: to its page, or back with the reasons.
pub async fn after(placed: StartOutcome, draft: Draft, back: &str) -> Result<(), Interruption> {
    match placed {
        StartOutcome::Started(token) | StartOutcome::Existing(token) => request::show_order(&token),
        StartOutcome::Refused(problems) => {
            request::refuse("checkout", &Draft { problems, ..draft }, back).await?;
        }
    }
    Ok(())
}

/// `/join/{community}?product=…&currency=…&agreement=open`.
#[component]
pub fn CheckoutPage() -> impl IntoView {
    let slug = request::path_part("community");
    let product = request::query("product");
    let open_agreement = request::query("agreement").as_deref() == Some("open");
    let currency = request::query("currency").and_then(|code| code.to_ascii_uppercase().parse().ok());
    let coupon = request::query("coupon").unwrap_or_default();
    let upgrade = request::query("upgrade").as_deref() == Some("true");
    answer(async move {
        let product = match product {
            Some(text) => Some(text.parse().map_err(|_| Interruption::NotFound)?),
            None => None,
        };
        let draft: Draft = request::draft("checkout").await?.unwrap_or_default();
        let member = request::session().map(|session| session.member());
        let ask = CheckoutAsk {
            product,
            open_agreement,
            currency,
            coupon,
            upgrade,
            problems: draft.problems.clone(),
            scene: request::origin().scene,
        };
        let found = request::services()?.checkout.page(&slug, member.as_ref(), ask).await?;
        let mut view = found.ok_or(Interruption::NotFound)?;
        if let (true, Some(stamp)) = (view.stamp.is_some(), draft.stamp()) {
            view.stamp = Some(stamp);
        }
        // What was chosen before comes first, and so is chosen again.
        view.channels.sort_by_key(|channel| channel.code() != draft.channel);
        Ok(page(view, open_agreement).written())
    })
}

/// The page's own address, with the agreement open or not.
fn address(view: &CheckoutView, open: bool) -> String {
    let mut address = format!("/join/{}?product={}", view.head.slug, view.chosen.product);
    if view.currencies.len() > 1 {
        address = in_currency(&address, view.chosen.price.currency());
    }
    if !view.price.typed.is_empty() {
        address = path::with_query(&address, "coupon", &view.price.typed);
    }
    if view.price.is_upgrade {
        address = path::with_query(&address, "upgrade", "true");
    }
    if open { path::with_query(&address, "agreement", "open") } else { address }
}

/// The same page in a currency.
fn in_currency(address: &str, currency: Currency) -> String {
    path::with_query(address, "currency", &currency.code().to_ascii_lowercase())
}

fn page(view: CheckoutView, is_open: bool) -> impl IntoView {
    let locale = request::locale();
    let words = checkout(locale);
    let title = fill(words.title, &[("tier", &view.chosen.tier)]);
    let summary: Vec<_> = view
        .problems
        .iter()
        .map(|found| (target_of(&view, &found.field).to_owned(), problem(&found.code, locale)))
        .collect();
    let refused = !summary.is_empty();
    view! {
        <Document title=format!("{title} · {}", view.head.name)>
            <main id="main" class="page">
                <header class="page-heading">
                    <p class="eyebrow">{view.head.name.clone()}</p>
                    <h1 tabindex="-1">{title}</h1>
                </header>
                {refused.then(|| {
                    view! { <ErrorSummary title=words.not_charged problems=summary about_money=true/> }
                })}
                {view.pending.as_ref().map(|token| view! { <Pending words address=request::order_path(token)/> })}
                <Steps words view is_open/>
            </main>
        </Document>
    }
}

#[component]
fn Steps(words: &'static CheckoutText, view: CheckoutView, is_open: bool) -> impl IntoView {
    let offer = view! {
        <Offer words view=view.clone() is_open/>
        <Price words view=view.clone() is_open/>
    };
    if let Some(stamp) = view.stamp.clone() {
        return view! { <OrderForm words view stamp offer=offer.written()/> }.written();
    }
    let read = address(&view, true);
    let agreement = if is_open {
        view! { <OpenAgreement words agreement=view.agreement.clone()/> }.written()
    } else {
        view! { <ClosedAgreement words agreement=view.agreement.clone() address=read.clone()/> }.written()
    };
    let pay = if view.signed_in {
        view! { <LockedPay words price=view.price.price/> }.written()
    } else {
        view! { <SignInToPay words address=read/> }.written()
    };
    view! { <div class="stack loose">{offer}{agreement}{pay}</div> }.written()
}

#[component]
fn Pending(words: &'static CheckoutText, address: String) -> impl IntoView {
    view! {
        <div class="notice">
            <Icon shape=Shape::Clock/>
            <div>
                <p class="notice-title">{words.pending_title}</p>
                <p>{words.pending_note}" "<a href=address>{words.pending_link}</a></p>
            </div>
        </div>
    }
}

/// The checkout as its creator previews it: everything that members see, and nothing that can be sent.
pub(super) fn preview(view: CheckoutView) -> impl IntoView {
    let words = checkout(request::locale());
    let (price, agreement) = (view.chosen.price, view.agreement.clone());
    view! {
        <div class="stack loose">
            <Offer words view is_open=false/>
            <OpenAgreement words agreement/>
            <LockedPay words price/>
        </div>
    }
}

/// Where a problem's link leads.
fn target_of(view: &CheckoutView, field: &str) -> &'static str {
    match field {
        "upgrade" if view.price.unused_in.is_some() => "unused-time",
        "accept" => "accept",
        "agreement" => "agreement",
        "channel" => "channels",
        "coupon" => "coupon",
        _ => "main",
    }
}
