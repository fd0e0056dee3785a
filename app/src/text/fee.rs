//! The next payout in words: for the heading on the server and for the preview in the browser.

use domain::{
    locale::Locale,
    payouts::{NextPayout, NoPayout, Obstacle, PausedBy, Planned},
    time::{Day, Timestamp},
};

use super::{dates, fill, money};

texts! {
    /// One sentence for everything that the next run can do, and the lines of its sum.
    FeeText, fee {
        instant: "{net} arrives {when} by instant payout" => "{net} 将于{when}即时到账";
        instant_detail: "{gross} less a fee of {fee}" => "{gross} 扣除手续费 {fee}";
        standard: "{payable} is sent {when} by standard payout" => "{payable} 将于{when}以普通提现转出";
        standard_detail: "No fee; it arrives 1 to 2 working days later" => "免手续费，1 至 2 个工作日到账";
        standard_not_eligible: "No fee; not every point for instant payouts is met yet" => "免手续费；即时到账的条件尚未全部满足";
        standard_not_settled: "No fee; nothing can go out instantly before" => "免手续费；在此之前没有可即时到账的款项";
        paused: "Payouts are paused" => "提现已暂停";
        paused_detail: "Your money stays in your balance" => "款项留在余额中";
        paused_by_platform: "The platform has paused your payouts" => "平台已暂停您的提现";
        paused_after_failures: "Payouts are paused after repeated failures" => "多次失败后提现已暂停";
        paused_after_failures_detail: "Your money stays in your balance; check the destination, then resume"
            => "款项留在余额中；请核对收款账户后恢复提现";
        under_review: "Payouts wait while your account is checked" => "账户审核期间暂缓提现";
        on_hold: "Payouts wait because the destination has changed" => "收款账户已更改，提现暂缓";
        on_hold_detail: "Your money stays in your balance until the waiting time is over" => "等待期结束前款项留在余额中";
        no_destination: "There is nowhere to pay to yet" => "还没有收款账户";
        no_destination_detail: "Your money waits in your balance" => "款项留在余额中";
        nothing: "No payout {when}" => "{when}没有提现";
        nothing_payable: "No money is old enough by then" => "届时没有满足时间要求的款项";
        below_minimum: "{payable} is below the minimum of {minimum}" => "{payable} 低于最低金额 {minimum}";
        wait_not_eligible: "Instant is not open to you, and you chose to wait" => "暂不能即时到账，而您选择了等待";
        wait_settling: "Nothing has settled by then; we try again every morning" => "届时没有已结清的款项，我们每天早上都会再试";
        wait_below: "{payable} settled is below the minimum of {minimum}; we try again every morning"
            => "已结清 {payable}，低于最低金额 {minimum}，我们每天早上都会再试";
        wait_split: "This amount does not fit the instant limits" => "该金额超出即时到账的范围";
        today: "today" => "今天";
        tomorrow: "tomorrow" => "明天";
        on: "on {day}" => "{day}";

        not_saved: "{sentence}. Not saved yet." => "{sentence}。尚未保存。";
        date: "Date" => "日期";
        covers: "Covers sales through" => "包含的销售截至";
        end_of_day: "{day}, 24:00 UTC" => "{day} 24:00（UTC）";
        settled: "Settled by then" => "届时已结清";
        old_enough: "Old enough by then" => "届时可提现";
        instant_fee: "Instant fee" => "即时到账手续费";
        receive: "You receive" => "实际到账";
        remaining: "Stays for a later run" => "留待以后提现";
        reserved: "Kept back for refunds" => "为退款预留";
        parts: "In {count} payouts, because one carries at most {maximum}." => "分 {count} 笔到账，因为单笔最多 {maximum}。";
        unreadable: "Enter the threshold in figures, and a cycle in full, to see what these choices mean."
            => "请用数字填写起付金额，并填好周期，以便预览。";
    }
}

/// `today`, `tomorrow`, `on 27 November 2026`.
pub fn when(day: Day, now: Timestamp, locale: Locale) -> String {
    let words = fee(locale);
    match day.epoch_days().saturating_sub(now.day().epoch_days()) {
        0 => words.today.to_owned(),
        1 => words.tomorrow.to_owned(),
        _ => fill(words.on, &[("day", &dates::day(day, locale))]),
    }
}

/// The sentence about the next payout and the detail behind it, as templates. Their places are `{when}`, `{payable}`,
/// `{minimum}` and, for an instant payout, `{gross}`, `{fee}` and `{net}`.
pub fn sentence(next: &NextPayout, locale: Locale) -> (&'static str, &'static str) {
    let words = fee(locale);
    match &next.planned {
        Planned::Instant(_) => (words.instant, words.instant_detail),
        Planned::Standard { instead_of_instant } => {
            let detail = match instead_of_instant {
                None => words.standard_detail,
                Some(Obstacle::NotEligible) => words.standard_not_eligible,
                Some(Obstacle::NothingSettled | Obstacle::BelowMinimum | Obstacle::CannotBeSplit) => {
                    words.standard_not_settled
                }
            };
            (words.standard, detail)
        }
        Planned::Nothing(reason) => match reason {
            NoPayout::Paused(PausedBy::Creator) => (words.paused, words.paused_detail),
            NoPayout::Paused(PausedBy::Platform) => (words.paused_by_platform, words.paused_detail),
            NoPayout::Paused(PausedBy::Failures) => {
                (words.paused_after_failures, words.paused_after_failures_detail)
            }
            NoPayout::Paused(PausedBy::Review) => (words.under_review, words.paused_detail),
            NoPayout::DestinationOnHold => (words.on_hold, words.on_hold_detail),
            NoPayout::NoDestination => (words.no_destination, words.no_destination_detail),
            NoPayout::NothingPayable => (words.nothing, words.nothing_payable),
            NoPayout::BelowMinimum => (words.nothing, words.below_minimum),
            NoPayout::Waiting(obstacle) => (words.nothing, waiting(*obstacle, words)),
        },
    }
}

fn waiting(obstacle: Obstacle, words: &FeeText) -> &'static str {
    match obstacle {
        Obstacle::NotEligible => words.wait_not_eligible,
        Obstacle::NothingSettled => words.wait_settling,
        Obstacle::BelowMinimum => words.wait_below,
        Obstacle::CannotBeSplit => words.wait_split,
    }
}

/// What stands between the sentence and its detail: the detail of an instant payout is its sum, any other is a
/// sentence of its own.
pub fn between(next: &NextPayout, locale: Locale) -> &'static str {
    match (&next.planned, locale) {
        (Planned::Instant(_), Locale::English) => ": ",
        (Planned::Instant(_), Locale::SimplifiedChinese) => "：",
        (Planned::Standard { .. } | Planned::Nothing(_), Locale::English) => ". ",
        (Planned::Standard { .. } | Planned::Nothing(_), Locale::SimplifiedChinese) => "。",
    }
}

/// The sentence with its detail as plain text.
pub fn spoken(next: &NextPayout, now: Timestamp, locale: Locale) -> String {
    let (head, detail) = sentence(next, locale);
    let amount = |of| money(of, locale);
    let (gross, fee, net) = match &next.planned {
        Planned::Instant(quote) => (amount(quote.gross), amount(quote.fee), amount(quote.net)),
        Planned::Standard { .. } | Planned::Nothing(_) => <(String, String, String)>::default(),
    };
    let places = [
        ("when", when(next.run.day(), now, locale)),
        ("payable", amount(next.share.payable)),
        ("minimum", amount(next.minimum)),
        ("gross", gross),
        ("fee", fee),
        ("net", net),
    ];
    let places: Vec<(&str, &str)> = places.iter().map(|(name, value)| (*name, value.as_str())).collect();
    format!("{}{}{}", fill(head, &places), between(next, locale), fill(detail, &places))
}

#[cfg(test)]
mod tests {
    use domain::{
        locale::Locale,
        money::{Currency, Money},
        payouts::{
            Calendar, Fallback, Funds, InstantTerms, NextPayout, NoPayout, PausedBy, PlanFacts, Planned,
            Planner, Schedule,
        },
        policy::Policy,
        time::{Day, Timestamp},
    };

    use super::spoken;

    fn noon() -> Timestamp {
        Day::from_calendar(2026, 11, 21).unwrap().start().plus_seconds(12 * 3600)
    }

    fn next(schedule: Schedule, balance: i64) -> NextPayout {
        let policy = Policy::default();
        let funds = Funds { balance: Money::new(balance, Currency::Cny), recent: Vec::new(), reserve: None };
        let facts = PlanFacts {
            schedule,
            fallback: Fallback::Wait,
            threshold: Money::new(1_000, Currency::Cny),
            paused: None,
            held_until: None,
            has_destination: true,
            eligible: true,
            funds: &funds,
        };
        let planner = Planner {
            calendar: Calendar::of(&policy),
            terms: InstantTerms::of(&policy, None, noon().day(), Money::zero(Currency::Cny)),
            minimum: policy.minimum_payout(Currency::Cny),
        };
        planner.next_payout(facts, noon()).unwrap()
    }

    #[test]
    fn the_next_payout_reads_as_one_sentence_with_every_amount_filled_in() {
        let instant = next(Schedule::Daily, 120_450);
        assert_eq!(
            spoken(&instant, noon(), Locale::English),
            "¥1,169.41 arrives tomorrow by instant payout: ¥1,204.50 less a fee of ¥35.09"
        );
        assert_eq!(
            spoken(&instant, noon(), Locale::SimplifiedChinese),
            "¥1,169.41 将于明天即时到账：¥1,204.50 扣除手续费 ¥35.09"
        );
        assert_eq!(
            spoken(&next(Schedule::Weekly, 999), noon(), Locale::English),
            "No payout on 27 November 2026. ¥9.99 is below the minimum of ¥10.00"
        );
        for schedule in Schedule::ALL {
            for (balance, locale) in [(0, Locale::English), (5_000, Locale::SimplifiedChinese)] {
                assert!(!spoken(&next(schedule, balance), noon(), locale).contains('{'));
            }
        }
    }
    #[test]
    fn a_stop_says_who_or_what_has_stopped_payouts() {
        let stopped =
            |reason| NextPayout { planned: Planned::Nothing(reason), ..next(Schedule::Weekly, 5_000) };
        for (reason, expected) in [
            (NoPayout::Paused(PausedBy::Platform), "The platform has paused your payouts."),
            (NoPayout::Paused(PausedBy::Failures), "Payouts are paused after repeated failures."),
            (NoPayout::Paused(PausedBy::Creator), "Payouts are paused."),
            (NoPayout::Paused(PausedBy::Review), "Payouts wait while your account is checked."),
            (NoPayout::DestinationOnHold, "Payouts wait because the destination has changed."),
        ] {
            let said = spoken(&stopped(reason), noon(), Locale::English);
            assert!(said.starts_with(expected), "{said}");
        }
    }
}
