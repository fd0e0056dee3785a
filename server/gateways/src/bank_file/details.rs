//! Bank details as people give them, as an account that a file can name.

use domain::payouts::{FailureReason, Iban, NotAnIban};
use services::ports::BankDetails;

use super::{
    text,
    transfer::{Account, Holder},
};

/// Reads stored bank details. What looks like an IBAN has to be one: a slip must not travel as some domestic number. A
/// domestic number needs its bank's BIC, for nothing else says where it belongs.
pub fn account_of(details: &BankDetails) -> Result<Holder, FailureReason> {
    let bank = details.bank.trim();
    let bic = (!bank.is_empty()).then(|| bank.parse()).transpose();
    let bic = bic.map_err(|_| FailureReason::AccountUnknown)?;
    let account = match details.account.parse::<Iban>() {
        Ok(iban) => Account::Iban(iban),
        Err(NotAnIban::Form | NotAnIban::Country) => {
            let number = details.account.replace(' ', "");
            if !text::is_account(&number) || bic.is_none() {
                return Err(FailureReason::AccountUnknown);
            }
            Account::Other(number)
        }
        Err(NotAnIban::Length { .. } | NotAnIban::CheckDigits) => return Err(FailureReason::AccountUnknown),
    };
    if text::name(&details.holder).is_none() {
        return Err(FailureReason::HolderMismatch);
    }
    Ok(Holder { name: details.holder.clone(), account, bic })
}
