//! What a member has, and what a creator sold.

texts! {
    /// `/memberships` and `/sales`.
    ListText, lists {
        memberships: "Your memberships" => "我的会员";
        none_title: "Nothing here yet" => "这里还没有内容";
        none_note: "A community you join appears here, with its way in." => "您加入的社群会出现在这里，并附入口。";
        see_communities: "See the communities" => "看看有哪些社群";
        active: "Active" => "有效";
        grace: "Ended, still open" => "已到期，入口暂留";
        upcoming: "Paid, not begun" => "已付款，未开始";
        expired: "Ended" => "已结束";
        revoked: "Closed" => "已关闭";
        until: "{tier}, until {day}." => "{tier}，有效期至 {day}。";
        begins: "{tier}, from {day}." => "{tier}，{day}开始。";
        ended: "{tier}, ended on {day}." => "{tier}，{day}结束。";
        for_good: "{tier}, for good." => "{tier}，永久有效。";
        questions: "Questions: {contact}" => "联系：{contact}";
        enter: "Enter" => "进入";
        join_again: "Join again" => "再次加入";
        trial: "Looking around" => "试用中";
        trial_over: "Trial over" => "试用已结束";
        trial_until: "Open until {moment}, without paying." => "免费开放至 {moment}。";
        trial_ended: "It ended on {moment}." => "已于 {moment}结束。";
        join: "Join" => "加入";
        orders: "Your orders and receipts" => "我的订单与收据";

        sales: "Sales" => "销售记录";
        sales_lead: "What stands behind your balance. All times are UTC." => "余额的由来。所有时间均为 UTC。";
        balance: "Your balance" => "余额";
        settled: "Settled, not yet paid out" => "已结清，未提现";
        settling: "Still settling" => "结算中";
        table: "Sales, newest first" => "销售记录，最新在前";
        list: "Sales" => "明细";
        no_sales_title: "No sales yet" => "还没有销售";
        no_sales_note: "A sale appears here as soon as a payment is confirmed." => "付款确认后，销售会立即出现在这里。";
        when: "When" => "时间";
        what: "What" => "内容";
        buyer: "Who" => "买家";
        nobody: "Account removed" => "账号已注销";
        paid_with: "Paid with" => "付款方式";
        settles: "Settles" => "结清日";
        state: "State" => "状态";
        amount: "Amount" => "金额";
        order: "Order" => "订单";
        is_settled: "Settled" => "已结清";
        is_settling: "Settling" => "结算中";
        total: "Total of this page" => "本页合计";
        older: "Older sales" => "更早的销售";
        newest: "Newest sales" => "最新的销售";
    }
}
