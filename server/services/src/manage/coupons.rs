//! Coupons: made, and taken back. Limits are kept by the database in the commit that uses one.

use domain::{
    catalogue::{Coupon, CouponCode, Discount},
    id::{CouponId, ProductId},
    money::{BasisPoints, Currency, parse_money},
    time::{Day, Timestamp},
    view::{
        Problem, ProblemCode,
        manage::{CouponForm, Refused},
    },
};

use super::{
    MOST_COUPONS, Manage, ManageOutcome, full,
    read::{Problems, day_ahead, number, price},
};
use crate::{
    Fault,
    actor::Creator,
    catalogue::Shelf,
    ports::{Changes, Commit, EntropyExt, Room, Write},
};

/// Most uses.
const USES: u32 = 1_000_000;

impl Manage {
    /// Makes a coupon.
    pub async fn add_coupon(
        &self,
        creator: &Creator,
        slug: &str,
        form: &CouponForm,
    ) -> Result<ManageOutcome<CouponForm>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        let refused = |problems| Ok(ManageOutcome::Refused(Refused { form: form.clone(), problems }));
        if let Some(retry_after_seconds) = self.wait(creator) {
            return refused(vec![Problem::at("form", ProblemCode::TooManyChanges { retry_after_seconds })]);
        }
        let no_room = async || -> Result<Option<Problem>, Fault> {
            let known = self.parts.commerce.coupons(&shelf.community.id).await?;
            Ok(full(known.len(), MOST_COUPONS))
        };
        if let Some(problem) = no_room().await? {
            return refused(vec![problem]);
        }
        let now = self.parts.clock.business();
        let id = CouponId::new(now, self.parts.entropy.bits());
        let coupon = match read(&shelf, id, form, creator, now.day()) {
            Ok(coupon) => coupon,
            Err(problems) => return refused(problems),
        };
        let room = Write::RequireRoom { of: Room::Coupons(shelf.community.id.clone()), most: MOST_COUPONS };
        let changes = Changes { writes: vec![room, Write::InsertCoupon(coupon)], ..Changes::default() };
        match self.commit(creator, changes).await? {
            Commit::Committed => Ok(ManageOutcome::Done),
            Commit::Duplicate => refused(vec![Problem::at("code", ProblemCode::CouponCodeTaken)]),
            Commit::Conflict => {
                let changed = || Problem::at("form", ProblemCode::ChangedMeanwhile);
                refused(vec![no_room().await?.unwrap_or_else(changed)])
            }
        }
    }

    /// Takes a coupon back: it counts for no new order; orders that have it keep it.
    pub async fn withdraw_coupon(
        &self,
        creator: &Creator,
        slug: &str,
        id: &CouponId,
    ) -> Result<ManageOutcome<()>, Fault> {
        let Some(shelf) = self.mine(creator, slug) else { return Ok(ManageOutcome::NotFound) };
        if let Some(waits) = self.made_to_wait(creator) {
            return Ok(waits);
        }
        let now = self.parts.clock.business();
        let changes =
            Changes { writes: vec![Write::WithdrawCoupon { id: id.clone(), at: now }], ..Changes::default() };
        let coupons = self.parts.commerce.coupons(&shelf.community.id).await?;
        match coupons.into_iter().find(|coupon| coupon.id == *id) {
            None => Ok(ManageOutcome::NotFound),
            Some(coupon) if coupon.withdrawn_at.is_some() => Ok(ManageOutcome::Done),
            Some(_) => match self.commit(creator, changes).await? {
                Commit::Committed => Ok(ManageOutcome::Done),
                Commit::Conflict | Commit::Duplicate => Err(Fault::Contention),
            },
        }
    }
}

fn read(
    shelf: &Shelf,
    id: CouponId,
    form: &CouponForm,
    creator: &Creator,
    today: Day,
) -> Result<Coupon, Vec<Problem>> {
    let mut problems = Problems::default();
    let code = form.code.parse::<CouponCode>().map_err(|_| ProblemCode::CouponCodeInvalid);
    let code = problems.maybe("code", code);
    let currency = problems.maybe("currency", currency(&form.currency, creator));
    let currency = currency.unwrap_or(creator.account.currency);
    let discount = problems.maybe("value", discount(form, currency));
    let product = problems.take("product", product(shelf, &form.product));
    let per_person = problems.take("per_person", number(&form.per_person, 1, USES));
    let total = problems.take("total", number(&form.total, 1, USES));
    let from = problems.take("first_day", day_ahead(&form.first_day, today)).map(Day::start);
    let last = problems.take("last_day", day_ahead(&form.last_day, today));
    let until: Option<Timestamp> = last.map(|day| day.plus_days(1).start());
    match (code, discount, problems.into_list()) {
        (Some(code), Some(discount), problems) if problems.is_empty() => Ok(Coupon {
            id,
            community: shelf.community.id.clone(),
            code,
            discount,
            product,
            per_person,
            total,
            taken: 0,
            from,
            until,
            withdrawn_at: None,
            version: 1,
        }),
        (_, _, problems) => Err(problems),
    }
}

fn product(shelf: &Shelf, typed: &str) -> Result<Option<ProductId>, ProblemCode> {
    if typed.is_empty() {
        return Ok(None);
    }
    let known = typed.parse().ok().filter(|id: &ProductId| shelf.product(id).is_some());
    known.map(Some).ok_or(ProblemCode::ChoiceUnknown)
}

/// One of the currencies that something here can cost.
fn currency(typed: &str, creator: &Creator) -> Result<Currency, ProblemCode> {
    if typed.is_empty() {
        return Ok(creator.account.currency);
    }
    let mut known = creator.accounts().map(|account| account.currency);
    known.find(|currency| currency.code() == typed).ok_or(ProblemCode::ChoiceUnknown)
}

/// Per cent with up to two digits after the point are basis points, as yuan with fen are fen.
fn discount(form: &CouponForm, currency: Currency) -> Result<Discount, ProblemCode> {
    match form.kind.as_str() {
        "amount" => price(&form.value, currency).map(Discount::Amount),
        "percent" => {
            let rate = parse_money(&form.value, Currency::Cny).ok();
            let rate = rate.and_then(|read| u32::try_from(read.minor()).ok());
            let rate = rate.filter(|rate| (1..BasisPoints::WHOLE).contains(rate));
            let out_of_range = ProblemCode::NumberOutOfRange { least: 1, most: 99 };
            rate.map(|rate| Discount::Percent(BasisPoints::new(rate))).ok_or(out_of_range)
        }
        _ => Err(ProblemCode::ChoiceUnknown),
    }
}
