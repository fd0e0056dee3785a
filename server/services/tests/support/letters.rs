//! Letters in plain words.

use domain::{locale::Locale, view::messages::MessageLine};
use services::ports::{InvitationLine, LetterWriter, PasswordLinkLine, Words};

/// Says which message it is, to whom and in which language.
pub struct PlainWriter;

impl LetterWriter for PlainWriter {
    fn write(&self, line: &MessageLine, name: &str, locale: Locale, site: &str) -> Words {
        let subject = format!("{} {}", line.about.code(), locale.tag());
        Words { subject, body: format!("To {name}, from {site}") }
    }

    fn invite(&self, line: &InvitationLine, locale: Locale, site: &str) -> Words {
        let subject = format!("{} invites as {} {}", line.owner, line.role.code(), locale.tag());
        Words { subject, body: format!("{site}{}", line.path) }
    }

    fn password_link(&self, line: &PasswordLinkLine, locale: Locale, site: &str) -> Words {
        let subject = format!("a new password for {} {}", line.name, locale.tag());
        Words { subject, body: format!("{site}{}", line.path) }
    }
}
