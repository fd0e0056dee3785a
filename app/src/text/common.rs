//! Words around every page.

texts! {
    /// The frame.
    CommonText, common {
        skip: "Skip to content" => "跳到正文";
        demo: "Demo" => "演示";
        demo_mark: "Demo." => "演示环境。";
        demo_sentence: "No real money moves here." => "这里没有真实的资金往来。";
        demo_mails: "Its mails" => "演示邮件";
        demo_link: "How this demo works" => "演示说明";
        navigation: "Main" => "主导航";
        messages: "Messages" => "消息";
        unread: "{count} unread" => "{count} 条未读";
        memberships: "Memberships" => "我的会员";
        sales: "Sales" => "销售记录";
        payouts: "Payouts" => "提现记录";
        payout_runs: "Payout runs" => "提现批次";
        review: "Review" => "人工审核";
        payout_settings: "Payout settings" => "结算设置";
        communities: "Communities" => "社群";
        team: "Team" => "团队";
        account: "Account" => "账户";
        account_in: "Account in {currency}" => "{currency} 账户";
        sign_in: "Sign in" => "登录";
        sign_out: "Sign out" => "退出登录";
        language: "Language" => "语言";
    }
}
