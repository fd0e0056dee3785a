//! The checkout.

texts! {
    /// `/join/{community}`.
    CheckoutText, checkout {
        title: "Join as {tier}" => "加入：{tier}";
        offer: "What you are buying" => "购买内容";
        paid_to: "Paid to" => "收款方";
        refund: "Refund" => "退款";
        lasts: "Lasts" => "有效期";
        lasts_until: "Until {day}, if you pay now" => "现在付款，有效期至{day}";
        lasts_from: "From {from} until {day}: it follows the time you have" => "自{from}起至{day}，接续现有期限";
        lasts_for_good: "For good" => "永久";
        lasts_no_time: "It ends on {day} and adds no time to what you have" => "截止{day}，不会在现有期限上增加时间";
        renewal: "Renewal" => "续费";
        no_renewal: "None. You pay once." => "不自动续费，只付这一次。";
        paid_with: "Paid with" => "付款方式";
        comma: ", " => "、";
        choose_channel: "How you pay" => "付款方式";
        channel_wechat: "Scan a code with WeChat, or go on inside the app." => "用微信扫码，或直接在微信内付款。";
        channel_alipay: "Scan a code with Alipay, or go on inside the app." => "用支付宝扫码，或直接在支付宝内付款。";
        channel_card: "On the card form of our payment service. We never see the number." => "在支付平台的页面填写卡号，我们看不到。";
        no_channel: "It cannot be paid from here at the moment. If you are inside an app, open this page in your browser."
            => "目前无法在此付款。如果您在应用内，请用浏览器打开本页。";
        questions: "Questions" => "联系";
        change: "Choose something else" => "换一档";
        version: "Version {version}, published {day}" => "第 {version} 版，{day}发布";
        agreement_note: "It says what you get, how long it lasts and when you get your money back. Read it before you pay."
            => "协议写明您得到什么、有效多久、什么情况下退款。请在付款前阅读。";
        read: "Read the agreement" => "阅读协议";
        accept: "I have read version {version} of the agreement and accept it" => "我已阅读并同意协议第 {version} 版";
        remind: "Remind me once if I have not paid" => "未付款时提醒我一次";
        remind_help: "One message half-way through the time to pay, and none after it. Without the tick there is none."
            => "付款时限过半时发送一条消息，此后不再发送。不勾选则不提醒。";
        accept_help: "It can be accepted once it has been open for {seconds}. We keep the version and the time with your order."
            => "打开满 {seconds}后可以接受。我们会随订单保存版本与时间。";
        pay: "Pay {amount}" => "付款 {amount}";
        pay_locked: "Opens once you have read and accepted the agreement. Nothing is charged before you confirm the payment itself."
            => "阅读并同意协议后即可付款。在您确认付款之前，不会扣款。";
        pay_help: "Nothing is charged by this. You confirm the payment on the next page." => "这一步不会扣款，请在下一页确认付款。";
        sign_in_first: "Sign in to order. What you see here stays." => "登录后即可下单，您看到的内容会保留。";
        sign_in: "Sign in to go on" => "登录后继续";
        sign_up: "Create an account" => "注册账号";
        not_charged: "You have not been charged" => "没有扣款";
        pending_title: "You have an unpaid order for this" => "您有一个未付款的订单";
        pending_note: "Go on with it instead of ordering twice. It waits until its time is up." => "请继续付款，不必重复下单。超时前订单一直有效。";
        pending_link: "Go on with your order" => "继续付款";
        cheaper: "Coupon or change of tier" => "使用优惠码或更换档位";
        coupon: "Coupon" => "优惠码";
        coupon_help: "The price with it stands here before you order." => "下单前即可看到优惠后的价格。";
        coupon_later: "Your coupon {code} counts once you have signed in." => "登录后即可使用优惠码 {code}。";
        currency: "Currency" => "币种";
        unused_elsewhere: "Your unused time was paid in {currency}. It counts only towards a price in {currency}: money is not converted."
            => "您未使用的时间以 {currency} 支付，只能抵扣 {currency} 价格，不作换算。";
        unused_go: "Show the price in {currency}" => "查看 {currency} 价格";
        coupon_off: "Coupon {code}" => "优惠码 {code}";
        show_price: "Show the price" => "查看价格";
        you_have: "You have a membership here" => "您已是会员";
        add_time: "Add this to the time you have" => "在现有期限上延长";
        change_now: "Change to this tier now" => "立即更换为这一档";
        change_now_note: "Your unused time counts as {amount}. What you have now ends when this is paid, and this begins at once."
            => "未使用的时间折算为 {amount}。付款后现有会员即结束，新的一档立即开始。";
        unused_time: "Your unused time" => "未使用时间折算";
        list_price: "Price" => "价格";
        to_pay: "To pay" => "应付";
        price_steps: "How the price comes about" => "价格明细";
        already: "What you have goes on to its end, and this payment counts from there."
            => "现有会员不变，本次付款从其到期时开始计算。";
    }
}
