//! What a community sells. A product that was ordered once is taken off sale, never deleted, and orders keep the price
//! they were made at.

use domain::{
    catalogue::{FurtherPrice, Period, PriceRefusal, Product, further_prices},
    id::ProductId,
    money::{Currency, Money},
    time::{Day, Timestamp},
    view::{
        Problem, ProblemCode,
        manage::{ProductForm, Refused},
    },
};

use super::{
    MOST_PRODUCTS, Manage, ManageOutcome, full,
    read::{NAME, Problems, TEXT, day_ahead, line, number, price, text},
};
use crate::{
    Fault,
    actor::Creator,
    catalogue::Shelf,
    ports::{Changes, Commit, EntropyExt, Room, Write},
    seal::sha256_hex,
};

/// Most lines of benefits.
const BENEFITS: usize = 12;
/// Longest refund rule, in days. Nor is it longer than its product lasts: nobody has a whole period for nothing.
const REFUND_DAYS: u32 = 90;
/// Longest trial, in days.
const TRIAL_DAYS: u32 = 60;
/// Most seats.
const SEATS: u32 = 1_000_000;

impl Manage {
    /// Adds a product, or changes one; a change counts for orders from now on.
    pub async fn save_product(
        &self,
        creator: &Creator,
        slug: &str,
        form: &ProductForm,
    ) -> Result<ManageOutcome<ProductForm>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        let refused = |problems| Ok(ManageOutcome::Refused(Refused { form: form.clone(), problems }));
        let refused_whole = |code| refused(vec![Problem::at("form", code)]);
        if let Some(retry_after_seconds) = self.wait(creator) {
            return refused_whole(ProblemCode::TooManyChanges { retry_after_seconds });
        }
        let fresh = self.empty(&shelf, form, creator.account.currency);
        if self.is_saved(&shelf, form, &fresh.id, creator) {
            return Ok(ManageOutcome::Done);
        }
        let before = match known(&shelf, form) {
            Ok(before) => before,
            Err(code) => return refused_whole(code),
        };
        if let Some(full) = full(shelf.products.len(), MOST_PRODUCTS).filter(|_| before.is_none()) {
            return refused(vec![full]);
        }
        let typed = match read(form, creator, self.parts.clock.business().day()) {
            Ok(typed) => typed,
            Err(problems) => return refused(problems),
        };
        if before.is_some_and(|before| before.seats.is_some() != typed.seats.is_some()) {
            return refused(vec![Problem::at("seats", ProblemCode::SeatsFixed)]);
        }
        let writes = if let Some(before) = before {
            vec![Write::UpdateProduct(typed.onto(before.clone()))]
        } else {
            let of = Room::Products(shelf.community.id.clone());
            let room = Write::RequireRoom { of, most: MOST_PRODUCTS };
            vec![room, Write::InsertProduct(typed.onto(fresh.clone()))]
        };
        match self.commit(creator, Changes { writes, ..Changes::default() }).await? {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Conflict | Commit::Duplicate => self.why_not(creator, slug, form, &fresh.id).await,
        }
    }

    /// Something that no other form of a new product has, so that one that is sent twice is known again.
    pub fn form_key(&self) -> String {
        let drawn = self.parts.entropy.bits();
        format!("{}.{drawn:032x}", self.parts.clock.business().unix_ms())
    }

    /// Whether the form was saved before, as it is: sent twice, the second time says what the first one did.
    fn is_saved(&self, shelf: &Shelf, form: &ProductForm, fresh: &ProductId, creator: &Creator) -> bool {
        if form.product.is_empty() {
            return shelf.product(fresh).is_some();
        }
        let known = form.product.parse().ok().and_then(|id: ProductId| shelf.product(&id));
        let typed = read(form, creator, self.parts.clock.business().day());
        known.zip(typed.ok()).is_some_and(|(product, typed)| typed.onto(product.clone()) == *product)
    }

    /// Puts a product on sale or takes it off.
    pub async fn set_on_sale(
        &self,
        creator: &Creator,
        slug: &str,
        product: &ProductId,
        on_sale: bool,
    ) -> Result<ManageOutcome<()>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        let Some(before) = shelf.product(product) else { return Ok(ManageOutcome::NotFound) };
        if before.on_sale == on_sale {
            return Ok(ManageOutcome::Done);
        }
        if let Some(waits) = self.made_to_wait(creator) {
            return Ok(waits);
        }
        let after = Product { on_sale, ..before.clone() };
        let changes = Changes { writes: vec![Write::UpdateProduct(after)], ..Changes::default() };
        match self.commit(creator, changes).await? {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Conflict | Commit::Duplicate => Ok(ManageOutcome::Refused(Refused {
                form: (),
                problems: vec![Problem::at("form", ProblemCode::ChangedMeanwhile)],
            })),
        }
    }

    /// A conflict is somebody else's change, more seats taken than there would be, or the last room for a new product gone.
    async fn why_not(
        &self,
        creator: &Creator,
        slug: &str,
        form: &ProductForm,
        fresh: &ProductId,
    ) -> Result<ManageOutcome<ProductForm>, Fault> {
        let shelf = self.mine(creator, slug);
        if shelf.as_ref().is_some_and(|shelf| self.is_saved(shelf, form, fresh, creator)) {
            return Ok(ManageOutcome::Done);
        }
        let product = form.product.parse::<ProductId>().ok();
        let same = shelf.as_ref().zip(product.as_ref()).and_then(|(shelf, id)| shelf.product(id));
        let unchanged = same.is_some_and(|product| product.version.to_string() == form.version);
        let taken = match product.filter(|_| unchanged) {
            Some(id) => self.parts.commerce.seats_taken(&id).await?,
            None => None,
        };
        let known = shelf.map(|shelf| shelf.products.len()).filter(|_| form.product.is_empty());
        let problem = match (taken, known.and_then(|known| full(known, MOST_PRODUCTS))) {
            (Some(taken), _) => Problem::at("seats", ProblemCode::SeatsTaken { taken }),
            (None, Some(full)) => full,
            (None, None) => Problem::at("form", ProblemCode::ChangedMeanwhile),
        };
        Ok(ManageOutcome::Refused(Refused { form: form.clone(), problems: vec![problem] }))
    }

    fn empty(&self, shelf: &Shelf, form: &ProductForm, currency: Currency) -> Product {
        let position = shelf.products.iter().map(|product| product.position).max().unwrap_or(0);
        Product {
            id: named_after(form, shelf)
                .unwrap_or_else(|| ProductId::new(self.parts.clock.business(), self.parts.entropy.bits())),
            community: shelf.community.id.clone(),
            tier: String::new(),
            benefits: Vec::new(),
            price: Money::zero(currency),
            further: Vec::new(),
            period: Period::Month,
            refund_days: 0,
            seats: None,
            position: position.saturating_add(1),
            trial_days: 0,
            on_sale: true,
            version: 1,
        }
    }
}

/// The identifier of a new product, which follows from its form: the same form is the same product, and one that was
/// changed since is another. `None` for a form without a key of ours.
fn named_after(form: &ProductForm, shelf: &Shelf) -> Option<ProductId> {
    let (millis, drawn) = form.key.split_once('.')?;
    let at = Timestamp::from_unix_ms(millis.parse().ok()?);
    if drawn.len() != 32 {
        return None;
    }
    let content = serde_json::to_string(form).ok()?;
    let hash = sha256_hex(format!("{}\n{content}", shelf.community.id).as_bytes());
    Some(ProductId::new(at, u128::from_str_radix(hash.get(..32)?, 16).ok()?))
}

/// The product the form is about, as it was shown.
fn known<'a>(shelf: &'a Shelf, form: &ProductForm) -> Result<Option<&'a Product>, ProblemCode> {
    if form.product.is_empty() {
        return Ok(None);
    }
    let product = form.product.parse().ok().and_then(|id: ProductId| shelf.product(&id));
    match product {
        Some(product) if product.version.to_string() == form.version => Ok(Some(product)),
        Some(_) => Err(ProblemCode::ChangedMeanwhile),
        None => Err(ProblemCode::ProductGone),
    }
}

/// What was typed, read.
struct Typed {
    tier: String,
    benefits: Vec<String>,
    price: Money,
    further: Vec<FurtherPrice>,
    period: Period,
    refund_days: u16,
    seats: Option<u32>,
    trial_days: u16,
}

impl Typed {
    fn onto(self, product: Product) -> Product {
        let Self { tier, benefits, price, further, period, refund_days, seats, trial_days } = self;
        Product { tier, benefits, price, further, period, refund_days, seats, trial_days, ..product }
    }
}

fn read(form: &ProductForm, creator: &Creator, today: Day) -> Result<Typed, Vec<Problem>> {
    let mut problems = Problems::default();
    let tier = problems.take("tier", line(&form.tier, NAME));
    let benefits = problems.take("benefits", text(&form.benefits, TEXT).map(|text| lines(&text)));
    let price = problems.maybe("price", price(&form.price, creator.account.currency));
    let further = prices(form, creator, &mut problems);
    let period = period(form, today, &mut problems);
    let small = |read: Option<u32>| u16::try_from(read.unwrap_or(0)).unwrap_or(u16::MAX);
    let shortest = period.and_then(Period::shortest_days).map_or(REFUND_DAYS, u32::from);
    let refund_days = number(&form.refund_days, 0, shortest.min(REFUND_DAYS));
    let refund_days = small(problems.take("refund_days", refund_days));
    let seats = problems.take("seats", number(&form.seats, 1, SEATS));
    let trial_days = small(problems.take("trial_days", number(&form.trial_days, 0, TRIAL_DAYS)));
    match (price, period, problems.into_list()) {
        (Some(price), Some(period), problems) if problems.is_empty() => {
            Ok(Typed { tier, benefits, price, further, period, refund_days, seats, trial_days })
        }
        (_, _, problems) => Err(problems),
    }
}

/// The field of a further price, for what is wrong with it.
fn price_field(currency: &str) -> String {
    format!("price-{}", currency.to_ascii_lowercase())
}

/// The prices in further currencies; an empty field is none.
fn prices(form: &ProductForm, creator: &Creator, problems: &mut Problems) -> Vec<FurtherPrice> {
    let mut typed = Vec::new();
    for (code, text) in form.prices.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let read = code.parse::<Currency>().map_err(|_| ProblemCode::ChoiceUnknown);
        let read = read.and_then(|currency| price(text, currency));
        typed.extend(problems.maybe(&price_field(code), read));
    }
    let accounts: Vec<_> = creator.accounts().map(|account| (account.currency, account.id.clone())).collect();
    match further_prices(creator.account.currency, &accounts, &typed) {
        Ok(further) => further,
        Err((currency, refusal)) => {
            let code = match refusal {
                PriceRefusal::NotPositive => ProblemCode::AmountInvalid,
                PriceRefusal::Twice => ProblemCode::ChoiceUnknown,
                PriceRefusal::NoAccount => ProblemCode::NoAccountIn { currency },
            };
            problems.take(&price_field(currency.code()), Err(code))
        }
    }
}

/// For how long. What is wrong with the day of a fixed end is said at the day.
fn period(form: &ProductForm, today: Day, problems: &mut Problems) -> Option<Period> {
    if form.period != "until" {
        let named = Period::ALL.into_iter().find(|period| period.code() == form.period);
        return problems.maybe("period", named.ok_or(ProblemCode::ChoiceUnknown));
    }
    let latest = today.plus_months(120);
    let day = day_ahead(&form.until, today).map(|day| day.filter(|day| *day > today));
    let day = day.and_then(|day| day.ok_or(ProblemCode::DateInvalid { latest }));
    problems.maybe("until", day).map(Period::Until)
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.take(BENEFITS).map(str::to_owned).collect()
}
