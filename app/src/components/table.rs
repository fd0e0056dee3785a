//! The frame of a table of records: it scrolls by itself where it is too wide, and its rows are stacks on a phone.

use domain::money::Money;
use leptos::prelude::*;

use crate::written::{Inside, Written as _};

use super::Amount;

/// A table whose rows are its children: each cell names its column in `data-label`, the numbers with class `number`.
#[component]
pub fn Table(
    /// What the caption's identifier begins with; unique on the page.
    #[prop(into)]
    name: String,
    /// What is listed, for who cannot see that.
    caption: &'static str,
    /// The heads of the columns.
    heads: Vec<&'static str>,
    /// The heads of the columns of numbers behind them.
    numbers: Vec<&'static str>,
    /// What the last column comes to, and what that is called.
    #[prop(optional)]
    total: Option<(&'static str, Money)>,
    /// The row of a foot that says more than one sum.
    #[prop(optional)]
    foot: Option<AnyView>,
    /// Whether it is narrow enough never to scroll: a page of many such tables is no row of stops for the keyboard.
    #[prop(optional)]
    fits: bool,
    children: Inside,
) -> impl IntoView {
    let id = format!("{name}-caption");
    let wide = heads.len().saturating_add(numbers.len()).saturating_sub(1).to_string();
    let heads = heads.into_iter().map(|head| view! { <th scope="col">{head}</th> }).collect_view();
    let numbers =
        numbers.into_iter().map(|head| view! { <th scope="col" class="number">{head}</th> }).collect_view();
    let total = total.map(|(label, of)| {
        view! {
            <tr>
                <th scope="row" colspan=wide>{label}</th>
                <td class="number"><Amount of/></td>
            </tr>
        }
        .written()
    });
    let foot = total.or(foot).map(|row| view! { <tfoot>{row}</tfoot> });
    let table = view! {
        <table class="table stacks">
            <caption id=id.clone() class="visually-hidden">{caption}</caption>
            <thead><tr>{heads}{numbers}</tr></thead>
            <tbody>{children.write()}</tbody>
            {foot}
        </table>
    };
    if fits {
        return table.written();
    }
    view! { <div class="table-scroll" role="region" tabindex="0" aria-labelledby=id>{table}</div> }.written()
}
