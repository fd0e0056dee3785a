//! After the payment: the way in, a dispute, the receipt, and how to ask for the money.

use domain::{
    catalogue::WayIn,
    membership::PaidTime,
    order::{DisputeState, RefundRefusal},
    view::{OrderView, Problem, refunds::RefundAskView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Amount, ErrorSummary, Icon, Moment, Place, Sentence, Shape},
    functions::AskRefund,
    request,
    text::{fill, order::OrderText, problems::problem},
};

/// The way in.
#[component]
pub(super) fn Door(words: &'static OrderText, view: OrderView, way_in: WayIn) -> impl IntoView {
    let enter = fill(words.enter, &[("community", &view.head.name)]);
    view! {
        <section class="panel door" aria-labelledby="way-in">
            <h2 id="way-in">{words.way_in}</h2>
            <p>{way_in.instructions}</p>
            <p><a class="button primary" href=way_in.address rel="noreferrer">{enter}</a></p>
        </section>
    }
}

/// What the payer's bank does.
#[component]
pub(super) fn Dispute(words: &'static OrderText, state: DisputeState) -> impl IntoView {
    let (title, note) = match state {
        DisputeState::Open | DisputeState::UnderReview => (words.dispute_title, words.dispute_open),
        DisputeState::Won => (words.dispute_over, words.dispute_won),
        DisputeState::Lost => (words.dispute_over, words.dispute_lost),
    };
    view! {
        <div class="notice" data-tone=(!state.is_over()).then_some("wait")>
            <Icon shape=Shape::Info/>
            <div><p class="notice-title">{title}</p><p>{note}</p></div>
        </div>
    }
}

/// The receipt, and the money back while the rule of the sale gives it.
#[component]
pub(super) fn AfterPayment(
    words: &'static OrderText,
    view: OrderView,
    ask: RefundAskView,
    problems: Vec<Problem>,
) -> impl IntoView {
    let locale = request::locale();
    let receipt = format!("{}/receipt", request::order_path(&view.token));
    let refused = (!problems.is_empty()).then(|| {
        let problems =
            problems.iter().map(|found| ("refund".to_owned(), problem(&found.code, locale))).collect();
        view! { <ErrorSummary title=words.ask_refused problems/> }
    });
    let back = match (&ask.refusal, ask.until) {
        (None, Some(_)) => view! { <Ask words ask/> }.into_any(),
        (Some(RefundRefusal::TooLate), Some(until)) => {
            let places = vec![Place::new("time", view! { <Moment at=until/> })];
            view! { <p class="small soft"><Sentence template=words.ask_over places/></p> }.into_any()
        }
        _ => ().into_any(),
    };
    view! {
        {refused}
        <div class="stack tight after-payment" id="refund">
            <p><a href=receipt>{words.receipt}</a></p>
            {back}
        </div>
    }
}

/// What becomes of the membership, and of the periods beside it.
#[component]
fn Afterwards(words: &'static OrderText, ask: RefundAskView) -> impl IntoView {
    let stays_in = ask.back_until.is_some() || ask.next.is_some();
    let ends = if stays_in { words.ask_ends_period } else { words.ask_ends };
    let back = ask.back_until.map(|at| {
        let places = vec![Place::new("time", view! { <Moment at/> })];
        view! { <li><Sentence template=words.ask_back_until places/></li> }
    });
    let next = ask.next.map(|PaidTime { from, until }| {
        let template = if until.is_some() { words.ask_next_until } else { words.ask_next };
        let begins = Place::new("time", view! { <Moment at=from/> });
        let ends = until.map(|at| Place::new("until", view! { <Moment at/> }));
        let places: Vec<Place> = [begins].into_iter().chain(ends).collect();
        view! { <li><Sentence template places/></li> }
    });
    view! {
        {ask.ends_membership.then(|| view! { <li>{ends}</li> })}
        {back}
        {ask.stays_counted.then(|| view! { <li>{words.ask_stays_counted}</li> })}
        {next}
    }
}

/// What happens is said before it is asked for; opening the section and pressing the button are two steps.
#[component]
fn Ask(words: &'static OrderText, ask: RefundAskView) -> impl IntoView {
    let amount = ask.amount;
    let places = || Place::new("amount", view! { <Amount of=amount/> });
    let until = ask.until.map(|at| {
        let places = vec![Place::new("time", view! { <Moment at/> })];
        view! { <p><Sentence template=words.ask_until places/></p> }
    });
    view! {
        <details class="disclosure">
            <summary>{words.ask_back}</summary>
            <form method="post" action=AskRefund::PATH class="stack tight">
                <input type="hidden" name="token" value=ask.token.as_str().to_owned()/>
                {until}
                <ul>
                    <li>
                        <Sentence
                            template=words.ask_amount
                            places=vec![places(), Place::new("arrival", words.refund_arrival)]
                        />
                    </li>
                    <Afterwards words ask=ask.clone()/>
                </ul>
                <p>
                    <button class="button" type="submit">
                        <Sentence template=words.ask_button places=vec![places()]/>
                    </button>
                </p>
            </form>
        </details>
    }
}
