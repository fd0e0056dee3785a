//! `/manage/{community}/products/{product}`: one product, or a new one.

use domain::{
    catalogue::Period,
    id::ProductId,
    money::{Currency, Money},
    view::manage::{ManageView, ManagedProduct, ProductForm, Refused},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use super::{at, community_address, form, lines, product_address, refused};
use crate::{
    components::{Document, ErrorSummary, Field, FieldError, TextArea},
    functions::SaveProduct,
    pages::answer,
    request::{self, Interruption},
    text::{
        fill,
        manage::{ManageText, manage},
    },
    written::Written as _,
};

/// `/manage/{community}/products/{product}`.
#[component]
pub fn ManageProductPage() -> impl IntoView {
    let (slug, product) = (request::path_part("community"), request::path_part("product"));
    answer(async move {
        let creator = request::creator(&product_address(&slug, Some(&product)))?;
        let view = request::services()?.manage.community(&creator, &slug).await?;
        let view = view.filter(|view| view.may_change).ok_or(Interruption::NotFound)?;
        let typed = if let Some(draft) = refused::<ProductForm>(form::PRODUCT).await? {
            draft
        } else {
            let key = request::services()?.manage.form_key();
            Refused { form: ProductForm { key, ..shown(&view, &product)? }, problems: Vec::new() }
        };
        Ok(page(view, typed).written())
    })
}

/// The product as the form shows it.
fn shown(view: &ManageView, product: &str) -> Result<ProductForm, Interruption> {
    if product == "new" {
        let period = Period::Month.code().into_owned();
        return Ok(ProductForm { period, refund_days: "7".to_owned(), ..ProductForm::default() });
    }
    let id: ProductId = product.parse().map_err(|_| Interruption::NotFound)?;
    let found = view.products.iter().find(|known| known.tier.product == id);
    found.map(filled).ok_or(Interruption::NotFound)
}

fn filled(product: &ManagedProduct) -> ProductForm {
    let tier = &product.tier;
    let (period, until) = match tier.period {
        Period::Until(day) => ("until".to_owned(), day.to_string()),
        plain @ (Period::Month | Period::Quarter | Period::Year | Period::Lifetime) => {
            (plain.code().into_owned(), String::new())
        }
    };
    ProductForm {
        product: tier.product.to_string(),
        tier: tier.tier.clone(),
        benefits: tier.benefits.join("\n"),
        price: plain(tier.price),
        prices: tier
            .further
            .iter()
            .map(|price| (price.currency().code().to_owned(), plain(*price)))
            .collect(),
        period,
        until,
        refund_days: tier.refund_days.to_string(),
        seats: product.seats.map(|seats| seats.to_string()).unwrap_or_default(),
        trial_days: product.trial_days.to_string(),
        version: product.version.to_string(),
        key: String::new(),
    }
}

/// An amount as it is typed: without a sign, so that it reads back in either language.
fn plain(price: Money) -> String {
    let shown = domain::money::format_money(price, domain::locale::Locale::English);
    shown.chars().filter(|symbol| symbol.is_ascii_digit() || *symbol == '.').collect()
}

fn page(view: ManageView, typed: Refused<ProductForm>) -> impl IntoView {
    let words = manage(request::locale());
    let problems = lines(&typed.problems);
    let back = community_address(&view.slug);
    let known = view.products.iter().find(|known| known.tier.product.to_string() == typed.form.product);
    let title = known.map_or_else(
        || words.product_title.to_owned(),
        |known| fill(words.change_of, &[("tier", &known.tier.tier)]),
    );
    view! {
        <Document title=title.clone()>
            <main id="main" class="page">
                <header class="page-heading">
                    <p class="eyebrow"><a href=back>{view.details.name.clone()}</a></p>
                    <h1 tabindex="-1">{title}</h1>
                </header>
                {(!problems.is_empty()).then(|| view! { <ErrorSummary title=words.not_changed problems/> })}
                <Form words slug=view.slug currencies=(view.currency, view.further) typed/>
            </main>
        </Document>
    }
}

#[component]
fn Form(
    words: &'static ManageText,
    slug: String,
    /// The main one, and the further ones.
    currencies: (Currency, Vec<Currency>),
    typed: Refused<ProductForm>,
) -> impl IntoView {
    let Refused { form, problems } = typed;
    let (currency, further) = currencies;
    let further = further
        .into_iter()
        .map(|currency| {
            let value = form.prices.get(currency.code()).cloned().unwrap_or_default();
            let error = at(&problems, &format!("price-{}", currency.code().to_ascii_lowercase()));
            view! { <FurtherPrice words currency value error/> }
        })
        .collect_view();
    view! {
        <form method="post" action=SaveProduct::PATH class="stack loose">
            <input type="hidden" name="community" value=slug/>
            <input type="hidden" name="product" value=form.product/>
            <input type="hidden" name="version" value=form.version/>
            <input type="hidden" name="key" value=form.key/>
            <Field name="tier" label=words.tier autocomplete="off" value=form.tier error=at(&problems, "tier")/>
            <TextArea name="benefits" label=words.benefits help=words.benefits_help rows=5 value=form.benefits error=at(&problems, "benefits")/>
            <Field name="price" label=words.price help=currency.code() autocomplete="off" value=form.price error=at(&problems, "price")/>
            {further}
            <PeriodChoice words chosen=form.period error=at(&problems, "period")/>
            <Field name="until" label=words.until_day help=words.until_help kind="date" autocomplete="off" optional=true value=form.until error=at(&problems, "until")/>
            <p class="small soft">{words.month_rule}</p>
            <Field name="refund_days" label=words.refund_days help=words.refund_days_help kind="number" autocomplete="off" value=form.refund_days error=at(&problems, "refund_days")/>
            <Field name="seats" label=words.seats help=words.seats_help kind="number" autocomplete="off" optional=true value=form.seats error=at(&problems, "seats")/>
            <Field name="trial_days" label=words.trial_days help=words.trial_days_help kind="number" autocomplete="off" optional=true value=form.trial_days error=at(&problems, "trial_days")/>
            <div class="actions"><button class="button primary" type="submit">{words.save}</button></div>
        </form>
    }
}

/// The price in a further currency; an empty one is none.
#[component]
fn FurtherPrice(
    words: &'static ManageText,
    currency: Currency,
    value: String,
    #[prop(optional_no_strip)] error: Option<String>,
) -> impl IntoView {
    let code = currency.code();
    let id = format!("price-{}", code.to_ascii_lowercase());
    let (help, wrong) = (format!("{id}-help"), format!("{id}-error"));
    let described = if error.is_some() { format!("{help} {wrong}") } else { help.clone() };
    view! {
        <div class="field">
            <label for=id.clone()>{fill(words.further_price, &[("currency", code)])}</label>
            <input
                id=id
                name=format!("prices[{code}]")
                type="text"
                inputmode="decimal"
                autocomplete="off"
                value=value
                aria-describedby=described
                aria-invalid=error.as_ref().map(|_| "true")
            />
            <p class="field-help" id=help>{words.further_price_help}</p>
            {error.map(|message| view! { <FieldError id=wrong message/> })}
        </div>
    }
}

#[component]
fn PeriodChoice(words: &'static ManageText, chosen: String, error: Option<String>) -> impl IntoView {
    let options = [
        ("month", words.month),
        ("quarter", words.quarter),
        ("year", words.year),
        ("lifetime", words.lifetime),
        ("until", words.until),
    ];
    let option = |(code, name): (&'static str, &'static str)| {
        view! { <option value=code selected={chosen == code}>{name}</option> }
    };
    let options = options.into_iter().map(option).collect_view();
    let described = error.as_ref().map(|_| "period-error");
    view! {
        <div class="field short">
            <label for="period">{words.period}</label>
            <select id="period" name="period" aria-describedby=described>{options}</select>
            {error.map(|message| view! { <FieldError id="period-error".to_owned() message/> })}
        </div>
    }
}
