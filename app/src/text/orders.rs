//! A person's own orders, and receipts.

use domain::{locale::Locale, order::OrderException, view::orders::OrderLine};

texts! {
    /// `/orders` and `/o/{token}/receipt`.
    OrdersText, orders {
        title: "Your orders" => "我的订单";
        search: "Community or order number" => "社群或订单号";
        search_button: "Search" => "搜索";
        search_all: "Show all orders" => "显示全部订单";
        none_title: "No orders yet" => "还没有订单";
        none_note: "What you order appears here, with its receipt." => "您的订单会出现在这里，并附收据。";
        nothing_found: "No order fits “{search}”" => "没有与“{search}”相符的订单";
        nothing_found_note: "Type a part of the community’s name, or the whole order number." => "请输入社群名称的一部分，或完整的订单号。";
        see_communities: "See the communities" => "看看有哪些社群";
        line: "{tier}, ordered on {day}" => "{tier}，{day}下单";
        number: "Order {number}" => "订单 {number}";
        go_on: "Go on paying" => "继续付款";
        show: "Show the order" => "查看订单";
        receipt: "Receipt" => "收据";
        older: "Older orders" => "更早的订单";
        newest: "Newest orders" => "最新的订单";

        waits: "Not paid yet" => "待付款";
        checking: "Being checked" => "正在确认";
        looked_at: "Being looked at" => "人工核对中";
        expired: "Ran out, no payment seen" => "已超时，未见付款";
        paid: "Paid" => "已付款";
        going_back: "On its way back" => "退款中";
        went_back: "Returned" => "已退款";

        receipt_title: "Receipt" => "收据";
        receipt_lead: "{amount}, paid on {day}" => "{amount}，{day}付款";
        order: "Order" => "订单";
        seller: "Sold by" => "收款方";
        buyer: "Bought by" => "付款人";
        what: "What" => "内容";
        what_line: "{community}, {tier}, {period}" => "{community}，{tier}，{period}";
        valid: "Valid" => "有效期";
        valid_until: "From {from} until {until}" => "{from}至{until}";
        valid_for_good: "From {from}, for good" => "{from}起，永久有效";
        paid_at: "Paid at" => "付款时间";
        paid_with: "Paid with" => "付款方式";
        payment_number: "Payment number" => "支付单号";
        amount: "Amount" => "金额";
        sums: "Amounts" => "金额明细";
        paid_line: "Paid" => "已付";
        returned_line: "Returned on {day}" => "{day}已退回";
        returning_line: "On its way back since {day}" => "{day}起退款中";
        left: "Left" => "净额";
        questions: "Questions" => "联系";
        written: "Written on {time}" => "{time}开具";
        back: "Back to the order" => "返回订单";
        print_hint: "This page prints on one sheet." => "本页可打印为一页。";
    }
}

/// Where an order stands, in a list, and the tone of it.
pub fn standing(line: &OrderLine, locale: Locale) -> (&'static str, Option<&'static str>) {
    let words = orders(locale);
    let is_clean = line.exception == OrderException::None;
    match line.state.as_str() {
        "pending" if !is_clean => (words.looked_at, Some("wait")),
        "pending" if line.is_payable => (words.waits, Some("wait")),
        "pending" => (words.checking, Some("wait")),
        "paid" => (words.paid, Some("good")),
        "refund_pending" => (words.going_back, None),
        "refunded" => (words.went_back, None),
        _ if !is_clean => (words.looked_at, Some("wait")),
        _ => (words.expired, None),
    }
}
