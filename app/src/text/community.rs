//! The community page.

texts! {
    /// `/c/{community}`.
    CommunityText, community {
        gets: "What you get" => "您会得到";
        join: "Join" => "加入";
        tier: "Tier" => "档位";
        join_button: "Join {community}" => "加入{community}";
        paid_to: "Paid to" => "收款方";
        refund: "Refund" => "退款";
        further_prices: "or {prices}" => "或 {prices}";
        refund_line: "Refund: {rule}" => "退款：{rule}";
        renewal: "Renewal" => "续费";
        no_renewal: "None. You pay again when you want to stay." => "不自动续费，想继续时再付款。";
        about: "About" => "关于";
        questions: "Questions" => "联系";
        not_selling: "Nothing is for sale here at the moment." => "目前没有开放的档位。";
        member_title: "You are a member" => "您已是会员";
        member_note: "The way in stands under Memberships. Before you pay again, the checkout says until when it lasts."
            => "入口在“我的会员”里。再次付款前，付款页会写明有效期至哪一天。";
        memberships: "Your memberships" => "我的会员";
        trial_title: "You are looking around" => "您正在试用";
        trial_note: "The door is open until {moment}. Nothing is charged, and nothing has to be cancelled."
            => "入口开放至 {moment}。不收费，也无需取消。";
        trial_enter: "Enter" => "进入";
        trial_button: "Look around for {days}" => "试用 {days}";
        trial_of: "Look around {tier} for {days}" => "试用“{tier}”{days}";
        trial_help: "Once, without paying. Nothing has to be cancelled." => "仅一次，无需付款，也无需取消。";
        full: "All seats are taken." => "名额已满。";
        wait_button: "Tell me when a seat is free" => "有名额时通知我";
        wait_of: "Tell me when a seat of {tier} is free" => "“{tier}”有名额时通知我";
        wait_help: "You are told in your messages, in the order in which people asked. The seat is then held for you for a day."
            => "按排队先后通过站内消息通知，名额为您保留一天。";
        in_line: "{tier}: you are number {place} in line." => "{tier}：您排在第 {place} 位。";
        leave_button: "Leave the line" => "退出排队";
        held: "{tier}: a seat is held for you until {moment}." => "{tier}：名额为您保留至 {moment}。";
        take_seat: "Take the seat" => "使用名额";
        give_up: "Give it up" => "放弃名额";
        not_done: "Nothing was changed" => "未作更改";
        refund_within: "In full, if you ask within {days} of paying. You can do this once in each community." => "付款后 {days}内申请，全额退款；同一社群每人限一次。";
        refund_none: "None once the membership has begun." => "会员开始后不退款。";
    }
}
