//! The words of letters: those of the pages.

use domain::{locale::Locale, view::messages::MessageLine};
use services::ports::{InvitationLine, LetterWriter, PasswordLinkLine, Words};

/// Asks the pages' words.
pub struct PageWords;

impl LetterWriter for PageWords {
    fn write(&self, line: &MessageLine, name: &str, locale: Locale, site: &str) -> Words {
        let (subject, body) = app::text::messages::letter(line, name, locale, site);
        Words { subject, body }
    }

    fn invite(&self, line: &InvitationLine, locale: Locale, site: &str) -> Words {
        let link = format!("{site}{}", line.path);
        let (subject, body) =
            app::text::team::invitation(&line.owner, line.role, &link, line.expires_at, locale);
        Words { subject, body }
    }

    fn password_link(&self, line: &PasswordLinkLine, locale: Locale, site: &str) -> Words {
        let link = format!("{site}{}", line.path);
        let (subject, body) = app::text::account::password_letter(&line.name, &link, line.expires_at, locale);
        Words { subject, body }
    }
}
