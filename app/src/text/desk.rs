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
        approved_by: "Approved by {name} on {moment}" => "{name} 于 {moment}批准";
        recorded: "Your approval is recorded" => "已记录您的批准";
        released: "The run is approved" => "本批次已批准";
        released_note: "It is being sent." => "正在发出。";
        pays_you: "This run pays an account that you own or help with. Two other persons have to decide about it." => "本批次包含您拥有或协助管理的账户，须由另外两人决定。";
        why: "Why it is called off" => "取消原因";
        call_off_run: "Refuse this run" => "拒绝本批次";
        run_called_off: "The run is refused" => "本批次已拒绝";
        run_called_off_note: "Its payouts are called off, the money is back in the balances, and every creator is told. A large run takes some minutes." => "其中的提现均已取消，款项退回余额，并会通知每位创作者。大批次需要几分钟。";
        run_called_off_by: "Refused by {name} on {moment}: {reason}" => "{name} 于 {moment}拒绝：{reason}";
        not_asked: "The run does not wait for approval any more." => "本批次已不再等待批准。";

        desk_of: "Payouts of {name}" => "{name} 的提现";
        done: "Done" => "已完成";
        done_note: "It counts at once. The creator is told." => "立即生效，并已通知创作者。";
        refused: "Nothing was changed" => "未作更改";
        paused: "Paused since {moment}: {reason}" => "自 {moment}起暂停：{reason}";
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
        credit_help: "It is in the creator’s balance at once, and on the next statement. A large one waits for a second person." => "立即计入创作者余额，并出现在下一张结算单；大额须第二人批准。";
        book_credit: "Book credit" => "登记补贴";
        other_accounts: "Other accounts of the same person" => "同一人的其他账户";
        other_accounts_note: "What is decided here holds for this account only." => "此处的决定只适用于本账户。";
        completed: "Completed payouts" => "已完成提现";
        reserve_is: "{percent} % of the sales of {days} days are kept back." => "预留最近 {days} 天销售额的 {percent} %。";

        waiting_credits: "Credits that wait for a second person" => "待第二人批准的补贴";
        unchecked: "Accounts that wait for your checks" => "待审核的账户";
        unchecked_note: "Nobody is paid out before the checks are passed. Open an account to say where it stands." => "审核通过之前不会提现。请打开账户填写审核结果。";
        unchecked_table: "Accounts whose checks are not passed, newest first" => "尚未通过审核的账户，最新在前";
        currency: "Currency" => "币种";
        opened: "Opened" => "开户日期";
        credit_line: "{amount} for {creator}, asked for by {name} on {moment}" => "{creator}：{amount}，由 {name} 于 {moment}申请";
        credit_is_mine: "You asked for it. Somebody else has to agree." => "由您申请，须另一人批准。";
        approve_credit: "Approve the credit" => "批准补贴";
        refuse_credit: "Refuse the credit" => "拒绝补贴";
        take_back: "Take the credit back" => "撤回补贴";
        credit_waits: "The credit waits for a second person" => "补贴待第二人批准";
        credit_waits_note: "It is above the limit for one person. Nothing is booked yet." => "金额超过单人限额，尚未入账。";
        credit_booked: "The credit is booked" => "补贴已入账";
        credit_booked_note: "It is in the balance once. The creator is told." => "已计入余额一次，并已通知创作者。";
        credit_refused: "The credit is refused" => "补贴已拒绝";
        credit_refused_note: "Nothing was booked." => "未入账。";
        same_person_note: "You asked for this credit yourself. Somebody else has to agree to it." => "该补贴由您申请，须另一人批准。";
        own_account_note: "You own this account or help with it. Somebody else of the staff has to decide about it." => "您拥有或协助管理此账户，须由其他工作人员决定。";
        looks_only: "You can look at everything here, and approve. Acting is for operators." => "您可查看并批准，其他操作仅限运营人员。";

        standing: "Country and checks" => "国家与审核";
        checks_passed: "Identity and risk checks are passed." => "身份与风险审核已通过。";
        checks_open: "Identity and risk checks are not passed yet; nothing is paid out." => "身份与风险审核尚未通过，不会提现。";
        country: "Country" => "国家或地区";
        country_unknown: "not known" => "未知";
        country_help: "Two letters, such as CN or DE." => "两位字母代码，例如 CN 或 DE。";
        country_has_instant: "Banks there take instant payouts" => "当地银行支持即时到账";
        compliant: "Identity and risk checks are passed" => "身份与风险审核已通过";
        save_standing: "Save country and checks" => "保存国家与审核";

        open_payouts: "Payouts under way" => "进行中的提现";
        which_payout: "Which payout" => "选择提现";
        waits_here: "It has not been sent: the money is back at once." => "尚未发出，款项立即退回。";
        at_the_rail: "The bank may have it: it is asked to give it back, which can be too late." => "可能已到银行，将请求撤回，但可能为时已晚。";
        call_off_payout: "Call off the payout" => "取消提现";
        called_off: "The payout is called off" => "提现已取消";
        called_off_note: "The money is back in the creator’s balance, and the creator is told." => "款项已退回创作者余额，并已通知创作者。";
        not_known: "The bank has not answered" => "银行没有答复";
        not_known_note: "Nothing is booked. It is asked about until it is known what became of the payout; you can try again then." => "尚未入账。系统会持续查询直到确知结果，届时可再试。";
        too_late: "It is too late" => "为时已晚";
        too_late_note: "The bank has the payout and does not give it back." => "银行已受理，无法撤回。";
        ended: "The payout had ended before" => "该提现此前已结束";
        ended_note: "Nothing was called off." => "未取消任何提现。";

        schedule: "By schedule" => "按周期";
        demand: "On demand" => "按申请";
        computing: "Being worked out" => "计算中";
        awaiting: "Waits for approval" => "待批准";
        sending: "Being sent" => "发送中";
        finished: "Sent" => "已发送";
        calling_off: "Being called off" => "取消中";
        refused_run: "Refused" => "已拒绝";
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
        RunState::CallingOff => words.calling_off,
        RunState::CalledOff => words.refused_run,
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
