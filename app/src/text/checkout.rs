//! The checkout.

texts! {
    /// `/join/{community}`.
    CheckoutText, checkout {
        title: "Join as {tier}" => "加入：{tier}";
        offer: "What you are buying" => "购买内容";
        paid_to: "Paid to" => "收款方";
        refund: "Refund" => "退款";
        renewal: "Renewal" => "续费";
        no_renewal: "None. You pay once." => "不自动续费，只付这一次。";
        paid_with: "Paid with" => "付款方式";
        questions: "Questions" => "联系";
        change: "Choose something else" => "换一档";
        version: "Version {version}, published {day}" => "第 {version} 版，{day}发布";
        agreement_note: "It says what you get, how long it lasts and when you get your money back. Read it before you pay."
            => "协议写明您得到什么、有效多久、什么情况下退款。请在付款前阅读。";
        read: "Read the agreement" => "阅读协议";
        accept: "I have read version {version} of the agreement and accept it" => "我已阅读并同意协议第 {version} 版";
        accept_help: "It can be accepted once it has been open for {seconds}. We keep the version and the time with your order."
            => "打开满 {seconds}后可以接受。我们会随订单保存版本与时间。";
        pay: "Pay {amount}" => "付款 {amount}";
        pay_locked: "Opens once you have read and accepted the agreement. Nothing is charged until you confirm in WeChat."
            => "阅读并同意协议后即可付款。在微信里确认之前，不会扣款。";
        pay_help: "The next page shows a code to scan. Nothing is charged until you confirm in WeChat."
            => "下一页会显示二维码。在微信里确认之前，不会扣款。";
        sign_in_first: "Sign in to order. What you see here stays." => "登录后即可下单，您看到的内容会保留。";
        sign_in: "Sign in to go on" => "登录后继续";
        sign_up: "Create an account" => "注册账号";
        not_charged: "You have not been charged" => "没有扣款";
        pending_title: "You have an unpaid order for this" => "您有一个未付款的订单";
        pending_note: "Go on with it instead of ordering twice. It waits until its time is up." => "请继续付款，不必重复下单。超时前订单一直有效。";
        pending_link: "Go on with your order" => "继续付款";
        already: "You already have a membership here. This payment adds to its time."
            => "您已是会员，本次付款会延长期限。";
    }
}
