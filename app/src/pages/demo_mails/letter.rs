//! One mail of the demo.

use domain::view::messages::LetterView;
use leptos::prelude::*;

use super::{ADDRESS, kept};
use crate::{
    components::{Document, Moment},
    pages::answer,
    request::{self, Interruption},
    text::messages::messages,
    written::Written as _,
};

/// `/demo/mails/:message`.
#[component]
pub fn DemoMailPage() -> impl IntoView {
    let id = request::path_part("message");
    answer(async move {
        let letters = kept().await?;
        let letter = letters.into_iter().find(|letter| letter.id.as_str() == id);
        Ok(page(letter.ok_or(Interruption::NotFound)?).written())
    })
}

fn page(letter: LetterView) -> impl IntoView {
    let words = messages(request::locale());
    view! {
        <Document title=letter.subject.clone()>
            <main id="main" class="page">
                <header class="page-heading"><h1 tabindex="-1">{letter.subject}</h1></header>
                <dl class="facts">
                    <div>
                        <dt>{words.mail_to}</dt>
                        <dd><bdi>{letter.name}</bdi> " <" {letter.address} ">"</dd>
                    </div>
                    <div><dt>{words.mail_at}</dt><dd><Moment at=letter.at/></dd></div>
                </dl>
                <div class="panel letter">{letter.body}</div>
                <div class="actions"><a class="button" href=ADDRESS>{words.all_mails}</a></div>
            </main>
        </Document>
    }
}
