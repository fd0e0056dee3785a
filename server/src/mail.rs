//! How letters leave this installation: by SMTP, into the demo's own mailbox, or not at all.

use std::sync::Arc;

use gateways::{
    Secret,
    mail::{Mail, MailConfig},
};
use services::{
    messages::DemoMailbox,
    ports::{Messenger, People},
};

use crate::{
    commands::CommandError,
    settings::{Settings, SettingsError},
};

/// The mail server of the settings, if they name one. Nobody is connected to yet.
pub fn server(settings: &Settings) -> Result<Option<Mail>, CommandError> {
    let Some(smtp) = &settings.smtp else { return Ok(None) };
    let password = smtp.password_file.as_ref().map(|path| {
        let read = std::fs::read_to_string(path).map(|text| Secret::new(text.trim_end_matches(['\r', '\n'])));
        read.map_err(|source| {
            SettingsError::Key(format!("smtp.password_file: {} cannot be read: {source}", path.display()))
        })
    });
    let config =
        MailConfig { url: smtp.url.clone(), from: smtp.from.clone(), password: password.transpose()? };
    let mail = Mail::new(&config).map_err(|error| SettingsError::Key(error.to_string()))?;
    Ok(Some(mail))
}

/// Who takes letters: a mail server, else in a demo the mailbox that a page shows, else nobody.
pub fn messenger(settings: &Settings, people: &People) -> Result<Option<Arc<dyn Messenger>>, CommandError> {
    if let Some(mail) = server(settings)? {
        return Ok(Some(Arc::new(mail)));
    }
    let mailbox = || -> Arc<dyn Messenger> { Arc::new(DemoMailbox::new(Arc::clone(people))) };
    Ok(settings.is_demo().then(mailbox))
}
