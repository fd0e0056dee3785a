//! What became of a payout, why, and what to do about it: one place for lists, statements and history.

use domain::{
    locale::Locale,
    payouts::{FailureReason, PayoutKind, PayoutOutcome, SkipReason},
};

use super::fill;

texts! {
    /// Outcomes. A reason follows a colon; what to do is a sentence of its own.
    OutcomeText, outcomes {
        instant: "Instant" => "即时到账";
        standard: "Standard" => "普通提现";
        underway_instant: "Instant, on its way" => "即时到账，途中";
        underway_standard: "Standard, on its way" => "普通提现，途中";
        failed: "Failed: {reason}. The money is back in your balance" => "失败：{reason}，款项已退回余额";
        returned: "Came back: {reason}. The money is back in your balance" => "退回：{reason}，款项已退回余额";
        cancelled: "The platform called it off before it left. The money is back in your balance" => "平台在发出前取消了，款项已退回余额";
        skipped: "Skipped: {reason}" => "跳过：{reason}";

        paused_by_platform: "the platform has paused your payouts" => "平台已暂停您的提现";
        paused_by_platform_next: "Your money stays in your balance. The reason stands on this page; only the platform can lift the pause."
            => "款项留在余额中。原因见本页，只能由平台恢复。";
        paused_after_failures: "payouts pause after failures in a row" => "连续失败后，提现已暂停";
        paused_after_failures_next: "Check the bank account or choose another one, then resume payouts." => "请核对或更换收款账户，然后恢复提现。";
        paused_by_creator: "you have paused payouts" => "您已暂停提现";
        paused_by_creator_next: "Take the tick away in the payout settings when you want to be paid again." => "需要恢复时，请在结算设置中取消勾选。";
        under_review: "checks of your account were under way" => "账号正在审核";
        under_review_next: "There is nothing to do: the next run after they have passed pays." => "无需操作，审核通过后的下一次提现会照常进行。";
        no_destination: "there was no bank account to pay to" => "没有收款账户";
        no_destination_next: "Add a bank account in the payout settings." => "请在结算设置中添加收款账户。";
        destination_on_hold: "the bank account was changed a short while ago" => "收款账户刚刚更换";
        destination_on_hold_next: "For your safety payouts wait after such a change, and then go on by themselves. If it was not you, change it back and tell us."
            => "为了安全，更换后提现会等待一段时间，之后自动恢复。如非本人操作，请改回并告知我们。";
        negative_balance: "refunds and disputes had taken more than there was" => "退款和争议超过了余额";
        negative_balance_next: "The next sales fill the balance up; what comes after them is paid." => "之后的销售会先补足余额，补足后照常提现。";
        still_settling: "the sales had not settled yet" => "销售尚未结清";
        still_settling_next: "They go to the next run." => "转入下次提现。";
        nothing_payable: "there was nothing to pay" => "没有可提现的款项";
        nothing_payable_next: "The next run looks again." => "下次提现会再次查看。";
        below_minimum: "below the minimum" => "低于最低金额";
        below_minimum_next: "It went to the next run." => "转入下次提现。";
        not_eligible: "not every point for instant payouts was met" => "即时到账的条件尚未全部满足";
        not_eligible_next: "You chose to wait: the next morning tries again. The payout settings list what is missing."
            => "您选择了等待，第二天早上再试。所缺条件见结算设置。";
        cannot_be_split: "the amount did not fit the limits of instant payouts" => "金额超出即时到账的范围";
        cannot_be_split_next: "The next run looks again; a standard payout takes any amount." => "下次提现会再次查看；普通提现没有此限制。";
        fell_back: "instant was not possible that day" => "当天不能即时到账";
        fell_back_next: "As you chose, the next standard payout takes the money, free of charge." => "按您的选择，由下一次普通提现转出，免手续费。";
        not_readable: "we could not work out this payout because of a fault on our side" => "因我们系统的问题，未能计算本次提现";
        not_readable_next: "Nothing left your balance. The platform sees it in its list of runs, and the next run looks again." => "余额没有任何变动。平台可在提现批次中看到，下次提现会再次查看。";

        account_closed: "the bank account is closed" => "收款账户已注销";
        account_unknown: "the bank does not know this account" => "银行查无此账户";
        holder_mismatch: "the account belongs to another name" => "账户户名不符";
        currency_mismatch: "the account does not take this currency" => "账户不支持该币种";
        instant_not_supported: "the account does not take instant payouts" => "账户不支持即时到账";
        limit_reached: "the bank’s limit for the account is reached" => "已达到银行对该账户的限额";
        refused: "the bank refused it" => "银行拒收";
        platform_funds: "the platform’s account was short" => "平台账户余额不足";
        processor_unavailable: "the bank’s system could not be reached for hours" => "银行系统长时间无法连接";
        fix_account: "Check the bank account in the payout settings, or add another one. The next run tries again."
            => "请在结算设置中核对或更换收款账户，下次提现会再试。";
        choose_standard: "Choose a schedule with standard payouts, or another bank account. The next run tries again."
            => "请改用普通提现的周期，或更换收款账户。下次提现会再试。";
        ask_bank: "Ask your bank to raise the limit, or set a more frequent schedule. The next run tries again."
            => "请联系银行提高限额，或改为更频繁的周期。下次提现会再试。";
        call_bank: "Ask your bank why, or add another account. The next run tries again." => "请向银行查询原因，或添加其他账户。下次提现会再试。";
        not_yours: "This is not about your account, and there is nothing to do: the next run tries again."
            => "与您的账户无关，无需操作，下次提现会再试。";
    }
}

/// Why a run paid nothing, as it stands after a colon.
pub fn skip_reason(reason: SkipReason, locale: Locale) -> &'static str {
    let words = outcomes(locale);
    match reason {
        SkipReason::PausedByPlatform => words.paused_by_platform,
        SkipReason::PausedAfterFailures => words.paused_after_failures,
        SkipReason::PausedByCreator => words.paused_by_creator,
        SkipReason::UnderReview => words.under_review,
        SkipReason::NoDestination => words.no_destination,
        SkipReason::DestinationOnHold => words.destination_on_hold,
        SkipReason::NegativeBalance => words.negative_balance,
        SkipReason::StillSettling => words.still_settling,
        SkipReason::NothingPayable => words.nothing_payable,
        SkipReason::BelowMinimum => words.below_minimum,
        SkipReason::NotEligible => words.not_eligible,
        SkipReason::CannotBeSplit => words.cannot_be_split,
        SkipReason::FellBack => words.fell_back,
        SkipReason::NotReadable => words.not_readable,
    }
}

/// What comes next after a run that paid nothing.
pub fn skip_next(reason: SkipReason, locale: Locale) -> &'static str {
    let words = outcomes(locale);
    match reason {
        SkipReason::PausedByPlatform => words.paused_by_platform_next,
        SkipReason::PausedAfterFailures => words.paused_after_failures_next,
        SkipReason::PausedByCreator => words.paused_by_creator_next,
        SkipReason::UnderReview => words.under_review_next,
        SkipReason::NoDestination => words.no_destination_next,
        SkipReason::DestinationOnHold => words.destination_on_hold_next,
        SkipReason::NegativeBalance => words.negative_balance_next,
        SkipReason::StillSettling => words.still_settling_next,
        SkipReason::NothingPayable => words.nothing_payable_next,
        SkipReason::BelowMinimum => words.below_minimum_next,
        SkipReason::NotEligible => words.not_eligible_next,
        SkipReason::CannotBeSplit => words.cannot_be_split_next,
        SkipReason::FellBack => words.fell_back_next,
        SkipReason::NotReadable => words.not_readable_next,
    }
}

/// Why a payout did not arrive, as it stands after a colon.
pub fn failure_reason(reason: FailureReason, locale: Locale) -> &'static str {
    let words = outcomes(locale);
    match reason {
        FailureReason::AccountClosed => words.account_closed,
        FailureReason::AccountUnknown => words.account_unknown,
        FailureReason::HolderMismatch => words.holder_mismatch,
        FailureReason::CurrencyMismatch => words.currency_mismatch,
        FailureReason::InstantNotSupported => words.instant_not_supported,
        FailureReason::LimitReached => words.limit_reached,
        FailureReason::Refused => words.refused,
        FailureReason::PlatformFunds => words.platform_funds,
        FailureReason::ProcessorUnavailable => words.processor_unavailable,
    }
}

/// What to do about a payout that did not arrive.
pub fn failure_next(reason: FailureReason, locale: Locale) -> &'static str {
    let words = outcomes(locale);
    match reason {
        FailureReason::AccountClosed
        | FailureReason::AccountUnknown
        | FailureReason::HolderMismatch
        | FailureReason::CurrencyMismatch => words.fix_account,
        FailureReason::InstantNotSupported => words.choose_standard,
        FailureReason::LimitReached => words.ask_bank,
        FailureReason::Refused => words.call_bank,
        FailureReason::PlatformFunds | FailureReason::ProcessorUnavailable => words.not_yours,
    }
}

/// What became of a payout, in a table.
pub fn outcome(kind: PayoutKind, outcome: PayoutOutcome, locale: Locale) -> String {
    let words = outcomes(locale);
    let because = |template, reason| fill(template, &[("reason", reason)]);
    match (outcome, kind) {
        (PayoutOutcome::Paid, PayoutKind::Instant) => words.instant.to_owned(),
        (PayoutOutcome::Paid, PayoutKind::Standard) => words.standard.to_owned(),
        (PayoutOutcome::InTransit, PayoutKind::Instant) => words.underway_instant.to_owned(),
        (PayoutOutcome::InTransit, PayoutKind::Standard) => words.underway_standard.to_owned(),
        (PayoutOutcome::Failed(reason), _) => because(words.failed, failure_reason(reason, locale)),
        (PayoutOutcome::Returned(reason), _) => because(words.returned, failure_reason(reason, locale)),
        (PayoutOutcome::Cancelled, _) => words.cancelled.to_owned(),
        (PayoutOutcome::Skipped(reason), _) => because(words.skipped, skip_reason(reason, locale)),
    }
}

/// What there is to do or to expect; nothing for what went well.
pub fn next_step(outcome: PayoutOutcome, locale: Locale) -> Option<&'static str> {
    match outcome {
        PayoutOutcome::Skipped(reason) => Some(skip_next(reason, locale)),
        PayoutOutcome::Failed(reason) | PayoutOutcome::Returned(reason) => Some(failure_next(reason, locale)),
        PayoutOutcome::Paid | PayoutOutcome::InTransit | PayoutOutcome::Cancelled => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use domain::{
        locale::Locale,
        payouts::{FailureReason, PayoutKind, PayoutOutcome, SkipReason},
    };

    use super::{next_step, outcome};

    #[test]
    fn every_reason_has_words_of_its_own_and_a_next_step_in_both_languages() {
        let skips = SkipReason::ALL.map(PayoutOutcome::Skipped);
        let failures = FailureReason::ALL.map(PayoutOutcome::Failed);
        for locale in Locale::ALL {
            let said: BTreeSet<String> =
                skips.iter().chain(&failures).map(|one| outcome(PayoutKind::Instant, *one, locale)).collect();
            assert_eq!(said.len(), SkipReason::ALL.len() + FailureReason::ALL.len());
            assert!(said.iter().all(|words| !words.contains('{')));
            assert!(skips.iter().chain(&failures).all(|one| next_step(*one, locale).is_some()));
        }
    }
}
