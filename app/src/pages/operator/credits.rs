//! Credits that wait for a second person.

use domain::view::payouts::WaitingCredit;
use leptos::prelude::*;
use server_fn::ServerFn;

use super::creator_address;
use crate::{
    components::{Amount, Moment, Place, Sentence},
    functions::{ApproveCredit, RefuseCredit},
    text::desk::DeskText,
};

/// The list; nothing without one.
#[component]
pub(super) fn Credits(
    credits: Vec<WaitingCredit>,
    may_act: bool,
    /// Whether the reader may decide about this account.
    may_decide: bool,
    words: &'static DeskText,
) -> impl IntoView {
    (!credits.is_empty()).then(|| {
        let lines = credits.into_iter().map(|credit| line(credit, may_act, may_decide, words)).collect_view();
        view! {
            <section class="section stack" aria-labelledby="waiting-credits">
                <h2 id="waiting-credits">{words.waiting_credits}</h2>
                <ul class="stack">{lines}</ul>
            </section>
        }
    })
}

fn line(
    credit: WaitingCredit,
    may_act: bool,
    may_decide: bool,
    words: &'static DeskText,
) -> impl IntoView + use<> {
    let or_nobody = |name: String| if name.is_empty() { words.nobody.to_owned() } else { name };
    let (amount, at) = (credit.amount, credit.asked_at);
    let address = creator_address(&credit.creator);
    let creator = or_nobody(credit.name);
    let places = vec![
        Place::new("amount", view! { <Amount of=amount/> }),
        Place::new("creator", view! { <a href=address>{creator.clone()}</a> }),
        Place::new("name", or_nobody(credit.asked_by)),
        Place::new("moment", view! { <Moment at/> }),
    ];
    let id = credit.id.to_string();
    let approve = (may_decide && !credit.is_mine).then(|| {
        view! {
            <form method="post" action=ApproveCredit::PATH>
                <input type="hidden" name="credit" value=id.clone()/>
                <button class="button" type="submit">
                    {words.approve_credit} <span class="visually-hidden">" " {creator.clone()}</span>
                </button>
            </form>
        }
    });
    let take_back = if credit.is_mine { words.take_back } else { words.refuse_credit };
    let refuse = (may_decide && may_act).then(|| {
        view! {
            <form method="post" action=RefuseCredit::PATH>
                <input type="hidden" name="credit" value=id.clone()/>
                <button class="button" type="submit">
                    {take_back} <span class="visually-hidden">" " {creator.clone()}</span>
                </button>
            </form>
        }
    });
    view! {
        <li class="stack tight">
            <p><Sentence template=words.credit_line places/></p>
            {credit.is_mine.then(|| view! { <p class="soft">{words.credit_is_mine}</p> })}
            <div class="actions">{approve}{refuse}</div>
        </li>
    }
}
