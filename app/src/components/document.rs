//! The whole page around `<main>`: head, skip link, demo banner, header and footer.

use domain::locale::Locale;
use leptos::prelude::*;

use crate::{
    components::{footer::Footer, header::Header},
    request, shell,
    text::common::{CommonText, common},
    written::{Inside, Written as _},
};

/// What search engines may do with a page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Indexing {
    /// Personal or passing: keep out.
    #[default]
    Never,
    /// Public, with the sentence that describes it.
    Public(String),
}

/// A page. `title` stands in the tab before the name of the house.
#[component]
pub fn Document(
    /// The title.
    #[prop(into)]
    title: String,
    /// What search engines may do.
    #[prop(optional)]
    indexing: Indexing,
    /// The address that a browser without scripts asks for every five seconds.
    #[prop(optional_no_strip)]
    refresh: Option<String>,
    /// `<main>`.
    children: Inside,
) -> impl IntoView {
    let locale = request::locale();
    let words = common(locale);
    if request::session().is_some() || indexing == Indexing::Never {
        request::keep_private();
    }
    view! {
        <html lang=locale.tag()>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <title>{format!("{title} · Joinery")}</title>
                <Described indexing/>
                <meta name="color-scheme" content="light dark"/>
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fbf8f3"/>
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#161310"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                {shell::assets()}
                {refresh.map(|address| view! { <Refresh address/> })}
            </head>
            <body>
                <a class="skip-link" href="#main">{words.skip}</a>
                <DemoBanner words/>
                <Header locale/>
                {children.write()}
                <Footer locale/>
            </body>
        </html>
    }
}

#[component]
fn Described(indexing: Indexing) -> impl IntoView {
    match indexing {
        Indexing::Never => view! { <meta name="robots" content="noindex"/> }.written(),
        Indexing::Public(description) => view! { <meta name="description" content=description/> }.written(),
    }
}

/// The address is written out, so that what the page was asked once (`?asked=…`) is not repeated for ever.
#[component]
fn Refresh(address: String) -> impl IntoView {
    view! { <noscript><meta http-equiv="refresh" content=format!("5;url={address}")/></noscript> }
}

#[component]
fn DemoBanner(words: &'static CommonText) -> impl IntoView {
    request::is_demo().then(|| {
        view! {
            <aside class="demo-banner" aria-label=words.demo>
                <p>
                    <strong>{words.demo_mark}</strong>
                    " "
                    {words.demo_sentence}
                    " "
                    <a href="/#how">{words.demo_link}</a>
                    " · "
                    <a href="/demo/mails">{words.demo_mails}</a>
                </p>
            </aside>
        }
    })
}

/// The languages, each in its own name.
pub(super) fn name_of(locale: Locale) -> &'static str {
    match locale {
        Locale::English => "English",
        Locale::SimplifiedChinese => "简体中文",
    }
}
