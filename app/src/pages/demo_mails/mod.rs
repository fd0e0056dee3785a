//! The mails that a demo keeps instead of sending them.

mod letter;

use domain::view::messages::LetterView;
use leptos::prelude::*;
pub use letter::DemoMailPage;

use crate::{
    components::{Document, Moment},
    pages::answer,
    request::{self, Interruption},
    text::messages::{MessageText, messages},
    written::Written as _,
};

/// The address of the list.
const ADDRESS: &str = "/demo/mails";

/// `/demo/mails`.
#[component]
pub fn DemoMailsPage() -> impl IntoView {
    answer(async {
        let letters = kept().await?;
        let words = messages(request::locale());
        let list = if letters.is_empty() {
            view! { <div class="empty"><h2>{words.no_mails_title}</h2><p>{words.no_mails_note}</p></div> }
                .written()
        } else {
            let lines = letters.into_iter().map(|letter| view! { <Entry words letter/> }).collect_view();
            view! { <ul class="messages" aria-label=words.mails>{lines}</ul> }.written()
        };
        Ok(view! {
            <Document title=words.mails>
                <main id="main" class="page">
                    <header class="page-heading">
                        <h1 tabindex="-1">{words.mails}</h1>
                        <p class="lead">{words.mails_lead}</p>
                    </header>
                    {list}
                </main>
            </Document>
        }
        .written())
    })
}

/// The letters that this viewer may see. Outside a demo there is no such page.
async fn kept() -> Result<Vec<LetterView>, Interruption> {
    if !request::is_demo() {
        return Err(Interruption::NotFound);
    }
    let reader = request::session().map(|session| session.reader());
    Ok(request::services()?.messages.letters(reader.as_ref()).await?)
}

#[component]
fn Entry(words: &'static MessageText, letter: LetterView) -> impl IntoView {
    let address = format!("{ADDRESS}/{}", letter.id);
    view! {
        <li class="message">
            <h2 class="message-subject"><a href=address>{letter.subject}</a></h2>
            <p class="message-when">
                {words.mail_to} " " <bdi>{letter.name}</bdi> " · " <Moment at=letter.at/>
            </p>
        </li>
    }
}
