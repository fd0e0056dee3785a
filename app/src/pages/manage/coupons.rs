//! A community's coupons, and the form that makes one.

use domain::{
    catalogue::Discount,
    money::Currency,
    view::manage::{CouponForm, ManageView, ManagedCoupon, Refused},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::at;
use crate::{
    components::{Field, FieldError},
    functions::{AddCoupon, WithdrawCoupon},
    request,
    text::{fill, manage::ManageText, money},
    written::Written as _,
};

/// The list and the form.
#[component]
pub(super) fn Coupons(
    words: &'static ManageText,
    view: ManageView,
    draft: Refused<CouponForm>,
) -> impl IntoView {
    let none = view.coupons.is_empty().then(|| view! { <p class="soft">{words.coupons_none}</p> });
    let may = view.may_change;
    let slug = view.slug.clone();
    let lines = view
        .coupons
        .clone()
        .into_iter()
        .map(|coupon| view! { <Line words slug=slug.clone() coupon may/> })
        .collect_view();
    view! {
        <section class="section hang" aria-labelledby="coupons">
            <div class="section-heading"><h2 id="coupons">{words.coupons}</h2></div>
            <div class="section-body">
                {none}
                <ul class="records" aria-labelledby="coupons">{lines}</ul>
                {may.then(|| view! { <Form words view draft/> })}
            </div>
        </section>
    }
}

#[component]
fn Line(words: &'static ManageText, slug: String, coupon: ManagedCoupon, may: bool) -> impl IntoView {
    let locale = request::locale();
    let off = match coupon.discount {
        Discount::Percent(rate) => fill(words.off_percent, &[("percent", &rate.percent())]),
        Discount::Amount(amount) => fill(words.off_amount, &[("amount", &money(amount, locale))]),
    };
    let taken = coupon.taken.to_string();
    let used = match coupon.total {
        Some(total) => fill(words.used_of, &[("taken", &taken), ("total", &total.to_string())]),
        None => taken,
    };
    let tier = if coupon.tier.is_empty() { words.every_product.to_owned() } else { coupon.tier };
    let label = fill(words.withdraw_of, &[("code", coupon.code.as_str())]);
    let act = if coupon.is_withdrawn {
        view! { <p class="small">{words.withdrawn}</p> }.written()
    } else if may {
        view! {
            <form method="post" action=WithdrawCoupon::PATH>
                <input type="hidden" name="community" value=slug/>
                <input type="hidden" name="coupon" value=coupon.id.to_string()/>
                <button class="button" type="submit" aria-label=label>{words.withdraw}</button>
            </form>
        }
        .written()
    } else {
        ().written()
    };
    view! {
        <li class="member">
            <p class="record-title"><code class="code">{coupon.code.as_str().to_owned()}</code> " " {off}</p>
            <p class="record-note">{tier} " · " {words.used} " " {used}</p>
            {act}
        </li>
    }
}

#[component]
fn Form(words: &'static ManageText, view: ManageView, draft: Refused<CouponForm>) -> impl IntoView {
    let Refused { form, problems } = draft;
    let products = view
        .products
        .into_iter()
        .map(|product| {
            let id = product.tier.product.to_string();
            let selected = id == form.product;
            view! { <option value=id selected=selected>{product.tier.tier}</option> }
        })
        .collect_view();
    let is_amount = form.kind == "amount";
    let currencies = (!view.further.is_empty()).then(|| {
        let known = std::iter::once(view.currency).chain(view.further.iter().copied());
        let option = |currency: Currency| {
            let code = currency.code();
            view! { <option value=code selected={code == form.currency}>{code}</option> }
        };
        let options = known.map(option).collect_view();
        view! {
            <div class="field short">
                <label for="coupon-currency">{words.coupon_currency}</label>
                <select id="coupon-currency" name="currency" aria-describedby="coupon-currency-help">{options}</select>
                <p class="field-help" id="coupon-currency-help">{words.coupon_currency_help}</p>
            </div>
        }
    });
    let kind_error = at(&problems, "kind");
    view! {
        <form method="post" action=AddCoupon::PATH class="stack loose">
            <input type="hidden" name="community" value=view.slug/>
            <Field name="code" label=words.code help=words.code_help autocomplete="off" value=form.code error=at(&problems, "code")/>
            <div class="field short">
                <label for="kind">{words.discount}</label>
                <select id="kind" name="kind">
                    <option value="percent" selected=!is_amount>{words.percent}</option>
                    <option value="amount" selected=is_amount>{words.amount}</option>
                </select>
                {kind_error.map(|message| view! { <FieldError id="kind-error".to_owned() message/> })}
            </div>
            <Field name="value" label=words.value help=words.value_help autocomplete="off" value=form.value error=at(&problems, "value")/>
            {currencies}
            <div class="field short">
                <label for="product">{words.coupon_product}</label>
                <select id="product" name="product"><option value="">{words.every_product}</option>{products}</select>
            </div>
            <Field name="per_person" label=words.per_person help=words.no_limit_help kind="number" autocomplete="off" optional=true value=form.per_person error=at(&problems, "per_person")/>
            <Field name="total" label=words.total help=words.no_limit_help kind="number" autocomplete="off" optional=true value=form.total error=at(&problems, "total")/>
            <Field name="first_day" label=words.first_day help=words.day_help kind="date" autocomplete="off" optional=true value=form.first_day error=at(&problems, "first_day")/>
            <Field name="last_day" label=words.last_day help=words.day_help kind="date" autocomplete="off" optional=true value=form.last_day error=at(&problems, "last_day")/>
            <div class="actions"><button class="button" type="submit">{words.add_coupon}</button></div>
        </form>
    }
}
