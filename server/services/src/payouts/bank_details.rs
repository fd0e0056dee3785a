//! Bank details at rest: sealed with the program's own key and bound to their destination, so that a row that is moved to
//! another destination cannot be opened.

use domain::{id::DestinationId, time::Timestamp};
use serde::{Deserialize, Serialize};

use crate::{
    Fault,
    ports::{BankDetails, Entropy, SealedDetails},
    seal::Secrets,
};

/// What is sealed.
#[derive(Serialize, Deserialize)]
struct Body {
    holder: String,
    account: String,
    bank: String,
}

fn place(destination: &DestinationId) -> String {
    format!("bank_details/{destination}")
}

/// Seals details for the people database.
pub fn seal_details(
    secrets: &Secrets,
    entropy: &dyn Entropy,
    details: &BankDetails,
    now: Timestamp,
) -> Result<SealedDetails, Fault> {
    let body =
        Body { holder: details.holder.clone(), account: details.account.clone(), bank: details.bank.clone() };
    let body = serde_json::to_vec(&body).map_err(|_| Fault::Cryptography)?;
    Ok(SealedDetails {
        ciphertext: secrets.seal(entropy, &place(&details.destination), &body)?,
        destination: details.destination.clone(),
        kept_at: now,
    })
}

/// Opens them for one call to a rail.
pub fn open_details(secrets: &Secrets, sealed: &SealedDetails) -> Result<BankDetails, Fault> {
    let body = secrets.open(&place(&sealed.destination), &sealed.ciphertext)?;
    let Body { holder, account, bank } = serde_json::from_slice(&body).map_err(|_| Fault::Cryptography)?;
    Ok(BankDetails { destination: sealed.destination.clone(), holder, account, bank })
}

#[cfg(test)]
mod tests {
    use domain::{id::DestinationId, time::Timestamp};

    use super::{open_details, seal_details};
    use crate::{
        ports::{BankDetails, Entropy},
        seal::Secrets,
    };

    struct Sevens;
    impl Entropy for Sevens {
        fn fill(&self, buffer: &mut [u8]) {
            buffer.fill(7);
        }
    }

    #[test]
    fn details_open_only_for_their_own_destination_and_rest_unreadable() {
        let secrets = Secrets::new(&[1; 32], &[2; 32]).unwrap();
        let now = Timestamp::from_unix_ms(1);
        let details = BankDetails {
            destination: DestinationId::new(now, 1),
            holder: "Lin Wan".to_owned(),
            account: "DE89370400440532013000".to_owned(),
            bank: String::new(),
        };
        let mut sealed = seal_details(&secrets, &Sevens, &details, now).unwrap();
        assert_eq!(open_details(&secrets, &sealed).unwrap(), details);
        let rests = String::from_utf8_lossy(&sealed.ciphertext).into_owned();
        assert!(!rests.contains("Lin") && !rests.contains("DE89"));
        sealed.destination = DestinationId::new(now, 2);
        assert!(open_details(&secrets, &sealed).is_err());
    }
}
