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
        refund_line: "Refund: {rule}" => "退款：{rule}";
        renewal: "Renewal" => "续费";
        no_renewal: "None. You pay again when you want to stay." => "不自动续费，想继续时再付款。";
        about: "About" => "关于";
        questions: "Questions" => "联系";
        not_selling: "Nothing is for sale here at the moment." => "目前没有开放的档位。";
        member_title: "You are a member" => "您已是会员";
        member_note: "The way in stands under Memberships. Another payment adds to the time you have."
            => "入口在“我的会员”里。再次付款会在现有期限上延长。";
        memberships: "Your memberships" => "我的会员";
        refund_within: "In full within {days} of paying, if you ask for it." => "付款后 {days}内提出，全额退款。";
        refund_none: "None once the membership has begun." => "会员开始后不退款。";
    }
}
