//! What an SMTP answer means for the letter. Servers like to repeat the address in their texts, so only codes go on.

use lettre::transport::smtp::Error;
use services::ports::MessengerFault;

/// Replies that are about this letter or its address, and stay so (RFC 5321, 4.2.3): no such mailbox, not a local user,
/// mailbox full for good, name not allowed. Any other refusal (554 to us as a sender, 535 to our password) is for the
/// host to repair, and the letter waits meanwhile.
const ABOUT_THE_LETTER: [u16; 4] = [550, 551, 552, 553];

/// Nobody answered in time. The letter may have left: it is sent again under the same number.
pub(super) fn no_answer() -> MessengerFault {
    MessengerFault::Transient("the mail server did not answer in time".to_owned())
}

/// What an error of the transport means.
pub(super) fn of(error: &Error) -> MessengerFault {
    if let Some(code) = error.status() {
        let code = u16::from(code);
        let text = format!("the mail server answered {code}");
        return if ABOUT_THE_LETTER.contains(&code) {
            MessengerFault::Permanent(text)
        } else {
            MessengerFault::Transient(text)
        };
    }
    if error.is_timeout() {
        return no_answer();
    }
    let what = if error.is_tls() {
        "TLS with the mail server failed"
    } else if error.is_client() {
        "the mail server does not offer what the settings ask for"
    } else {
        "the mail server could not be reached, or broke off"
    };
    MessengerFault::Transient(what.to_owned())
}
