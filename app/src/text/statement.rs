//! The statement of one payout.

use domain::{
    locale::Locale,
    payouts::{AdjustmentKind, PayoutState},
};

texts! {
    /// `/payouts/{run}`.
    StatementText, statement {
        title: "Statement of {day}" => "{day}结算单";
        payouts: "Payouts" => "提现记录";
        awaits_approval: "It waits for approval by the platform, normally within a day. Nothing is sent before." => "正在等待平台批准，通常在一天之内，批准前不会发出。";
        asked: "We have your request. This is its statement; the money is on its way within minutes." => "已收到您的提现申请，以下为结算单，款项几分钟内到账。";
        payee: "Paid to" => "收款人";
        destination: "Bank account" => "收款账户";
        number: "Number" => "编号";
        decided: "Made on" => "生成时间";
        period: "Covers" => "涵盖";
        from_start: "From the beginning to {until}" => "自开始至 {until}";
        from_to: "{since} to {until}" => "{since}至{until}";
        csv: "Spreadsheet (CSV)" => "下载表格（CSV）";
        print_hint: "Your browser’s print command makes a clean copy of this page." => "使用浏览器的打印功能即可打印本页。";

        sums: "From balance to bank" => "从余额到银行";
        carried: "Carried over" => "上期结转";
        sales: "Sales" => "销售";
        refunds: "Refunds" => "退款";
        disputes: "Disputes" => "争议";
        won: "Disputes won" => "争议胜诉";
        credits: "Credits" => "平台补贴";
        came_back: "Payouts that came back" => "退回的提现";
        balance: "Balance" => "余额";
        stays: "Stays in the balance" => "留在余额";
        stays_why: "Not asked for, too young, still settling, kept back for refunds, or less than the bank carries." => "未申请提取、时间未到、尚在结算、预留用于退款，或不足银行最小单位。";
        gross: "Leaves the balance" => "从余额提取";
        fee: "Fee" => "手续费";
        net: "Arrives" => "到账";
        nothing_paid: "Nothing was paid" => "未提现";

        fee_title: "How the fee comes about: " => "手续费如何计算：";
        fee_flat: "{rate} % of what you receive, which is {share} % of what leaves the balance." => "到账金额的 {rate} %，即提取金额的 {share} %。";
        fee_tier: "{rate} % of what you receive, which is {share} % of what leaves the balance: the rate from {from} of instant payouts in the month before."
            => "到账金额的 {rate} %，即提取金额的 {share} %：上月即时到账满 {from} 的费率。";
        fee_promotion: "{rate} % of what you receive, which is {share} % of what leaves the balance: a lower rate through {through}."
            => "到账金额的 {rate} %，即提取金额的 {share} %：优惠费率，截至 {through}。";
        fee_that_day: "{rate} % of what you received, which is {share} % of what left the balance: the rate of that day."
            => "到账金额的 {rate} %，即提取金额的 {share} %：当日费率。";
        fee_cap: "One payout costs {cap} at most." => "单笔手续费最高 {cap}。";

        parts: "Payouts" => "提现明细";
        parts_caption: "Each payout with its state and the bank’s reference" => "各笔提现的状态与银行参考号";
        part: "Payout" => "笔";
        state: "State" => "状态";
        reference: "Bank’s reference" => "银行参考号";
        no_reference: "none yet" => "暂无";
        requested: "About to be sent" => "即将发出";
        submitted: "Being handed to the bank" => "正在提交银行";
        unknown: "We are asking the bank what became of it" => "正在向银行确认";
        in_transit: "On its way" => "途中";
        paid: "Arrived" => "已到账";
        failed: "Failed" => "失败";
        returned: "Came back" => "退回";
        cancelled: "Called off" => "已取消";

        sales_title: "Sales" => "销售明细";
        sales_caption: "Sales on this statement, oldest first" => "本期销售，最早在前";
        no_sales: "There are none on this statement." => "本期没有销售。";
        unlisted: "{count} more are in the spreadsheet." => "另有 {count} 笔见表格。";
        when: "When" => "时间";
        what: "What" => "内容";
        order: "Order" => "订单";
        paid_with: "Paid with" => "付款方式";
        amount: "Amount" => "金额";
        others_title: "Refunds, disputes, credits and returns" => "退款、争议、补贴与退回";
        others_caption: "What else changed the balance, oldest first" => "其他余额变动，最早在前";
        refund: "Refund" => "退款";
        dispute: "Dispute" => "争议";
        dispute_won: "Dispute won" => "争议胜诉";
        credit: "Credit" => "平台补贴";
        returned_line: "Payout of {day} came back, with its fee" => "{day}的提现退回（含手续费）";
        returned_because: "Payout of {day} came back, with its fee: {reason}" => "{day}的提现退回（含手续费）：{reason}";
    }
}

/// What changed the balance.
pub fn adjustment(kind: AdjustmentKind, locale: Locale) -> &'static str {
    let words = statement(locale);
    match kind {
        AdjustmentKind::Refund => words.refund,
        AdjustmentKind::Dispute => words.dispute,
        AdjustmentKind::DisputeWon => words.dispute_won,
        AdjustmentKind::Credit => words.credit,
    }
}

/// Where a payout stands.
pub fn state(state: PayoutState, locale: Locale) -> &'static str {
    let words = statement(locale);
    match state {
        PayoutState::Requested => words.requested,
        PayoutState::Submitted => words.submitted,
        PayoutState::Unknown => words.unknown,
        PayoutState::InTransit => words.in_transit,
        PayoutState::Paid => words.paid,
        PayoutState::Failed(_) => words.failed,
        PayoutState::Returned(_) => words.returned,
        PayoutState::Cancelled => words.cancelled,
    }
}
