//! The demo world's ninety days, one after the other, booked by the same functions as everything that follows them.

use domain::{
    id::{AdjustmentId, TransactionId, UserId},
    money::{Currency, Money},
    order::Gateway,
    payouts::{
        Adjustment, AdjustmentKind, Calendar, FailureReason, InstantTerms, PayoutKind, Schedule, SkipReason,
    },
    policy::Policy,
    time::{Day, Timestamp},
};
use services::ports::{Changes, EntropyExt as _, Write};

use super::{
    demo::{DAYS, Stage},
    dice::Dice,
    history::{History, broken},
    payday::{Morning, Payday},
    people::Cast,
};
use crate::{commands::CommandError, entropy::SystemEntropy};

/// The day, counted back from today, whose payout the bank refuses.
const FAILED_DAYS_AGO: i32 = 12;
/// The day, counted back from today, after a day without sales.
const QUIET_DAYS_AGO: i32 = 24;
/// The day, counted back from today, on which the platform says thank you.
const CREDIT_DAYS_AGO: i32 = 5;
/// Since how many days the photography club sells.
const NOOR_DAYS: i32 = 34;

/// The story, day by day. Amounts are in fen.
pub(super) struct Story<'a> {
    stage: &'a Stage,
    cast: &'a Cast,
    policy: &'a Policy,
    now: Timestamp,
    lin: Payday<'a>,
    noor: Payday<'a>,
    /// What Lin is owed for the days before today.
    balance: i64,
    /// What Noor sold, and when.
    noor_sold: Vec<(Timestamp, i64)>,
    /// What the gateway still holds.
    receivable: i64,
}

impl<'a> Story<'a> {
    pub fn new(stage: &'a Stage, cast: &'a Cast, policy: &'a Policy, now: Timestamp) -> Self {
        Self {
            lin: Payday::new(&stage.lin_bank, policy, stage.lin.created_at),
            noor: Payday::new(&stage.noor_bank, policy, stage.noor.created_at),
            balance: 0,
            noor_sold: Vec::new(),
            receivable: 0,
            stage,
            cast,
            policy,
            now,
        }
    }

    pub fn tell(mut self, history: &mut History) -> Result<(), CommandError> {
        let mut dice = Dice::new(2026);
        let today = self.now.day();
        for ago in (0..=DAYS).rev() {
            let day = today.plus_days(-ago);
            self.gateway_pays(history, day)?;
            self.thanks(history, day, ago)?;
            let sold = self.lin_sells(history, &mut dice, day, ago)?;
            self.lin_is_paid(history, day, ago, &sold)?;
            let sold = sold.iter().map(|(_, fen)| *fen);
            self.balance = sold.fold(self.balance, i64::saturating_add);
            self.others_sell(history, &mut dice, day, ago)?;
        }
        // Somebody paid one yuan too little: a person has to look at it.
        let short = Some(Money::new(6_700, Currency::Cny));
        let buyer = self.buyer(&mut dice)?;
        let paid = history.sale(&self.stage.kiln, 0, &buyer, self.now.plus_seconds(-30 * 3_600), short)?;
        self.receivable = self.receivable.saturating_add(paid.minor());
        self.noor_is_paid(history)?;
        history.units.push(self.lin.remembered());
        history.units.push(self.noor.remembered());
        Ok(())
    }

    /// The gateway pays our bank for the day before.
    fn gateway_pays(&mut self, history: &mut History, day: Day) -> Result<(), CommandError> {
        let settles = day.start().plus_seconds(2 * 3_600);
        if self.receivable > 0 && settles <= self.now {
            history.gateway_settlement(Money::new(self.receivable, Currency::Cny), settles)?;
            self.receivable = 0;
        }
        Ok(())
    }

    /// The platform gives Lin something.
    fn thanks(&mut self, history: &mut History, day: Day, ago: i32) -> Result<(), CommandError> {
        let booked_at = day.start().plus_seconds(3_600);
        if ago != CREDIT_DAYS_AGO || booked_at > self.now {
            return Ok(());
        }
        let credit = Adjustment {
            id: AdjustmentId::new(booked_at, SystemEntropy.bits()),
            creator: self.stage.lin.id.clone(),
            kind: AdjustmentKind::Credit,
            order: None,
            amount: Money::new(2_000, Currency::Cny),
            booked_at,
            booked_by: None,
        };
        let id = TransactionId::new(booked_at, SystemEntropy.bits());
        let transaction = credit.posted(id, Gateway::WechatPay).map_err(broken)?;
        self.balance = self.balance.saturating_add(credit.amount.minor());
        let writes = vec![Write::InsertAdjustment(credit)];
        history.units.push(Changes { writes, transactions: vec![transaction], ..Changes::default() });
        Ok(())
    }

    /// The daily run takes what was sold through the day before; sales of this morning stay.
    fn lin_is_paid(
        &mut self,
        history: &mut History,
        day: Day,
        ago: i32,
        sold_today: &[(Timestamp, i64)],
    ) -> Result<(), CommandError> {
        let calendar = Calendar::of(self.policy);
        let at = calendar.run_at(day);
        if ago == DAYS || at > self.now {
            return Ok(());
        }
        let payable = Money::new(self.balance, Currency::Cny);
        let early = sold_today.iter().filter(|(when, _)| *when <= at).map(|(_, fen)| *fen);
        let balance = Money::new(early.fold(self.balance, i64::saturating_add), Currency::Cny);
        let cut_off = calendar.cut_off(PayoutKind::Instant, day);
        let morning = Morning { kind: PayoutKind::Instant, at, cut_off, balance, payable };
        let volume = self.lin.account.volume.before(day);
        let terms = InstantTerms::of(self.policy, None, day, volume);
        let Ok(quote) = terms.quote(payable) else {
            history.units.push(self.lin.skipped(morning, SkipReason::BelowMinimum));
            return Ok(());
        };
        let fails = (ago == FAILED_DAYS_AGO).then_some(FailureReason::Refused);
        history.units.push(self.lin.paid(morning, quote.parts().collect(), fails)?);
        if fails.is_none() {
            self.balance = self.balance.saturating_sub(quote.gross.minor());
        }
        Ok(())
    }

    fn lin_sells(
        &mut self,
        history: &mut History,
        dice: &mut Dice,
        day: Day,
        ago: i32,
    ) -> Result<Vec<(Timestamp, i64)>, CommandError> {
        let mut sold = Vec::new();
        if ago == QUIET_DAYS_AGO.saturating_add(1) {
            return Ok(sold);
        }
        // Something is always sold, or there would be more skipped days than the story wants; more on Sundays.
        let busy = if day.weekday() == time::Weekday::Sunday { 5 } else { 3 };
        for _ in 0..=dice.below(busy) {
            let at = self.moment(dice, day);
            let buyer = self.buyer(dice)?;
            let tier = usize::from(dice.below(9) == 0);
            let paid = history.sale(&self.stage.kiln, tier, &buyer, at, None)?;
            sold.push((at, paid.minor()));
            self.receivable = self.receivable.saturating_add(paid.minor());
        }
        Ok(sold)
    }

    fn others_sell(
        &mut self,
        history: &mut History,
        dice: &mut Dice,
        day: Day,
        ago: i32,
    ) -> Result<(), CommandError> {
        if ago < NOOR_DAYS && dice.below(3) > 0 {
            let (at, buyer) = (self.moment(dice, day), self.buyer(dice)?);
            let paid = history.sale(&self.stage.light, 0, &buyer, at, None)?;
            self.noor_sold.push((at, paid.minor()));
            self.receivable = self.receivable.saturating_add(paid.minor());
        }
        if ago == 40 {
            let paid = history.sale(&self.stage.letter, 0, &self.cast.mei, self.moment(dice, day), None)?;
            self.receivable = self.receivable.saturating_add(paid.minor());
        }
        Ok(())
    }

    /// Noor has had two weekly payouts so far: two too few for instant ones.
    fn noor_is_paid(&mut self, history: &mut History) -> Result<(), CommandError> {
        let calendar = Calendar::of(self.policy);
        // A standard payout takes a working day or two: the last one has arrived.
        let last = Schedule::Weekly.last_before(self.now.day().plus_days(-1));
        let mut paid = 0i64;
        for day in [last.plus_days(-7), last] {
            let (at, cut_off) = (calendar.run_at(day), calendar.cut_off(PayoutKind::Standard, day));
            let sold_before = |moment: Timestamp| {
                let sold = self.noor_sold.iter().filter(|(when, _)| *when < moment).map(|(_, fen)| *fen);
                Money::new(sold.fold(0, i64::saturating_add).saturating_sub(paid), Currency::Cny)
            };
            let (balance, payable) = (sold_before(at), sold_before(cut_off));
            let morning = Morning { kind: PayoutKind::Standard, at, cut_off, balance, payable };
            paid = paid.saturating_add(payable.minor());
            history.units.push(self.noor.paid_free(morning)?);
        }
        Ok(())
    }

    /// A moment of a day; of today, one that has passed, with the evening busier than the night.
    fn moment(&self, dice: &mut Dice, day: Day) -> Timestamp {
        let start = day.start();
        let seconds = self.now.ms_since(start).div_euclid(1_000).clamp(60, 86_399);
        let within = u64::try_from(seconds).unwrap_or(60);
        start.plus_seconds(i64::try_from(dice.below(within)).unwrap_or(0))
    }

    fn buyer(&self, dice: &mut Dice) -> Result<UserId, CommandError> {
        dice.pick(&self.cast.crowd).cloned().ok_or_else(|| broken("nobody is there to buy"))
    }
}
