//! The order page: one state at a time, in words.

texts! {
    /// `/o/{token}`.
    OrderText, order {
        progress: "Progress" => "进度";
        step_order: "Order" => "下单";
        step_pay: "Pay" => "付款";
        step_in: "Let in" => "加入";
        happened: "What happened" => "发生了什么";
        money: "Your money" => "您的钱";
        next: "What happens next" => "接下来";
        order: "Order" => "订单";
        questions: "Questions" => "联系";
        no_money_moved: "None has moved." => "没有扣款。";
        order_line: "{number}, {community}, {tier}, {period}" => "{number}，{community}，{tier}，{period}";
        contact_line: "{payee}, {contact}" => "{payee}，{contact}";

        preparing_title: "We’re asking WeChat Pay for the code" => "正在向微信支付取二维码";
        preparing_lead: "WeChat Pay has not answered yet. You have not been charged; this page updates by itself."
            => "微信支付还没有回应。没有扣款，本页会自动更新。";
        preparing_happened: "You ordered at {time}. WeChat Pay has not given us a code yet." => "您在{time}下单，微信支付尚未给出二维码。";
        preparing_next: "We keep asking. As soon as the code is here, you can scan it." => "我们会继续请求，拿到二维码后即可扫码。";

        awaiting_title: "Scan to pay" => "请扫码付款";
        awaiting_lead: "Open {app} on your phone and scan the code. The seat is yours until {time}."
            => "打开手机{app}扫描二维码。名额为您保留到{time}。";
        awaiting_happened: "You ordered at {time} and have not paid yet." => "您在{time}下单，尚未付款。";
        awaiting_next: "As soon as {gateway} confirms, you are let in here." => "{gateway}确认后，您会在这里直接进入社群。";
        scan_with: "Scan with {app}" => "用{app}扫码";
        qr_label: "{gateway} QR code for {amount}, order {number}" => "{gateway}二维码，{amount}，订单 {number}";
        same_device: "On this phone? Save the picture and open it in {app} with Scan, Album."
            => "就在这台手机上？保存图片，在{app}“扫一扫”里从相册打开。";
        wallet: "Pay with the demo wallet" => "用演示钱包付款";
        check: "Check now" => "立即查询";
        updates: "This page updates by itself." => "本页会自动更新。";
        every_five: "It asks again every 5 seconds." => "每 5 秒查询一次。";
        stop: "Stop updating" => "停止更新";
        stopped: "This page no longer updates by itself." => "本页已停止自动更新。";
        resume: "Update again" => "恢复自动更新";

        confirming_title: "We’re checking with WeChat Pay" => "正在向微信支付确认";
        confirming_lead: "Please don’t pay again; this page updates by itself." => "请勿重复付款，本页会自动更新。";
        confirming_happened: "The time to pay ended at {time}. We are asking WeChat Pay whether you paid before that."
            => "付款时间已于{time}结束，我们正在向微信支付查询您是否已付款。";
        confirming_money: "Perhaps on its way. If it arrived, it counts for this order and no other." => "可能正在途中。如果已到账，只计入这一个订单。";
        confirming_next: "Within a minute or so this page says paid or not paid." => "大约一分钟内，本页会显示已到账或未付款。";

        paid_title: "You’re in" => "您已加入";
        paid_lead_until: "Your {amount} arrived. Your membership is active until {day}." => "已到账 {amount}，会员有效期至 {day}。";
        paid_lead: "Your {amount} arrived. Your membership is active." => "已到账 {amount}，会员已生效。";
        paid_closed_title: "This order is paid" => "订单已付款";
        paid_closed_lead: "Your {amount} arrived. The membership it paid for is not open at the moment."
            => "已到账 {amount}，但对应的会员目前未开放。";
        paid_happened: "WeChat Pay confirmed your payment at {time}." => "微信支付于{time}确认了您的付款。";
        paid_late_happened: "You paid at {time}, after the time was up. A seat was still free, so it is yours."
            => "您在{time}付款，已超过时限；当时仍有空位，名额归您。";
        paid_money: "{amount} went to {payee}." => "{amount} 已付给{payee}。";
        paid_next: "Nothing renews by itself. The way in also stands under Memberships." => "不会自动续费。入口也在“我的会员”里。";
        way_in: "Your way in" => "入口";
        enter: "Enter {community}" => "进入{community}";

        expired_title: "The time to pay ran out" => "付款时间已过";
        expired_lead: "You have not been charged. One click starts a fresh order." => "没有扣款。点一下即可重新下单。";
        expired_code: "Code no longer valid" => "二维码已失效";
        expired_again: "Order again for {amount}" => "重新下单 {amount}";
        expired_late: "If you paid in the last moment, wait here: money that arrives within 24 hours is found, and settled or returned."
            => "如果您在最后一刻付了款，请在此等候：24 小时内到账的款项都会被查到，并入账或退回。";
        expired_happened: "The code was open until {time} and no payment came." => "二维码在{time}前有效，期间没有收到付款。";
        expired_next: "Nothing, unless you order again." => "什么都不会发生，除非您重新下单。";

        refund_title: "Paid too late, and on its way back" => "付款太晚，正在退回";
        refund_lead: "Your {amount} arrived when no seat was free any more. We are sending all of it back."
            => "您的 {amount} 到账时已没有空位，我们正在全额退回。";
        refund_happened: "You paid after the order had ended, and every seat was taken." => "您在订单结束后付款，当时名额已满。";
        refund_money: "{amount} is on its way back the way it came. It arrives in one to five working days."
            => "{amount} 正在原路退回，一至五个工作日内到账。";
        refund_next: "You don’t have to do anything. Please don’t pay again." => "您无需操作，请勿重复付款。";
        refunded_title: "Paid too late, and returned" => "付款太晚，已退回";
        refunded_lead: "Your {amount} arrived when no seat was free any more. We sent all of it back."
            => "您的 {amount} 到账时已没有空位，我们已全额退回。";
        refunded_money: "{amount} went back the way it came at {time}." => "{amount} 已于{time}原路退回。";
        refunded_next: "Nothing. You can order again when a seat is free." => "什么都不会发生。有空位时可以重新下单。";

        review_title: "A person is looking at this order" => "工作人员正在核对这个订单";
        review_lead: "Please don’t pay again." => "请勿重复付款。";
        review_amount: "The amount that arrived is not the amount of the order." => "到账金额与订单金额不一致。";
        review_twice: "A second payment came for an order that was paid." => "已付款的订单又收到一笔付款。";
        review_late: "The money came after the order had ended." => "款项在订单结束后才到账。";
        review_other: "Something about the payment has to be looked at." => "这笔付款需要人工核对。";
        review_money: "It is held for you. It is neither lost nor spent." => "款项为您保留，没有丢失，也没有被使用。";
        review_next: "Somebody decides: you are let in, or all of it goes back. This page says which."
            => "核对后，您会被放行，或款项全额退回，本页会显示结果。";

        asked_now: "We asked WeChat Pay just now. What you see is its answer." => "刚刚向微信支付查询过，您看到的就是结果。";
        asked_soon: "We asked WeChat Pay a moment ago. Please wait {wait} before asking again." => "刚刚查询过，请在 {wait}后再查。";
        asked_unanswered: "WeChat Pay did not answer. Nothing changed, and we keep asking. Please don’t pay again. Code JN-GATEWAY."
            => "微信支付没有回应。状态未变，我们会继续查询，请勿重复付款。代码 JN-GATEWAY。";
    }
}
