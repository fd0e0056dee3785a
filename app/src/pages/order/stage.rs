//! The heading of each state, and what can be done in it.

use domain::{
    order::{OrderException, PayerAction},
    view::{OrderStage, OrderView},
};
use leptos::prelude::*;

use super::{
    after::Door,
    back,
    pay::{Again, HandOver, Pay},
    ways::{Check, Others, Refused, WalletSignIn},
};
use crate::{
    components::{Amount, Date, Hour, Icon, Place, Sentence, Shape},
    request,
    text::{counts, order::OrderText},
    written::Written as _,
};

/// The state as tests, styles and scripts know it.
pub(super) fn code(stage: &OrderStage) -> &'static str {
    match stage {
        OrderStage::Preparing { .. } => "preparing",
        OrderStage::Refused { .. } => "refused",
        OrderStage::HandOver { .. } => "hand_over",
        OrderStage::WalletSignIn { .. } => "wallet_sign_in",
        OrderStage::AwaitingPayment { .. } => "awaiting_payment",
        OrderStage::Confirming => "confirming",
        OrderStage::UnderWay { .. } => "under_way",
        OrderStage::Paid { .. } => "paid",
        OrderStage::Expired { .. } => "expired",
        OrderStage::Refunding { .. } => "refunding",
        OrderStage::Refunded { .. } => "refunded",
        OrderStage::InReview { .. } => "needs_review",
    }
}

/// The heading.
pub(super) fn title(words: &'static OrderText, view: &OrderView) -> &'static str {
    match &view.stage {
        OrderStage::Preparing { .. } => words.preparing_title,
        OrderStage::Refused { .. } => words.refused_title,
        OrderStage::HandOver { .. } => words.invoke_title,
        OrderStage::WalletSignIn { .. } => words.sign_in_title,
        OrderStage::AwaitingPayment { action, .. } => match action {
            PayerAction::Scan { .. } => words.awaiting_title,
            PayerAction::Visit { .. } => words.visit_title,
            PayerAction::Invoke(_) => words.invoke_title,
        },
        OrderStage::Confirming => words.confirming_title,
        OrderStage::UnderWay { .. } => words.under_way_title,
        OrderStage::Paid { way_in: Some(_), .. } => words.paid_title,
        OrderStage::Paid { way_in: None, .. } if view.is_taken_back() => words.dispute_lost_title,
        OrderStage::Paid { way_in: None, .. } => words.paid_closed_title,
        OrderStage::Expired { .. } => words.expired_title,
        OrderStage::Refunding { reason, .. } => back::going_title(words, view, *reason),
        OrderStage::Refunded { reason, .. } => back::done_title(words, *reason),
        OrderStage::InReview { .. } => words.review_title,
    }
}

/// What went wrong, for an order that somebody looks at.
pub(super) fn review_reason(words: &'static OrderText, exception: OrderException) -> &'static str {
    match exception {
        OrderException::AmountMismatch => words.review_amount,
        OrderException::CountedChanged => words.review_counted,
        OrderException::NothingLeft => words.review_nothing_left,
        OrderException::SeatLost => words.review_seat,
        OrderException::PaidTwice => words.review_twice,
        OrderException::PaidLate => words.review_late,
        OrderException::None => words.review_other,
    }
}

/// Order, pay, let in.
#[component]
pub(super) fn Progress(words: &'static OrderText, stage: OrderStage) -> impl IntoView {
    let paid = matches!(stage, OrderStage::Paid { .. });
    let done = paid.then_some("true");
    view! {
        <ol class="steps" aria-label=words.progress>
            <li data-done="true">{words.step_order}</li>
            <li data-done=done aria-current=(!paid).then_some("step")>{words.step_pay}</li>
            <li data-done=done>{words.step_in}</li>
        </ol>
    }
}

/// The state in one heading and one sentence.
#[component]
pub(super) fn Status(words: &'static OrderText, view: OrderView) -> impl IntoView {
    let (shape, tone) = match view.stage {
        OrderStage::Preparing { .. }
        | OrderStage::HandOver { .. }
        | OrderStage::WalletSignIn { .. }
        | OrderStage::AwaitingPayment { .. } => (Shape::Clock, None),
        OrderStage::Confirming | OrderStage::UnderWay { .. } => (Shape::Clock, Some("wait")),
        OrderStage::Paid { .. } if view.is_taken_back() => (Shape::Return, None),
        OrderStage::Paid { .. } => (Shape::Check, Some("good")),
        OrderStage::Expired { .. } | OrderStage::Refused { .. } => (Shape::Cross, Some("stop")),
        OrderStage::Refunding { .. } if back::is_stuck(&view) => (Shape::Search, Some("wait")),
        OrderStage::Refunding { .. } | OrderStage::Refunded { .. } => (Shape::Return, None),
        OrderStage::InReview { .. } => (Shape::Search, Some("wait")),
    };
    let mark = if matches!(view.stage, OrderStage::Confirming | OrderStage::UnderWay { .. }) {
        view! { <span class="spinner status-icon" aria-hidden="true"></span> }.written()
    } else {
        view! { <Icon shape part="status-icon"/> }.written()
    };
    view! {
        <header class="status" data-tone=tone>
            {mark}
            <div>
                <h1 tabindex="-1">{title(words, &view)}</h1>
                <p class="lead">{lead(words, &view)}</p>
                {back::beside(words, &view)}
            </div>
        </header>
    }
}

fn lead(words: &'static OrderText, view: &OrderView) -> AnyView {
    let locale = request::locale();
    let amount = |of| Place::new("amount", view! { <Amount of/> });
    let until = || Place::new("time", view! { <Hour at=view.expires_at/> });
    match &view.stage {
        OrderStage::Preparing { channel, .. } => {
            let places = vec![Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.preparing_lead places/> }.written()
        }
        OrderStage::Refused { channel, .. } => {
            let places = vec![Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.refused_lead places/> }.written()
        }
        OrderStage::HandOver { .. } => {
            view! { <Sentence template=words.invoke_lead places=vec![until()]/> }.written()
        }
        OrderStage::WalletSignIn { .. } => {
            view! { <Sentence template=words.sign_in_lead places=vec![until()]/> }.written()
        }
        OrderStage::AwaitingPayment { channel, action, .. } => {
            let template = match action {
                PayerAction::Scan { .. } => words.awaiting_lead,
                PayerAction::Visit { .. } => words.visit_lead,
                PayerAction::Invoke(_) => words.invoke_lead,
            };
            let app = Place::new("app", counts::scanning_app(*channel, locale));
            let places = vec![app, Place::new("service", service(words, *channel)), until()];
            view! { <Sentence template places/> }.written()
        }
        OrderStage::Confirming => words.confirming_lead.written(),
        OrderStage::UnderWay { channel } => {
            let places = vec![Place::new("service", service(words, *channel))];
            view! { <Sentence template=words.under_way_lead places/> }.written()
        }
        OrderStage::Paid { way_in: None, .. } => {
            let template =
                if view.is_taken_back() { words.dispute_lost_lead } else { words.paid_closed_lead };
            view! { <Sentence template places=vec![amount(view.price)]/> }.written()
        }
        OrderStage::Paid { valid_until: Some(until), .. } => {
            let places = vec![amount(view.price), Place::new("day", view! { <Date day=until.day()/> })];
            view! { <Sentence template=words.paid_lead_until places/> }.written()
        }
        OrderStage::Paid { .. } => {
            view! { <Sentence template=words.paid_lead places=vec![amount(view.price)]/> }.written()
        }
        OrderStage::Expired { .. } => words.expired_lead.written(),
        OrderStage::Refunding { amount, reason } => back::going_lead(words, view, *amount, *reason),
        OrderStage::Refunded { amount, reason, .. } => back::done_lead(words, view, *amount, *reason),
        OrderStage::InReview { exception } => {
            let reason = review_reason(words, *exception);
            view! { {reason}" "{words.review_lead} }.written()
        }
    }
}

/// Who says that a payment has arrived.
pub(super) fn service(words: &'static OrderText, channel: domain::order::Channel) -> &'static str {
    match channel {
        domain::order::Channel::Card => words.card_service,
        wallet => counts::channel(wallet, request::locale()),
    }
}

/// What can be done in the state.
#[component]
pub(super) fn StageBody(
    words: &'static OrderText,
    view: OrderView,
    /// How the page keeps itself up to date; empty where nothing can change.
    updates: AnyView,
) -> impl IntoView {
    match view.stage.clone() {
        OrderStage::AwaitingPayment { channel, action, others, wallet } => {
            view! { <Pay words view channel action others wallet updates/> }.written()
        }
        OrderStage::WalletSignIn { channel, others } => {
            view! { <WalletSignIn words view channel others/> }.written()
        }
        OrderStage::Preparing { channel, others } => {
            let token = view.token.clone();
            view! {
                <div class="actions"><Check words token=view.token/>{updates}</div>
                <div class="pay alone"><Others words token current=channel others open=true/></div>
            }
            .written()
        }
        OrderStage::Refused { channel, again, others } => {
            view! { <Refused words token=view.token channel again others updates/> }.written()
        }
        OrderStage::HandOver { channel, page, others } => {
            view! { <HandOver words view channel page others updates/> }.written()
        }
        OrderStage::Confirming | OrderStage::UnderWay { .. } | OrderStage::Refunding { .. } => {
            view! { <div class="actions"><Check words token=view.token/>{updates}</div> }.written()
        }
        OrderStage::InReview { .. } => view! { <div class="actions">{updates}</div> }.written(),
        OrderStage::Paid { way_in: Some(way_in), .. } => view! { <Door words view way_in/> }.written(),
        OrderStage::Expired { .. } => view! { <Again words view/> }.written(),
        OrderStage::Paid { way_in: None, .. } | OrderStage::Refunded { .. } => ().written(),
    }
}
