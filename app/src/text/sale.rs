//! One sale, for whoever sold it and for the staff.

use domain::{
    locale::Locale,
    order::{DisputeState, RefundReason, RefundState},
};

texts! {
    /// `/sales/{order}` and `/review/orders/{order}`.
    SaleText, sale {
        title: "Sale of {day}" => "{day}的销售";
        back_to_sales: "Sales" => "销售记录";
        facts: "What was sold" => "销售内容";
        buyer: "Who" => "买家";
        nobody: "Account removed" => "账号已注销";
        what: "What" => "内容";
        when: "Paid at" => "付款时间";
        paid_with: "Paid with" => "付款方式";
        number: "Order" => "订单号";
        membership: "Membership" => "会员资格";
        granted: "Granted by this sale" => "由本次付款获得";
        ended: "Ended by a refund or a dispute" => "已因退款或争议终止";
        sold_for: "Sold for" => "售价";
        given_back: "Given back" => "已退";
        left: "Left of it" => "剩余";

        refunds: "Refunds" => "退款记录";
        refunds_table: "Refunds of this sale, oldest first" => "本笔销售的退款，最早的在前";
        asked_at: "Asked on" => "申请时间";
        why: "Why" => "原因";
        state: "State" => "状态";
        amount: "Amount" => "金额";
        no_refunds: "Nothing was given back." => "没有退款。";
        requested: "On its way" => "处理中";
        succeeded: "Arrived" => "已到账";
        abnormal: "Did not go through" => "未能完成";
        closed: "Closed" => "已关闭";
        replaced: "Asked for again" => "已重新申请";
        by_late: "Paid too late, no seat left" => "付款过晚，名额已满";
        by_late_coupon: "Paid too late, coupon gone" => "付款过晚，优惠码已失效";
        by_late_time: "Paid too late, no time left" => "付款过晚，已无剩余时间";
        by_late_replaced: "Paid for an order that another one had replaced" => "所付订单已被新订单取代";
        by_seat: "Renewal whose seat was gone" => "续费的名额已不在";
        by_twice: "Paid twice" => "重复付款";
        by_member: "Asked for by the buyer" => "买家申请";
        by_creator: "Given by your side" => "由销售方退款";
        by_staff: "Given by the platform" => "由平台退款";
        by_review: "Decided in review" => "人工审核决定";

        disputes: "Disputes" => "争议";
        dispute_line: "The buyer’s bank disputes {amount}; {taken} left the balance." => "买家银行对 {amount} 提出争议，已从余额扣除 {taken}。";
        dispute_open: "Evidence is asked for" => "待提交证据";
        dispute_under_review: "The bank decides" => "银行裁定中";
        dispute_won: "Decided for the seller" => "裁定有利于销售方";
        dispute_lost: "Decided for the buyer" => "裁定有利于买家";

        give: "Give money back" => "办理退款";
        may_not: "Giving money back is for the owner and admins of this account." => "仅账户所有者与管理员可以退款。";
        is_own: "This is about your own money, or that of an account you help with: somebody else gives it back." => "此事涉及您本人的款项或您参与的账户，请由另一人退款。";
        looks_only: "Giving money back is for operators." => "仅运营人员可以退款。";
        how_much: "How much" => "退多少";
        all: "All that is left: {amount}" => "剩余全部：{amount}";
        all_help: "The membership ends at once." => "会员资格立即终止。";
        all_help_period: "The period that it paid for goes with it; before anything moves, you read what follows." => "这笔付款的会员期随之取消，动用款项前会列明后续影响。";
        part: "A part of it" => "部分金额";
        part_help: "The membership stays." => "会员资格保留。";
        part_amount: "Amount ({sign})" => "金额（{sign}）";
        part_amount_help: "Only for a part: less than {most}." => "仅部分退款时填写，须少于 {most}。";
        preview: "Show what happens" => "查看结果";
        nothing_moves: "Nothing moves yet." => "此时不动用任何款项。";

        confirm: "Check and confirm" => "核对并确认";
        to_buyer: "Back to the buyer, through {gateway}" => "通过{gateway}退给买家";
        from_balance: "Leaves the creator’s balance" => "从创作者余额扣除";
        left_after: "Left of the sale" => "该笔销售剩余";
        stays: "The membership stays as it is." => "会员资格不变。";
        told: "Both sides are told." => "会通知双方。";
        below_zero: "A balance that is too small goes below zero and is made up by the next sales." => "余额不足时将变为负数，由后续销售补足。";
        needs_two: "Above {limit}: somebody else of the staff has to agree first." => "超过 {limit}：须另一位工作人员先批准。";
        note: "Reason" => "退款原因";
        note_help: "For you and the platform; the buyer does not read it." => "供您与平台查看，买家不可见。";
        button: "Give {amount} back" => "退款 {amount}";
        propose: "Propose giving {amount} back" => "提议退款 {amount}";
        other: "Another amount" => "更改金额";

        started: "The refund is on its way" => "退款处理中";
        started_note: "It has left the balance. The buyer is told now, and again when it has arrived." => "已从余额扣除。已通知买家，到账后会再次通知。";
        refused: "Nothing was given back" => "没有退款";
    }
}

/// Why money went back.
pub fn refund_reason(reason: RefundReason, locale: Locale) -> &'static str {
    let words = sale(locale);
    match reason {
        RefundReason::LateAndFull => words.by_late,
        RefundReason::LateCoupon => words.by_late_coupon,
        RefundReason::LateNoTime => words.by_late_time,
        RefundReason::LateReplaced => words.by_late_replaced,
        RefundReason::SeatLost => words.by_seat,
        RefundReason::PaidTwice => words.by_twice,
        RefundReason::Member => words.by_member,
        RefundReason::Creator => words.by_creator,
        RefundReason::Staff => words.by_staff,
        RefundReason::Review => words.by_review,
    }
}

/// Where a refund stands, and the tone of it.
pub fn refund_state(state: RefundState, is_replaced: bool, locale: Locale) -> (&'static str, &'static str) {
    let words = sale(locale);
    match state {
        RefundState::Requested | RefundState::Processing => (words.requested, "wait"),
        RefundState::Succeeded => (words.succeeded, "good"),
        RefundState::Abnormal => (words.abnormal, "stop"),
        RefundState::Closed if is_replaced => (words.replaced, ""),
        RefundState::Closed => (words.closed, ""),
    }
}

/// Where a dispute stands, and the tone of it.
pub fn dispute_state(state: DisputeState, locale: Locale) -> (&'static str, &'static str) {
    let words = sale(locale);
    match state {
        DisputeState::Open => (words.dispute_open, "wait"),
        DisputeState::UnderReview => (words.dispute_under_review, "wait"),
        DisputeState::Won => (words.dispute_won, "good"),
        DisputeState::Lost => (words.dispute_lost, "stop"),
    }
}
