//! What becomes of an order, in words.

use domain::{message::OrderNews, order::RefundReason};

use super::said::{Line, Link, Value};

texts! {
    /// Messages about an order, to its buyer and to whoever sold it.
    OrderMessages, order_messages {
        open_order: "Open the order" => "查看订单";
        open_sales: "See your sales" => "查看销售记录";

        waiting: "Your order waits for its payment" => "您的订单待付款";
        waiting_note: "{price} is to be paid until {moment}. If you paid already, you need do nothing."
            => "请在 {moment} 前支付 {price}。如已付款，无需操作。";
        waiting_once: "You agreed to this one reminder; there is no second one." => "这是您同意接收的唯一一次提醒，不会再发。";
        let_in: "You are in" => "您已加入";
        let_in_note: "We checked your payment of {amount}: it pays your order, and your membership has begun."
            => "我们核对了您支付的 {amount}：款项已用于该订单，会员已生效。";
        started: "{amount} is on its way back to you" => "{amount} 正在退回给您";
        started_note: "It goes back the way you paid. Most wallets and banks show it within one to five working days; cards can take ten."
            => "款项将按原支付方式退回。通常一至五个工作日到账，银行卡可能需要十个工作日。";
        sent_full: "It came after your order had ended, and every seat was taken." => "付款到账时订单已结束，名额已满。";
        sent_coupon: "It came after your order had ended, and the coupon of the order was used up or withdrawn."
            => "付款到账时订单已结束，订单所用的优惠码已用完或已撤回。";
        sent_no_time: "It came after your order had ended, when it could give you no time any more: what you ordered was over, or what you have lasts as long."
            => "付款到账时订单已结束，且已无法增加任何时间：所购内容已结束，或您已有的期限不短于它。";
        sent_replaced: "It came for an order that another order of yours had replaced, and that one counts."
            => "付款对应的订单已被您的另一个订单取代，以后者为准。";
        sent_seat: "The seat that your renewal was to keep was gone, and no other was free." => "续费要保留的名额已不在，也没有其他空位。";
        sent_twice: "It was a second payment for an order that was paid." => "这是一笔重复付款，该订单此前已付款。";
        sent_review: "Somebody of our staff looked at the payment." => "工作人员核对了这笔付款。";
        ended: "Your membership has ended with it." => "您的会员资格已同时终止。";
        ended_period: "The period that it paid for counts no more." => "这笔付款的会员期不再有效。";
        kept: "Your membership stays as it is." => "您的会员资格不受影响。";
        done: "{amount} is back with you" => "{amount} 已退回";
        done_note: "The payment service says that it has arrived." => "支付平台已确认退款到账。";
        held: "Your refund of {amount} takes longer" => "您的 {amount} 退款需要更长时间";
        held_note: "It is not done yet. Somebody of our staff looks at it, and the money stays yours."
            => "退款尚未完成，工作人员正在处理，款项仍归您所有。";
        held_step: "You need do nothing now." => "您暂时无需操作。";
        disputed_end: "Your bank took a payment back" => "您的银行撤回了一笔付款";
        disputed_end_note: "The membership that it paid for has ended." => "这笔付款对应的会员资格已终止。";
        disputed_period_note: "The period that it paid for counts no more. What you paid for besides stays valid." => "这笔付款对应的会员期不再有效，您另行付款的部分仍然有效。";

        refunded: "A sale was refunded: {amount}" => "一笔销售已退款：{amount}";
        refunded_member: "The buyer asked for it within your refund rule. Order {order}." => "买家按您的退款规则申请退款。订单 {order}。";
        refunded_creator: "It was given on your side. Order {order}." => "由您方发起退款。订单 {order}。";
        refunded_staff: "The platform gave it. Order {order}." => "由平台发起退款。订单 {order}。";
        refunded_balance: "{amount} left your balance." => "已从您的余额扣除 {amount}。";
        refunded_ended: "The membership has ended." => "对应的会员资格已终止。";
        refunded_period: "The period that it paid for counts no more." => "该笔付款的会员期不再有效。";
        refunded_kept: "The membership stays." => "对应的会员资格保留。";
        disputed: "A buyer’s bank took {amount} back" => "买家银行撤回了 {amount}";
        disputed_note: "Order {order} is disputed. The amount left your balance until the bank has decided."
            => "订单 {order} 存在争议，在银行裁定前，该金额已从您的余额扣除。";
        disputed_step: "The platform hands in what speaks for you; write to it if you know something about this sale."
            => "平台会提交对您有利的材料。如您了解该笔销售的情况，请联系平台。";
        won: "A dispute was decided for you" => "争议裁定对您有利";
        won_note: "{amount} is back in your balance. Order {order}." => "{amount} 已退回您的余额。订单 {order}。";
        lost: "A dispute was decided for the buyer" => "争议裁定对买家有利";
        lost_note: "The money stays with the buyer, and the membership of order {order} has ended, with any upgrade that counted it. What was paid for such an upgrade beside is still yours, and you can give it back."
            => "款项归买家所有，订单 {order} 的会员资格已终止，折抵了它的升级也一并终止。买家为该升级另付的款项仍归您，您可以退还。";
        lost_part_note: "The money stays with the buyer. It was a part of the price of order {order}, so the membership stays; give the rest back too if it should end."
            => "款项归买家所有。由于只是订单 {order} 价款的一部分，会员资格保留；如需终止，可将其余款项一并退还。";
        lost_counted_note: "The money stays with the buyer. It was a part of the price of order {order}, of which an upgrade had counted the unused time, so the membership stays. If it should end, give the upgrade back first, then what is left of this order."
            => "款项归买家所有。由于只是订单 {order} 价款的一部分，且该订单的剩余时间已折抵升级，会员资格保留。如需终止，请先退还升级的款项，再退还此订单剩余的款项。";
    }
}

/// The words for news about an order.
pub(super) fn about_order(words: &OrderMessages, news: &OrderNews) -> (Line, Vec<Line>) {
    match news {
        OrderNews::Waiting { price, expires_at, .. } => {
            let note = Line::of(words.waiting_note).amount("price", *price);
            let note = note.with("moment", Value::Moment(*expires_at));
            (Line::of(words.waiting), vec![note, Line::of(words.waiting_once)])
        }
        OrderNews::LetIn { amount, .. } => {
            (Line::of(words.let_in), vec![Line::of(words.let_in_note).amount("amount", *amount)])
        }
        OrderNews::SentBack { amount, reason, .. } => {
            let lines = vec![Line::of(why_sent_back(words, *reason)), Line::of(words.started_note)];
            (Line::of(words.started).amount("amount", *amount), lines)
        }
        OrderNews::RefundStarted { amount, ends_membership, ends_period, .. } => {
            let what = match (ends_membership, ends_period) {
                (true, _) => words.ended,
                (false, true) => words.ended_period,
                (false, false) => words.kept,
            };
            let lines = vec![Line::of(words.started_note), Line::of(what)];
            (Line::of(words.started).amount("amount", *amount), lines)
        }
        OrderNews::RefundDone { amount, .. } => {
            (Line::of(words.done).amount("amount", *amount), vec![Line::of(words.done_note)])
        }
        OrderNews::RefundHeld { amount, .. } => {
            let lines = vec![Line::of(words.held_note), Line::of(words.held_step)];
            (Line::of(words.held).amount("amount", *amount), lines)
        }
        OrderNews::EndedByDispute { ends_period, .. } => {
            let note = if *ends_period { words.disputed_period_note } else { words.disputed_end_note };
            (Line::of(words.disputed_end), vec![Line::of(note)])
        }
        OrderNews::SaleRefunded { .. } | OrderNews::DisputeOpened { .. } | OrderNews::DisputeEnded { .. } => {
            to_the_creator(words, news)
        }
    }
}

/// Why money that bought nothing goes back.
fn why_sent_back(words: &OrderMessages, reason: RefundReason) -> &'static str {
    match reason {
        RefundReason::LateAndFull => words.sent_full,
        RefundReason::LateCoupon => words.sent_coupon,
        RefundReason::LateNoTime => words.sent_no_time,
        RefundReason::LateReplaced => words.sent_replaced,
        RefundReason::SeatLost => words.sent_seat,
        RefundReason::PaidTwice => words.sent_twice,
        RefundReason::Member | RefundReason::Creator | RefundReason::Staff | RefundReason::Review => {
            words.sent_review
        }
    }
}

fn to_the_creator(words: &OrderMessages, news: &OrderNews) -> (Line, Vec<Line>) {
    match news {
        OrderNews::SaleRefunded { order, amount, ends_membership, ends_period, reason } => {
            let who = match reason {
                RefundReason::Member => words.refunded_member,
                RefundReason::Creator => words.refunded_creator,
                RefundReason::Staff
                | RefundReason::Review
                | RefundReason::LateAndFull
                | RefundReason::LateCoupon
                | RefundReason::LateNoTime
                | RefundReason::LateReplaced
                | RefundReason::SeatLost
                | RefundReason::PaidTwice => words.refunded_staff,
            };
            let what = match (ends_membership, ends_period) {
                (true, _) => words.refunded_ended,
                (false, true) => words.refunded_period,
                (false, false) => words.refunded_kept,
            };
            let lines = vec![
                Line::of(who).text("order", order.as_str()),
                Line::of(words.refunded_balance).amount("amount", *amount),
                Line::of(what),
            ];
            (Line::of(words.refunded).amount("amount", *amount), lines)
        }
        OrderNews::DisputeOpened { order, amount } => {
            let note = Line::of(words.disputed_note).text("order", order.as_str());
            (Line::of(words.disputed).amount("amount", *amount), vec![note, Line::of(words.disputed_step)])
        }
        OrderNews::DisputeEnded { order, amount, won, stays, counted } => {
            let (subject, note) = match (won, stays, counted) {
                (true, ..) => (words.won, words.won_note),
                (false, true, true) => (words.lost, words.lost_counted_note),
                (false, true, false) => (words.lost, words.lost_part_note),
                (false, false, _) => (words.lost, words.lost_note),
            };
            let note = Line::of(note).text("order", order.as_str()).amount("amount", *amount);
            (Line::of(subject), vec![note])
        }
        _ => (Line::of(words.open_order), Vec::new()),
    }
}

/// Where to go next: buyers to their order, creators to their sales.
pub(super) fn order_link(words: &OrderMessages, news: &OrderNews) -> Link {
    match news.token() {
        Some(token) => Link { path: format!("/o/{}", token.as_str()).into(), words: words.open_order },
        None => Link { path: "/sales".into(), words: words.open_sales },
    }
}

#[cfg(test)]
#[path = "orders_tests.rs"]
mod tests;
