//! The parts of a community's page for whoever does not pay yet: a trial, and waiting for a seat.

use domain::view::{SeatView, TierDoor, TierView, TrialView};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Icon, Moment, Place, Sentence, Shape},
    functions::{LeaveLine, StartTrial, WaitForSeat},
    request,
    text::{community::CommunityText, counts, fill},
    written::Written as _,
};

/// An open trial: until when, and the way in.
#[component]
pub(super) fn Trial(words: &'static CommunityText, trial: TrialView) -> impl IntoView {
    let moment = Place::new("moment", view! { <Moment at=trial.ends_at/> });
    let way = trial.way_in.map(|way_in| {
        view! {
            <p>{way_in.instructions}</p>
            <p><a class="button" href=way_in.address rel="noreferrer">{words.trial_enter}</a></p>
        }
    });
    view! {
        <div class="notice">
            <Icon shape=Shape::Clock/>
            <div>
                <p class="notice-title">{words.trial_title}</p>
                <p><Sentence template=words.trial_note places=vec![moment]/></p>
                {way}
            </div>
        </div>
    }
}

/// What can be done about each tier besides joining; nothing where there is nothing.
#[component]
pub(super) fn Doors(
    words: &'static CommunityText,
    slug: String,
    tiers: Vec<TierView>,
    doors: Vec<TierDoor>,
) -> impl IntoView {
    let several = tiers.len() > 1;
    let named = |door: &TierDoor| {
        tiers.iter().find(|tier| tier.product == door.product).map(|tier| tier.tier.clone())
    };
    let lines = doors
        .iter()
        .filter(|door| door.trial_days > 0 || door.seat != SeatView::Free)
        .map(|door| {
            let tier = named(door).unwrap_or_default();
            let trial = (door.trial_days > 0 && matches!(door.seat, SeatView::Free | SeatView::Held { .. }))
                .then(
                    || view! { <TryIt words slug=slug.clone() door=door.clone() tier=tier.clone() several/> },
                );
            view! {
                {trial}
                <Seat words slug=slug.clone() door=door.clone() tier several/>
            }
        })
        .collect_view();
    view! { <div class="stack">{lines}</div> }
}

#[component]
fn TryIt(
    words: &'static CommunityText,
    slug: String,
    door: TierDoor,
    tier: String,
    several: bool,
) -> impl IntoView {
    let days = counts::days(u64::from(door.trial_days), request::locale());
    let template = if several { words.trial_of } else { words.trial_button };
    let button = fill(template, &[("tier", &tier), ("days", &days)]);
    let help = format!("trial-{}", door.product);
    view! {
        <form method="post" action=StartTrial::PATH class="stack tight">
            <input type="hidden" name="community" value=slug/>
            <input type="hidden" name="product" value=door.product.to_string()/>
            <button class="button wide" type="submit" aria-describedby=help.clone()>{button}</button>
            <p class="field-help" id=help>{words.trial_help}</p>
        </form>
    }
}

#[component]
fn Seat(
    words: &'static CommunityText,
    slug: String,
    door: TierDoor,
    tier: String,
    several: bool,
) -> impl IntoView {
    let product = door.product.to_string();
    let leave = |label: &'static str| {
        view! {
            <form method="post" action=LeaveLine::PATH>
                <input type="hidden" name="community" value=slug.clone()/>
                <input type="hidden" name="product" value=product.clone()/>
                <button class="button" type="submit">{label}</button>
            </form>
        }
    };
    match door.seat {
        SeatView::Free => ().written(),
        SeatView::Full => {
            let template = if several { words.wait_of } else { words.wait_button };
            let help = format!("wait-{product}");
            view! {
                <form method="post" action=WaitForSeat::PATH class="stack tight">
                    <input type="hidden" name="community" value=slug/>
                    <input type="hidden" name="product" value=product/>
                    <button class="button wide" type="submit" aria-describedby=help.clone()>
                        {fill(template, &[("tier", &tier)])}
                    </button>
                    <p class="field-help" id=help>{words.full} " " {words.wait_help}</p>
                </form>
            }
            .written()
        }
        SeatView::InLine { place } => view! {
            <div class="notice" data-tone="wait">
                <Icon shape=Shape::Clock/>
                <div class="stack tight">
                    <p>{fill(words.in_line, &[("tier", &tier), ("place", &place.to_string())])}</p>
                    {leave(words.leave_button)}
                </div>
            </div>
        }
        .written(),
        SeatView::Held { until } => {
            let moment = Place::new("moment", view! { <Moment at=until/> });
            let places = vec![Place::new("tier", tier), moment];
            let join = format!("/join/{slug}?product={product}");
            view! {
                <div class="notice" data-tone="good">
                    <Icon shape=Shape::Check/>
                    <div class="stack tight">
                        <p><Sentence template=words.held places/></p>
                        <div class="actions">
                            <a class="button primary" href=join>{words.take_seat}</a>
                            {leave(words.give_up)}
                        </div>
                    </div>
                </div>
            }
            .written()
        }
    }
}
