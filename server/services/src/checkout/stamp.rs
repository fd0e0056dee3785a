//! The server's own record of when an agreement was opened. It travels through the form, so that reading costs no
//! write and works without JavaScript; the tag ties it to the person and the version.

use domain::{id::AgreementId, time::Timestamp};

use crate::{actor::Member, seal::Secrets};

/// A stamp is worth nothing after this long: the page has to be opened again.
const LIFE_MS: i64 = 24 * 3_600_000;
/// The longest stamp we look at.
const MAX_LENGTH: usize = 96;

/// Stamps the moment at which a person opened an agreement.
pub(super) fn make(secrets: &Secrets, member: &Member, agreement: &AgreementId, now: Timestamp) -> String {
    let text = text(member, agreement, now.unix_ms());
    format!("{}.{}", now.unix_ms(), secrets.tag(&text))
}

/// When the agreement was opened, if the stamp is ours, for this person and version, and not too old.
pub(super) fn opened_at(
    secrets: &Secrets,
    member: &Member,
    agreement: &AgreementId,
    stamp: &str,
    now: Timestamp,
) -> Option<Timestamp> {
    if stamp.len() > MAX_LENGTH {
        return None;
    }
    let (millis, tag) = stamp.split_once('.')?;
    let opened = Timestamp::from_unix_ms(millis.parse().ok()?);
    let age = now.ms_since(opened);
    let ours = secrets.tag_is_ours(&text(member, agreement, opened.unix_ms()), tag);
    (ours && (0..LIFE_MS).contains(&age)).then_some(opened)
}

fn text(member: &Member, agreement: &AgreementId, millis: i64) -> String {
    format!("agreement-opened|{}|{agreement}|{millis}", member.user)
}

#[cfg(test)]
mod tests {
    use domain::{
        id::{AgreementId, UserId},
        time::Timestamp,
    };

    use super::{make, opened_at};
    use crate::{actor::Member, seal::Secrets};

    #[test]
    fn a_stamp_counts_only_for_its_person_its_version_and_its_day() {
        let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
        let now = Timestamp::from_unix_ms(1_767_225_600_000);
        let member = |number| Member { user: UserId::new(now, number) };
        let agreement = |number| AgreementId::new(now, number);
        let stamp = make(&secrets, &member(1), &agreement(1), now);
        let opened = |who, what, when| opened_at(&secrets, &member(who), &agreement(what), &stamp, when);
        assert_eq!(opened(1, 1, now.plus_seconds(9)), Some(now));
        assert_eq!(opened(2, 1, now.plus_seconds(9)), None);
        assert_eq!(opened(1, 2, now.plus_seconds(9)), None);
        assert_eq!(opened(1, 1, now.plus_days(1)), None);
        assert_eq!(opened(1, 1, now.plus_ms(-1)), None);
    }
}
