//! Letters by SMTP: RFC 5321 through the `lettre` library, TLS by the house's one cryptography crate.
//!
//! A letter says the same each time it is sent, `Message-ID` and `Date` included, so that a mail server or a reader can
//! tell a second copy from a second letter.

mod address;
mod fault;

use std::time::{Duration, UNIX_EPOCH};

pub use self::address::MailSettingsError;
use self::address::{Guard, ServerAddress};
use crate::Secret;
use async_trait::async_trait;
use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor,
    message::{
        Mailbox,
        header::{ContentType, HeaderName, HeaderValue},
    },
    transport::smtp::authentication::Credentials,
};
use services::ports::{Letter, Messenger, MessengerFault};

type Transport = AsyncSmtpTransport<Tokio1Executor>;

/// How long each command may take.
const COMMAND: Duration = Duration::from_secs(20);
/// How long one letter may take in all.
const LETTER: Duration = Duration::from_mins(1);

/// Where and as whom letters are sent.
#[derive(Clone, Debug)]
pub struct MailConfig {
    /// `smtps://user@host:465` (TLS from the start) or `smtp://user@host:587` (STARTTLS; in the clear to this machine
    /// only). The port and the user may be left out.
    pub url: String,
    /// `pay@example.com` or `Slow Kiln <pay@example.com>`.
    pub from: String,
    /// The user's password.
    pub password: Option<Secret>,
}

/// Sends letters.
pub struct Mail {
    transport: Transport,
    from: Mailbox,
    /// What stands behind the `@` of a `Message-ID`.
    domain: String,
    patience: Duration,
}

impl Mail {
    /// Reads the settings; nothing is sent and nobody is connected to yet.
    pub fn new(config: &MailConfig) -> Result<Self, MailSettingsError> {
        let server: ServerAddress = config.url.parse()?;
        let from: Mailbox = config.from.parse().map_err(|_| MailSettingsError::From)?;
        let builder = match server.guard {
            Guard::Tls => Transport::relay(&server.host),
            Guard::StartTls => Transport::starttls_relay(&server.host),
            Guard::ThisMachine => Ok(Transport::builder_dangerous(&server.host)),
        };
        let mut builder =
            builder.map_err(|_| MailSettingsError::Url("names a host that TLS cannot check"))?;
        builder = builder.timeout(Some(COMMAND));
        if let Some(port) = server.port {
            builder = builder.port(port);
        }
        builder = match (server.user, &config.password) {
            (None, None) => builder,
            (Some(user), Some(password)) => {
                builder.credentials(Credentials::new(user, password.expose().to_owned()))
            }
            (Some(_), None) => return Err(MailSettingsError::NoPassword),
            (None, Some(_)) => return Err(MailSettingsError::NoUser),
        };
        let domain = from.email.domain().to_owned();
        Ok(Self { transport: builder.build(), from, domain, patience: LETTER })
    }

    /// The same with another time for one letter, for tests.
    #[must_use]
    pub fn with_patience(mut self, patience: Duration) -> Self {
        self.patience = patience;
        self
    }

    /// Connects, signs in and leaves, for `doctor`.
    pub async fn check(&self) -> Result<(), MessengerFault> {
        match tokio::time::timeout(self.patience, self.transport.test_connection()).await {
            Ok(Ok(true)) => Ok(()),
            Ok(Ok(false)) => Err(MessengerFault::Transient("the mail server is not ready".to_owned())),
            Ok(Err(error)) => Err(fault::of(&error)),
            Err(_) => Err(fault::no_answer()),
        }
    }

    fn mail(&self, letter: &Letter) -> Result<Message, MessengerFault> {
        let address = letter.address.parse();
        let address = address.map_err(|_| MessengerFault::Permanent("the address is none".to_owned()))?;
        let since = Duration::from_millis(u64::try_from(letter.written_at.unix_ms()).unwrap_or_default());
        let generated = HeaderName::new_from_ascii_str("Auto-Submitted");
        Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.message, self.domain)))
            .date(UNIX_EPOCH.checked_add(since).unwrap_or(UNIX_EPOCH))
            .from(self.from.clone())
            .to(Mailbox::new(Some(letter.name.clone()), address))
            .subject(letter.subject.clone())
            .header(ContentType::TEXT_PLAIN)
            .raw_header(HeaderValue::new(generated, "auto-generated".to_owned()))
            .body(letter.body.clone())
            .map_err(|_| MessengerFault::Permanent("the letter cannot be written as a mail".to_owned()))
    }
}

#[async_trait]
impl Messenger for Mail {
    async fn send(&self, letter: &Letter) -> Result<(), MessengerFault> {
        let mail = self.mail(letter)?;
        match tokio::time::timeout(self.patience, self.transport.send(mail)).await {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(fault::of(&error)),
            Err(_) => Err(fault::no_answer()),
        }
    }
}
