//! The first page.

texts! {
    /// The home page, of a demo and of any other installation.
    HomeText, home {
        title: "The door and the till of a paid community" => "付费社群的门与账";
        lead: "A member pays to join and is let in. The creator is paid out, every day if they like, and sees what that costs before choosing it."
            => "成员付款后即可加入；创作者按自己选择的周期收款，可以每天到账，费用在选择之前就写清楚。";
        who: "Look around as" => "选一个身份看看";
        eligible_creator: "Creator. Four payouts and more behind her, so daily instant payouts are open to her."
            => "创作者。已完成四次以上结算，可以选择每日即时到账。";
        new_creator: "Creator. Only a few payouts so far: sees what is still missing for daily."
            => "创作者。结算次数还不够，可以看到离每日到账还差哪些条件。";
        accountant: "Accountant on a creator’s team. Sees payouts and settings, asks for instant payouts, changes no settings."
            => "创作者团队的会计。可以查看提现与设置、申请即时到账，但不能更改设置。";
        support: "Support on a creator’s team. Sees sales and payouts, changes nothing."
            => "创作者团队的客服。可以查看销售与提现，不能更改任何内容。";
        operator: "Operator of the platform. Sees every payout run, approves large ones, and decides about payments that no rule can."
            => "平台运营。可以查看所有提现批次、批准大额批次，并处理规则无法判定的款项。";
        member: "Member. Can join a community and pay with the demo wallet." => "成员。可以加入社群，用演示钱包付款。";
        communities: "Communities to join" => "可以加入的社群";
        no_communities: "No community is open yet." => "还没有开放的社群。";
        begin: "Begin a community" => "创建社群";
        paid_to: "Run by {payee}" => "由{payee}主持";
        how: "How this demo works" => "演示说明";
        how_gateway: "The payment services are played by a separate program on this machine. It speaks the protocols of WeChat Pay, Alipay and Stripe with real signatures, but holds no money. Pay with the demo wallet beside the QR code, or by card with 4242 4242 4242 4242, and the order page changes by itself."
            => "支付平台由本机上的另一个程序扮演，使用微信支付、支付宝和 Stripe 的协议与真实的签名，但没有真钱。二维码旁边有“用演示钱包付款”，银行卡可填 4242 4242 4242 4242，付款后订单页会自动更新。";
        how_mails: "See the mails it would have sent" => "查看本应发出的邮件";
        how_data: "Everything you do is written to a database on this machine. Start again with a fresh one whenever you like."
            => "您的每一步都写入本机的数据库，随时可以换一个全新的重新开始。";
        sign_in: "Sign in" => "登录";
        sign_up: "Create an account" => "注册";
    }
}
