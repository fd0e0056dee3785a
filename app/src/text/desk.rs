//! The operator's desk.

use domain::{
    locale::Locale,
    payouts::{ItemOutcome, PayoutKind, Rail, RunOrigin, RunState},
};

use super::outcomes;

texts! {
    /// `/operator/payouts`.
    DeskText, desk {
        title: "Payout runs" => "提现批次";
        lead: "Each run, what it made of every creator, and what waits for a person. All times are UTC." => "每个批次及其对每位创作者的结果，以及待人工处理的事项。时间均为 UTC。";
        run_again: "Run today’s runs again" => "重新执行今日批次";
        run_again_note: "Safe at any time: whoever has been looked at today is not looked at twice." => "随时可用：今日已处理的创作者不会重复处理。";
        ran: "Today’s runs were gone through again." => "已重新执行今日批次。";
        not_yet: "Today’s runs have not begun yet. They begin by themselves." => "今日批次尚未开始，到时会自动执行。";
        none: "There has been no run yet." => "还没有批次。";
        runs: "Runs, newest first" => "批次，最新在前";
        run: "Run" => "批次";
        day: "Day" => "日期";
        made: "Made" => "创建时间";
        rail: "Rail" => "渠道";
        kind: "Kind" => "方式";
        state: "State" => "状态";
        outcome: "Outcome" => "结果";
        creators: "Creators" => "创作者";
        gross: "From balances" => "从余额提取";
        fee: "Fees" => "手续费";
        balance: "Balance" => "余额";
        creator: "Creator" => "创作者";
        open: "Open" => "查看";
        older: "Older runs" => "更早的批次";
        newest: "Newest runs" => "最新的批次";
        more: "More creators" => "更多创作者";
        all: "All outcomes" => "全部结果";
        totals: "Totals" => "合计";
        totals_table: "Totals by outcome" => "按结果合计";
        items_table: "Creators with what the run made of them" => "各创作者的结果";
        items: "Creators of this run" => "本批次的创作者";
        no_items: "No creator with this outcome." => "没有该结果的创作者。";
        nobody: "Account removed" => "账号已注销";

        waits: "This run is above the limit" => "本批次超过限额";
        waits_note: "{needed} persons must approve it before it is sent; {have} have so far." => "须 {needed} 人批准后才会发出，目前 {have} 人已批准。";
        approve: "Approve this run" => "批准本批次";
        mine: "You have approved it. Somebody else has to, too." => "您已批准，还须另一人批准。";
        approved_by: "Approved by {name} on {moment}" => "{name} 于 {moment} 批准";
        recorded: "Your approval is recorded." => "已记录您的批准。";
        released: "The run is approved and is being sent." => "本批次已批准，正在发出。";
        not_asked: "The run waits for no approval." => "本批次无需批准。";

        desk_of: "Payouts of {name}" => "{name} 的提现";
        done: "Done" => "已完成";
        done_note: "It counts at once. The creator is told." => "立即生效，并已通知创作者。";
        refused: "Nothing was changed" => "未作更改";
        paused: "Paused since {moment}: {reason}" => "自 {moment} 起暂停：{reason}";
        paused_after_failures: "Paused after failures in a row" => "连续失败后已暂停";
        not_paused: "Payouts are not paused" => "提现未暂停";
        pause: "Pause payouts" => "暂停提现";
        reason: "Reason" => "原因";
        reason_help: "The creator reads these words." => "创作者会看到这些文字。";
        resume: "Resume payouts" => "恢复提现";
        reserve: "Rolling reserve" => "滚动预留";
        percent: "Percent of sales" => "销售额百分比";
        percent_help: "0 keeps nothing back." => "填 0 表示不预留。";
        days: "Days" => "天数";
        set_reserve: "Set reserve" => "保存预留";
        credit: "Credit" => "补贴";
        credit_amount: "Amount ({sign})" => "金额（{sign}）";
        credit_help: "It is in the creator’s balance at once, and on the next statement." => "立即计入创作者余额，并出现在下一张结算单。";
        book_credit: "Book credit" => "登记补贴";
        completed: "Completed payouts" => "已完成提现";

        schedule: "By schedule" => "按周期";
        demand: "On demand" => "按申请";
        computing: "Being worked out" => "计算中";
        awaiting: "Waits for approval" => "待批准";
        sending: "Being sent" => "发送中";
        finished: "Sent" => "已发送";
        paying: "Paid" => "已提现";
        sandbox_bank: "Sandbox bank" => "演示银行";
        bank_file: "Bank file" => "银行文件";
    }
}

/// The name of an outcome.
pub fn outcome(outcome: ItemOutcome, locale: Locale) -> &'static str {
    match outcome {
        ItemOutcome::Paying => desk(locale).paying,
        ItemOutcome::Skipped(reason) => outcomes::skip_reason(reason, locale),
    }
}

/// The state of a run.
pub fn state(state: RunState, locale: Locale) -> &'static str {
    let words = desk(locale);
    match state {
        RunState::Computing => words.computing,
        RunState::AwaitingApproval => words.awaiting,
        RunState::Released => words.sending,
        RunState::Done => words.finished,
    }
}

/// Who asked for a run.
pub fn origin(origin: RunOrigin, locale: Locale) -> &'static str {
    match origin {
        RunOrigin::Schedule => desk(locale).schedule,
        RunOrigin::Demand => desk(locale).demand,
    }
}

/// A way to a bank.
pub fn rail(rail: Rail, locale: Locale) -> &'static str {
    match rail {
        Rail::SandboxBank => desk(locale).sandbox_bank,
        Rail::Stripe => "Stripe",
        Rail::BankFile => desk(locale).bank_file,
    }
}

/// How payouts travel.
pub fn kind(kind: PayoutKind, locale: Locale) -> &'static str {
    match kind {
        PayoutKind::Instant => outcomes::outcomes(locale).instant,
        PayoutKind::Standard => outcomes::outcomes(locale).standard,
    }
}
