//! Prices in further currencies: one for each further account that the same person is paid out through.

use serde::{Deserialize, Serialize};

use super::Product;
use crate::{
    id::CreatorId,
    money::{Currency, Money},
};

/// A price besides the main one. It is in the currency of the account that is paid, so that nobody is charged in a
/// currency that cannot be paid out; the database keeps the same rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FurtherPrice {
    /// What it costs.
    pub price: Money,
    /// The account that is paid.
    pub payee: CreatorId,
}

/// Why a further price cannot be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PriceRefusal {
    /// It is not more than nothing.
    NotPositive,
    /// It is in the currency of the main price, or of another further one.
    Twice,
    /// The person has no account that is paid out in this currency.
    NoAccount,
}

/// Puts further prices beside a main one: each in another currency, each paid to the account of its currency.
pub fn further_prices(
    main: Currency,
    accounts: &[(Currency, CreatorId)],
    prices: &[Money],
) -> Result<Vec<FurtherPrice>, (Currency, PriceRefusal)> {
    let mut further: Vec<FurtherPrice> = Vec::with_capacity(prices.len());
    for price in prices {
        let currency = price.currency();
        let refused = |refusal| Err((currency, refusal));
        if !price.is_positive() {
            return refused(PriceRefusal::NotPositive);
        }
        if currency == main || further.iter().any(|known| known.price.currency() == currency) {
            return refused(PriceRefusal::Twice);
        }
        let Some((_, payee)) = accounts.iter().find(|(paid_in, _)| *paid_in == currency) else {
            return refused(PriceRefusal::NoAccount);
        };
        further.push(FurtherPrice { price: *price, payee: payee.clone() });
    }
    further.sort_by_key(|known| known.price.currency().code());
    Ok(further)
}

impl Product {
    /// Every price, the main one first.
    pub fn prices(&self) -> impl Iterator<Item = Money> + '_ {
        std::iter::once(self.price).chain(self.further.iter().map(|further| further.price))
    }

    /// The product as it is sold in a currency; `None` when it has no price in it.
    pub fn sold_in(&self, currency: Currency) -> Option<Self> {
        let price = self.prices().find(|price| price.currency() == currency)?;
        Some(Self { price, ..self.clone() })
    }

    /// The account that is paid for it at the price it has here; `main` is the one of its community.
    pub fn payee<'a>(&'a self, main: &'a CreatorId) -> &'a CreatorId {
        let of_price = |further: &&FurtherPrice| further.price.currency() == self.price.currency();
        self.further.iter().find(of_price).map_or(main, |further| &further.payee)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{PriceRefusal, further_prices};
    use crate::{
        catalogue::{Period, Product},
        id::{CommunityId, CreatorId, ProductId},
        money::{Currency, Money},
        time::Timestamp,
    };

    const NOW: Timestamp = Timestamp::from_unix_ms(1_800_000_000_000);

    fn account(currency: Currency) -> CreatorId {
        let number = Currency::ALL.iter().position(|known| *known == currency).unwrap();
        CreatorId::new(NOW, u128::try_from(number).unwrap())
    }

    fn product(price: Money) -> Product {
        Product {
            id: ProductId::new(NOW, 1),
            community: CommunityId::new(NOW, 1),
            tier: "Guest".to_owned(),
            benefits: Vec::new(),
            price,
            further: Vec::new(),
            period: Period::Month,
            refund_days: 0,
            seats: None,
            position: 1,
            trial_days: 0,
            on_sale: true,
            version: 1,
        }
    }

    fn currency() -> impl Strategy<Value = Currency> {
        proptest::sample::select(Currency::ALL)
    }

    proptest! {
        #[test]
        fn whatever_is_typed_each_price_is_paid_to_an_account_of_its_currency(
            main in currency(),
            held in proptest::collection::btree_set(currency(), 0..6),
            typed in proptest::collection::vec((currency(), -5i64..1_000_000), 0..6),
        ) {
            let accounts: Vec<_> = held.iter().map(|currency| (*currency, account(*currency))).collect();
            let prices: Vec<Money> = typed.iter().map(|(currency, minor)| Money::new(*minor, *currency)).collect();
            let sold = Product {
                further: match further_prices(main, &accounts, &prices) {
                    Ok(further) => further,
                    Err((currency, refusal)) => {
                        let at_fault = |price: &&Money| price.currency() == currency;
                        let explained = match refusal {
                            PriceRefusal::NotPositive => prices.iter().filter(at_fault).any(|price| !price.is_positive()),
                            PriceRefusal::Twice => currency == main || prices.iter().filter(at_fault).count() > 1,
                            PriceRefusal::NoAccount => !held.contains(&currency),
                        };
                        prop_assert!(explained, "refused without a reason");
                        return Ok(());
                    }
                },
                ..product(Money::new(100, main))
            };
            prop_assert_eq!(sold.prices().count(), prices.len() + 1, "none is lost");
            let of_community = CreatorId::new(NOW, 999);
            for currency in Currency::ALL {
                let wanted = prices.iter().find(|price| price.currency() == *currency);
                let wanted = if *currency == main { Some(&sold.price) } else { wanted };
                let found = sold.sold_in(*currency);
                prop_assert_eq!(found.as_ref().map(|product| product.price), wanted.copied());
                let payee = found.map(|product| product.payee(&of_community).clone());
                let expected = if *currency == main { of_community.clone() } else { account(*currency) };
                prop_assert_eq!(payee, wanted.map(|_| expected));
            }
        }
    }
}
