//! Gateways' bills beside our books.

use domain::{
    locale::Locale,
    reconcile::{DifferenceKind, DifferenceOutcome},
};

texts! {
    /// `/review/reconciliation`.
    ReconcileText, reconcile {
        title: "Bills and books" => "对账";
        lead: "The bill of every account at a payment service beside our books, day by day. It is done every night; what the payment service confirms is booked, everything else goes to the review queue." => "逐日核对各支付账户的账单与账簿。每晚自动执行：支付平台确认的会入账，其余转人工审核。";
        back: "Review queue" => "人工审核";
        list: "Comparisons, newest first" => "对账记录，最新在前";
        none: "No day has been compared yet." => "还没有对账记录。";
        day: "Day" => "日期";
        account: "Account" => "账户";
        compared: "Compared" => "对账时间";
        lines: "Lines" => "账单行数";
        differences: "Differences" => "差异";
        state: "State" => "状态";
        agrees: "They agree" => "一致";
        acted_on: "Acted on" => "已处理";
        reported: "Reported only" => "仅报告";

        compare: "Compare a day" => "对账某一天";
        compare_account: "Account" => "账户";
        compare_day: "Day" => "日期";
        compare_help: "A bill is there the day after. Comparing changes nothing." => "账单次日才会生成。对账不作任何更改。";
        compare_button: "Compare" => "对账";
        again: "Compare again" => "重新对账";
        repair: "Act on the differences" => "处理差异";
        repair_note: "Asks the payment service about each difference. What it confirms is booked; the rest goes to the review queue, once." => "逐项向支付平台查询：确认的入账，其余转人工审核，且只转一次。";

        title_of: "{account}, {day}" => "{account}，{day}";
        found: "What differs" => "差异";
        found_table: "Differences, by number" => "差异，按单号";
        nothing: "Bill and books agree." => "账单与账簿一致。";
        number: "Number" => "单号";
        what: "What" => "差异内容";
        done_about: "What was done" => "处理结果";
        theirs: "Bill" => "账单";
        ours: "Books" => "账簿";
        no_amount: "none" => "无";
        see_queue: "See the review queue" => "查看人工审核";

        missing_here: "Paid, and not settled here" => "已付款，我方未入账";
        unknown_number: "A number that is none of ours" => "单号不是我们的";
        missing_there: "Settled here, not on the bill" => "我方已入账，账单没有";
        amount: "Other amount or number" => "金额或单号不同";
        refund_missing_here: "A refund that we do not know" => "我方没有的退款";
        refund_missing_there: "A refund that is not on the bill" => "账单没有的退款";
        refund_amount: "Other amount of a refund" => "退款金额不同";
        refund_status: "A refund that stands otherwise there" => "退款状态与我方不一致";
        only_told: "Told, nothing changed" => "仅报告";
        repaired: "Cleared up by asking" => "查询后已处理";
        in_review: "In the review queue" => "已转人工审核";

        compared_title: "Bill and books are compared" => "对账完成";
        compared_note: "What differs stands below. Nothing was changed." => "差异见下方，未作任何更改。";
        repaired_title: "The differences are acted on" => "差异已处理";
        repaired_note: "Each line says what was done." => "每一行都写明处理结果。";
        not_ready: "The bill is not there yet" => "账单尚未生成";
        not_ready_note: "Nothing was compared. Bills are made the day after." => "未进行对账，账单次日才会生成。";
        refused: "Nothing was compared" => "未进行对账";
        choose: "Choose an account and a day that is over." => "请选择账户和已结束的日期。";
    }
}

/// What differs.
pub fn kind(kind: DifferenceKind, locale: Locale) -> &'static str {
    let words = reconcile(locale);
    match kind {
        DifferenceKind::MissingHere => words.missing_here,
        DifferenceKind::UnknownNumber => words.unknown_number,
        DifferenceKind::MissingThere => words.missing_there,
        DifferenceKind::Amount => words.amount,
        DifferenceKind::RefundMissingHere => words.refund_missing_here,
        DifferenceKind::RefundMissingThere => words.refund_missing_there,
        DifferenceKind::RefundAmount => words.refund_amount,
        DifferenceKind::RefundStatus => words.refund_status,
    }
}

/// What was done about it, and the tone of that.
pub fn outcome(outcome: DifferenceOutcome, locale: Locale) -> (&'static str, &'static str) {
    let words = reconcile(locale);
    match outcome {
        DifferenceOutcome::Reported => (words.only_told, "wait"),
        DifferenceOutcome::Repaired => (words.repaired, "good"),
        DifferenceOutcome::InReview => (words.in_review, "wait"),
    }
}
