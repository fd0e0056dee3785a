//! The payouts of a creator: the list, a statement, an instant payout now.

texts! {
    /// `/payouts`.
    PageText, payouts_page {
        title: "Payouts" => "提现记录";
        lead: "Every payout, and every day without one with its reason. All days are UTC days." => "每一笔提现，以及每个未提现日子的原因。日期均按 UTC 计算。";
        instant_now: "Get paid now" => "立即提现";
        settings: "Payout settings" => "结算设置";

        balance: "Balance" => "余额";
        settled: "Settled" => "已结清";
        settling: "Still settling" => "结算中";
        reserved: "Kept back" => "预留";
        balance_help: "Settled money can be paid out at once. Money that still settles is with the payment service, and settles by itself."
            => "已结清的款项可以即时提现；结算中的款项仍在支付平台，会自动结清。";
        reserved_help: "A part of recent sales is kept back for refunds and disputes; each day’s part becomes payable when its time is over."
            => "部分近期销售款预留用于退款和争议，到期后会逐日释放。";
        negative_help: "Refunds or disputes took more than there was. Nothing is owed from your bank account: the next sales fill the balance up."
            => "退款或争议超过了余额。不会从您的银行账户扣款，之后的销售会先补足余额。";

        stopped_by_platform: "The platform has paused your payouts" => "平台已暂停您的提现";
        stopped_by_failures: "Payouts are paused after {count} failures in a row" => "连续 {count} 次失败后，提现已暂停";
        stopped_by_creator: "You have paused payouts" => "您已暂停提现";
        stopped_by_review: "Payouts wait while your account is checked" => "账户审核期间暂缓提现";
        stopped_review_help: "Your money stays in your balance, and payouts go on by themselves once the checks are passed."
            => "款项留在余额中；审核通过后提现将自动继续。";
        stopped_since: "Since {moment}. Your money stays in your balance." => "自 {moment}起。款项留在余额中。";
        stopped_reason: "The platform’s reason: {reason}" => "平台说明：{reason}";
        stopped_failures_help: "Check the bank account, or choose another one in the payout settings, before you resume." => "恢复前请核对收款账户，或在结算设置中更换。";
        stopped_creator_help: "You can let them go on in the payout settings." => "可在结算设置中恢复。";
        resume: "Resume payouts" => "恢复提现";
        resumed: "Payouts go on with the next run." => "提现将从下一次起恢复。";
        held: "Payouts wait until {moment}, because the bank account was changed." => "因更换收款账户，提现将等待至 {moment}。";

        ahead: "Ahead" => "即将提现";
        ahead_note: "What today’s balance makes. New sales make more of it." => "按今日余额推算，新的销售会增加金额。";
        ahead_none: "No payout is ahead yet." => "暂无即将进行的提现。";
        ahead_instant: "Instant payout" => "即时到账";
        ahead_standard: "Standard payout" => "普通提现";
        ahead_when: "{when}, {hour}" => "{when} {hour}";
        ahead_fee: "Less a fee of {fee}: {net} arrives" => "扣除手续费 {fee}，到账 {net}";
        ahead_free: "No fee" => "免手续费";

        list: "Payouts" => "提现记录";
        none_title: "No payouts yet" => "还没有提现";
        none_note: "The first one appears here after the first run." => "第一次提现后会显示在这里。";
        arrived: "Arrived" => "已到账";
        underway: "On its way" => "途中";
        failed: "Failed" => "失败";
        came_back: "Came back" => "退回";
        cancelled: "Called off" => "已取消";
        skipped: "Skipped" => "跳过";
        retry: "The bank asked us to wait. We try again at {moment}; you need not do anything." => "银行请我们稍后再试，将于 {moment}重试，您无需操作。";
        next_step: "What comes next: " => "接下来：";
        payable: "{payable} could have been paid; the minimum was {minimum}." => "可提现 {payable}，最低金额 {minimum}。";
        from_balance: "From the balance" => "从余额提取";
        fee: "Fee" => "手续费";
        arrives: "Arrives" => "到账";
        in_parts: "In {count} payouts" => "分 {count} 笔";
        statement: "Statement" => "结算单";
        statement_of: "Statement of {day}" => "{day}的结算单";
        older: "Older payouts" => "更早的提现";
        newest: "Newest payouts" => "最新的提现";

        chart: "The last 12 months" => "最近 12 个月";
        chart_label: "Paid out in the last 12 months: {arrived} arrived, {fees} in fees" => "最近 12 个月：到账 {arrived}，手续费 {fees}";
        chart_table: "The same as a table" => "以表格查看";
        chart_caption: "Paid out by month, oldest first" => "按月提现，最早在前";
        month: "Month" => "月份";
        count: "Payouts" => "笔数";
        total: "Total" => "合计";
        export: "Spreadsheet (CSV) by year" => "按年下载表格（CSV）";
    }
}
