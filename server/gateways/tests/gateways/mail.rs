//! Letters by SMTP, against a small mail server that does what its script says.

use std::time::Duration;

use domain::{id::MessageId, time::Timestamp};
use gateways::{
    Secret,
    mail::{Mail, MailConfig, MailSettingsError},
};
use services::ports::{Letter, Messenger as _, MessengerFault};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

/// How the server answers; `None` is silence.
#[derive(Clone, Copy)]
struct Script {
    recipient: Option<&'static str>,
    end_of_data: Option<&'static str>,
}

const KIND: Script = Script { recipient: Some("250 ok"), end_of_data: Some("250 queued") };

/// What one letter's conversation was, line by line.
type Heard = Vec<String>;

/// A server for one conversation.
async fn server(script: Script) -> (Mail, JoinHandle<Heard>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let config = MailConfig { url, from: "Slow Kiln <pay@kiln.example>".to_owned(), password: None };
    let mail = Mail::new(&config).unwrap();
    #[expect(clippy::disallowed_methods, reason = "a test's own server; the test waits for it")]
    let task = tokio::spawn(async move { converse(listener.accept().await.unwrap().0, script).await });
    (mail, task)
}

async fn converse(stream: TcpStream, script: Script) -> Heard {
    let (read, mut write) = stream.into_split();
    let (mut lines, mut heard) = (BufReader::new(read).lines(), Heard::new());
    let mut in_data = false;
    write.write_all(b"220 mail.example ESMTP\r\n").await.unwrap();
    while let Ok(Some(line)) = lines.next_line().await {
        let answer = match line.as_str() {
            "." if in_data => {
                in_data = false;
                script.end_of_data
            }
            _ if in_data => {
                heard.push(line);
                continue;
            }
            "DATA" => {
                in_data = true;
                Some("354 go on")
            }
            "QUIT" => Some("221 bye"),
            other if other.starts_with("RCPT") => script.recipient,
            _ => Some("250 ok"),
        };
        heard.push(line);
        if let Some(answer) = answer {
            let _gone = write.write_all(format!("{answer}\r\n").as_bytes()).await;
        }
    }
    heard
}

fn letter() -> Letter {
    Letter {
        message: MessageId::new(Timestamp::from_unix_ms(1_795_262_400_000), 7),
        address: "lin@kiln.example".to_owned(),
        name: "Lin Wan · 林婉".to_owned(),
        subject: "¥1,169.41 arrived".to_owned(),
        body: "Hello Lin Wan,\n\n.a line that begins with a dot\n\n款项已到账。\n".to_owned(),
        written_at: Timestamp::from_unix_ms(1_795_262_400_000),
    }
}

#[tokio::test]
async fn a_letter_arrives_whole_and_says_the_same_each_time() {
    let mut copies = Vec::new();
    for _ in 0..2 {
        let (mail, task) = server(KIND).await;
        mail.send(&letter()).await.unwrap();
        copies.push(task.await.unwrap());
    }
    let heard = copies.first().unwrap();
    let has = |line: &str| heard.iter().any(|found| found == line);
    assert!(has("MAIL FROM:<pay@kiln.example>") || has("MAIL FROM:<pay@kiln.example> "), "{heard:?}");
    assert!(has("RCPT TO:<lin@kiln.example>"), "{heard:?}");
    assert!(has(&format!("Message-ID: <{}@kiln.example>", letter().message)), "{heard:?}");
    assert!(has("Auto-Submitted: auto-generated"), "{heard:?}");
    assert!(has("Date: Sat, 21 Nov 2026 12:00:00 +0000"), "{heard:?}");
    assert!(!heard.iter().any(|line| line.contains("林婉")), "headers are ASCII");
    assert_eq!(copies.first(), copies.last());
}

async fn fault(script: Script) -> MessengerFault {
    let (mail, task) = server(script).await;
    let fault = mail.with_patience(Duration::from_millis(400)).send(&letter()).await.unwrap_err();
    task.await.unwrap();
    fault
}

#[tokio::test]
async fn not_now_is_tried_again_and_no_such_mailbox_is_not() {
    let busy = fault(Script { recipient: Some("450 <lin@kiln.example> busy"), ..KIND }).await;
    assert_eq!(busy, MessengerFault::Transient("the mail server answered 450".to_owned()));
    let gone = fault(Script { recipient: Some("550 <lin@kiln.example> unknown"), ..KIND }).await;
    assert_eq!(gone, MessengerFault::Permanent("the mail server answered 550".to_owned()));
    let distrusted = fault(Script { end_of_data: Some("554 we do not know you"), ..KIND }).await;
    assert!(matches!(distrusted, MessengerFault::Transient(_)), "the host repairs it, and the letter waits");
}

#[tokio::test]
async fn silence_after_the_text_is_not_knowing_and_not_a_refusal() {
    let silent = fault(Script { end_of_data: None, ..KIND }).await;
    assert_eq!(silent, MessengerFault::Transient("the mail server did not answer in time".to_owned()));
}

#[tokio::test]
async fn a_server_that_is_not_there_is_not_there_now() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://127.0.0.1:{}", listener.local_addr().unwrap().port());
    drop(listener);
    let config = MailConfig { url, from: "pay@kiln.example".to_owned(), password: None };
    let mail = Mail::new(&config).unwrap();
    assert!(matches!(mail.send(&letter()).await, Err(MessengerFault::Transient(_))));
    assert!(mail.check().await.is_err());
    let nowhere = Letter { address: "lin".to_owned(), ..letter() };
    assert!(matches!(mail.send(&nowhere).await, Err(MessengerFault::Permanent(_))));
}

#[tokio::test]
async fn settings_that_contradict_each_other_are_refused() {
    let with = |url: &str, from: &str, password: Option<&str>| {
        let config =
            MailConfig { url: url.to_owned(), from: from.to_owned(), password: password.map(Secret::new) };
        Mail::new(&config).err()
    };
    let from = "pay@kiln.example";
    assert_eq!(with("smtps://mail.example.com", "nobody", None), Some(MailSettingsError::From));
    assert_eq!(with("smtps://pay@mail.example.com", from, None), Some(MailSettingsError::NoPassword));
    assert_eq!(with("smtps://mail.example.com", from, Some("x")), Some(MailSettingsError::NoUser));
    assert_eq!(with("smtps://pay@mail.example.com", from, Some("x")), None);
    assert_eq!(with("smtp://mail.example.com:587", from, None), None);
}
