//! The payout settings.

use domain::{
    locale::Locale,
    payouts::{Fallback, FeeRule, InstantTerms},
};

use super::{dates, fill, money};

texts! {
    /// `/settings/payouts`.
    PayoutText, payouts {
        title: "Payout settings" => "结算设置";
        saved: "Saved" => "已保存";
        unchanged: "Everything was as you wanted it already." => "内容与原来一致，无需更改。";
        counts_from: "It counts from the run on {moment}." => "自 {moment}的提现起生效。";
        refused: "Nothing was saved" => "未保存任何更改";
        not_eligible: "Daily is not open to you yet: {missing}." => "暂不能选择“每天”：{missing}。";
        changed_meanwhile: "Other choices were saved meanwhile. They stand here now; change what you want and save again."
            => "设置刚刚被更改。下面是最新内容，请确认后再保存。";
        comma: ", " => "，";
        semicolon: "; " => "；";

        schedule: "Schedule" => "提现周期";
        schedule_note: "All days are UTC days. A change counts from the next run that has not begun."
            => "日期均按 UTC 计算。更改自下一次尚未开始的提现起生效。";
        schedule_legend: "How often you are paid" => "多久提现一次";
        instant: "Instant" => "即时到账";
        standard: "Standard" => "普通提现";
        price: "{rate} % · {fee}" => "{rate} % · {fee}";
        price_rate: "{rate} %" => "{rate} %";
        no_fee: "No fee" => "免手续费";
        when: "When" => "时间";
        how_fast: "How fast" => "到账速度";
        cost: "Cost today" => "今日费用";
        that_day: "On that day" => "届时";
        when_daily: "Every day at {hour}, for everything settled through the day before" => "每天 {hour}，提取截至前一天已结清的款项";
        when_weekly: "Fridays, next on {day}" => "每周五，下次为 {day}";
        when_monthly: "The last Friday of the month, next on {day}" => "每月最后一个周五，下次为 {day}";
        when_quarterly: "The last Friday of the quarter, next on {day}" => "每季度最后一个周五，下次为 {day}";
        within_minutes: "Within minutes" => "几分钟内";
        working_days: "1 to 2 working days" => "1 至 2 个工作日";
        cost_quote: "{fee} of {gross}; you receive {net}" => "{gross} 中收取 {fee}，到账 {net}";
        cost_nothing: "Nothing: {payable} is below the instant minimum of {minimum}" => "无：{payable} 低于即时到账最低金额 {minimum}";
        cost_parts: "It goes out in {count} payouts, because one carries at most {maximum}." => "分 {count} 笔到账，因为单笔最多 {maximum}。";
        rates: "The fee is {rate} % of what you receive, which is {share} % of the balance."
            => "手续费为到账金额的 {rate} %，即余额的 {share} %。";
        old_enough: "{payable} of today’s balance will be older than {days}" => "今日余额中有 {payable} 已超过 {days}";
        stays_daily: "Daily stays chosen. Until every point is met, the rule below for days without instant applies."
            => "仍保留“每天”。条件未全部满足时，按下方“不能即时到账时”的规则处理。";

        checklist: "What Daily asks for" => "选择“每天”的条件";
        met: "Met: " => "已满足：";
        not_met: "Missing: " => "未满足：";
        need_compliant: "Account verified" => "账号已通过审核";
        how_compliant: "Not all checks of your account have passed yet." => "您的账号尚未通过全部审核。";
        need_not_paused: "Payouts not paused" => "提现未暂停";
        how_paused: "You have paused them; take the tick away below." => "您已暂停提现，请在下方取消勾选。";
        how_paused_by_platform: "The platform has paused them; only it can lift that." => "平台已暂停提现，只能由平台恢复。";
        how_paused_after_failures: "Payouts failed several times in a row. Check the destination, then resume."
            => "提现连续多次失败。请核对收款账户后恢复提现。";
        need_country: "Your country has instant payouts" => "所在国家或地区支持即时到账";
        how_country: "They are not available where you are paid yet." => "您的收款地区暂不支持。";
        need_destination: "Your bank takes instant payouts" => "收款银行支持即时到账";
        how_no_destination: "There is no destination yet." => "还没有收款账户。";
        how_on_hold: "It has changed: payouts wait until {moment}." => "收款账户已更改，提现暂缓至 {moment}。";
        how_destination: "Choose a destination that does." => "请选择支持即时到账的账户。";
        need_payouts: "At least {need} completed payouts" => "至少完成 {need} 次提现";
        how_payouts: "{have} of {need} so far." => "目前已完成 {have} 次，共需 {need} 次。";

        rate_tier: "This rate holds because your instant payouts of last month came to at least {from}; it holds all month."
            => "上月即时到账累计达到 {from}，因此适用该费率，本月内不变。";
        rate_promotion: "This is a lower rate for payouts through {day}." => "优惠费率，适用至 {day} 的提现。";
        rate_cap: "One payout never costs more than {cap}." => "单笔手续费最多 {cap}。";

        rules: "Rules" => "规则";
        fallback: "If instant is not possible that day" => "当天不能即时到账时";
        wait: "Wait for the next day" => "等到第二天";
        wait_help: "We try again the next morning." => "第二天早上再试。";
        take_standard: "Take the standard payout" => "改用普通提现";
        standard_help: "No fee; on the next Friday, from money older than {days}." => "免手续费，下个周五提取超过 {days}的款项。";
        threshold: "Pay me once the balance reaches ({sign})" => "余额达到多少才提现（{sign}）";
        threshold_help: "The platform’s minimum is {minimum}." => "平台最低金额为 {minimum}。";
        threshold_overtaken: "Yours is lower, so {minimum} counts." => "您的设置较低，因此按 {minimum} 执行。";
        pause: "Pause payouts" => "暂停提现";
        pause_help: "Money stays in your balance, and your schedule is kept." => "款项留在余额中，提现周期保持不变。";

        destination: "Destination" => "收款账户";
        destination_note: "Where payouts go." => "提现的去向。";
        account: "{label}, account ending in {digits}" => "{label}，尾号 {digits}";
        takes_instant: "Takes instant payouts" => "支持即时到账";
        takes_standard: "Standard payouts only" => "仅支持普通提现";
        no_destination: "There is no destination yet, so nothing is paid out." => "还没有收款账户，暂时无法提现。";
        add_account: "Add a bank account" => "添加收款账户";
        account_added: "The bank account was added. Choose it under Destination and save." => "收款账户已添加，请在“收款账户”中选用并保存。";
        change_waits: "For your safety, payouts wait after a change to another account." => "为了安全，更换收款账户后提现会等待一段时间。";
        held: "Payouts wait until {moment}, because the account was changed." => "因更换收款账户，提现将等待至 {moment}。";
        nowhere: "none" => "无";
        locked: "You can look at these settings, not change them" => "您可以查看这些设置，但不能更改";
        locked_note: "Your role on this account does not reach that far. Ask the owner of the account." => "您在此账户的角色无权更改，请联系账户所有者。";
        save: "Save payout settings" => "保存结算设置";

        next_run: "Next run" => "下次提现";
        balance: "Balance" => "余额";
        settled: "Settled now" => "目前已结清";
        settling: "Still settling" => "结算中";

        history: "Last {days}" => "最近 {days}";
        strip: "Payouts of the last {days}: {arrived} arrived, {underway} on the way, {failed} failed, {skipped} skipped"
            => "最近 {days}的提现：到账 {arrived} 次，途中 {underway} 次，失败 {failed} 次，跳过 {skipped} 次";
        failed: "Failed" => "失败";
        skipped: "Skipped" => "跳过";
        today: "Today" => "今天";
        same_as_table: "The same as a table" => "以表格查看";
        table: "Payouts and skipped days, newest first" => "提现与跳过的日子，最新在前";
        day: "Day" => "日期";
        what: "What happened" => "情况";
        from_balance: "From the balance" => "从余额提取";
        fee: "Fee" => "手续费";
        arrived: "Arrived" => "到账";
        none_yet: "There were no payouts in the last {days}." => "最近 {days}没有提现。";

        change: "{what} from {before} to {after}" => "{what}由“{before}”改为“{after}”";
        what_schedule: "schedule" => "提现周期";
        what_fallback: "without instant" => "不能即时到账时";
        what_threshold: "threshold" => "起付金额";
        what_destination: "destination" => "收款账户";
        was_paused: "payouts paused" => "暂停提现";
        was_resumed: "payouts resumed" => "恢复提现";
        was_confirmed: "the suggested choices confirmed" => "确认了默认选择";
        last_change: "Last changed on {moment} by {name}: {changes}. It counts from the run on {from}."
            => "{name} 于 {moment}更改：{changes}。自 {from}的提现起生效。";
        somebody: "somebody whose account is gone" => "已注销的用户";
    }
}

/// Why instant payouts cost what they cost, and at most what: sentences to follow the rate.
pub fn fee_reasons(terms: InstantTerms, locale: Locale) -> Vec<String> {
    let words = payouts(locale);
    let why = match terms.why {
        FeeRule::Flat => None,
        FeeRule::Tier { from } => Some(fill(words.rate_tier, &[("from", &money(from, locale))])),
        FeeRule::Promotion { through } => {
            Some(fill(words.rate_promotion, &[("day", &dates::day(through, locale))]))
        }
    };
    let cap = terms.cap.map(|cap| fill(words.rate_cap, &[("cap", &money(cap, locale))]));
    why.into_iter().chain(cap).collect()
}

/// The name of a fallback.
pub fn fallback(words: &PayoutText, fallback: Fallback) -> &'static str {
    match fallback {
        Fallback::Wait => words.wait,
        Fallback::Standard => words.take_standard,
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        locale::Locale,
        money::{BasisPoints, Currency, Money},
        payouts::{FeePolicy, FeeTier, InstantTerms, Promotion},
        policy::Policy,
        time::Day,
    };

    use super::fee_reasons;

    #[test]
    fn the_page_says_why_a_rate_holds_and_what_caps_it_defect_4_4_m() {
        let day = Day::from_calendar(2026, 11, 22).unwrap();
        let yuan = |minor| Money::new(minor, Currency::Cny);
        let rate = BasisPoints::new;
        let mut policy = Policy::default();
        let reasons = |policy: &Policy, locale| {
            fee_reasons(InstantTerms::of(policy, None, day, yuan(1_000_000)), locale)
        };
        assert!(reasons(&policy, Locale::English).is_empty(), "everybody's rate needs no reason");
        policy.fee = FeePolicy {
            tiers: vec![FeeTier { currency: Currency::Cny, from_major: 10_000, rate: rate(250) }],
            caps_major: [(Currency::Cny, 200)].into(),
            ..FeePolicy::default()
        };
        let tier = reasons(&policy, Locale::English);
        assert!(tier[0].contains("last month came to at least ¥10,000.00"), "{tier:?}");
        assert_eq!(tier[1], "One payout never costs more than ¥200.00.");
        policy.fee.promotions = vec![Promotion { first_day: day, last_day: day, rate: rate(100) }];
        assert_eq!(
            reasons(&policy, Locale::SimplifiedChinese)[0],
            "优惠费率，适用至 2026年11月22日 的提现。"
        );
    }
}
