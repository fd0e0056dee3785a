//! What somebody was told, newest first.

use domain::{
    id::MessageId,
    view::messages::{MessageLine, MessagesView},
};
use leptos::prelude::*;
use server_fn::ServerFn;

use crate::{
    components::{Amount, Date, Document, Moment, Paging, Place, Sentence},
    functions::ReadMessages,
    pages::answer,
    request,
    text::messages::{Line, MessageText, Said, Value, messages, said},
    written::Written as _,
};

/// The address of the list.
pub const ADDRESS: &str = "/messages";

/// `/messages?before=…`.
#[component]
pub fn MessagesPage() -> impl IntoView {
    let before = request::query("before").and_then(|text| text.parse::<MessageId>().ok());
    answer(async move {
        let reader = request::reader(ADDRESS)?;
        let view = request::services()?.messages.list(&reader, before.as_ref()).await?;
        Ok(page(view, before.is_some()).written())
    })
}

fn page(view: MessagesView, is_older: bool) -> impl IntoView {
    let words = messages(request::locale());
    let older = view.next_before.map(|before| (format!("{ADDRESS}?before={before}"), words.older));
    let newest = is_older.then(|| (ADDRESS.to_owned(), words.newest));
    let latest = view.lines.first().map(|line| line.id.to_string());
    let mark = latest.filter(|_| view.lines.iter().any(|line| line.is_unread));
    let list = if view.lines.is_empty() {
        view! { <div class="empty"><h2>{words.none_title}</h2><p>{words.none_note}</p></div> }.written()
    } else {
        let lines = view.lines.into_iter().map(|line| view! { <Entry words line/> }).collect_view();
        view! { <ul class="messages" aria-label=words.list>{lines}</ul> }.written()
    };
    view! {
        <Document title=words.title>
            <main id="main" class="page">
                <header class="page-heading">
                    <h1 tabindex="-1">{words.title}</h1>
                    <p class="lead">{words.lead}</p>
                </header>
                {mark.map(|through| view! { <MarkRead words through/> })}
                {list}
                <Paging newest older/>
            </main>
        </Document>
    }
}

/// Reading marks nothing: a page that is fetched ahead, or opened by somebody else's link, is not read yet.
#[component]
fn MarkRead(words: &'static MessageText, through: String) -> impl IntoView {
    view! {
        <form method="post" action=ReadMessages::PATH class="messages-mark">
            <input type="hidden" name="through" value=through/>
            <button class="button" type="submit">{words.mark_read}</button>
        </form>
    }
}

#[component]
fn Entry(words: &'static MessageText, line: MessageLine) -> impl IntoView {
    let Said { subject, body, link } = said(&line, request::locale());
    let sentences = body.into_iter().map(|line| view! { <p>{sentence(line)}</p> }).collect_view();
    let badge = line.is_unread.then(|| view! { " " <span class="badge accent">{words.unread_badge}</span> });
    view! {
        <li class="message" id=line.id.to_string() data-unread=line.is_unread.then_some("true")>
            <h2 class="message-subject">{sentence(subject)} {badge}</h2>
            <p class="message-when"><Moment at=line.at/></p>
            {sentences}
            {link.map(|link| view! { <p><a href=link.path.into_owned()>{link.words}</a></p> })}
        </li>
    }
}

fn sentence(line: Line) -> impl IntoView {
    let place = |(name, value): (&'static str, Value)| match value {
        Value::Text(text) => Place::new(name, text),
        Value::Amount(of) => Place::new(name, view! { <Amount of/> }),
        Value::Moment(at) => Place::new(name, view! { <Moment at/> }),
        Value::Day(day) => Place::new(name, view! { <Date day/> }),
    };
    let places = line.places.into_iter().map(place).collect();
    view! { <Sentence template=line.template places/> }
}
