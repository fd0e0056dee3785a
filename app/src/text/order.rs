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
        no_money_moved: "No payment has been seen so far." => "目前没有收到付款。";
        order_line: "{number}, {community}, {tier}, {period}" => "{number}，{community}，{tier}，{period}";
        contact_line: "{payee}, {contact}" => "{payee}，{contact}";

        preparing_title: "We’re preparing your payment" => "正在准备付款";
        preparing_lead: "There is no answer from {service} yet. You have not been charged; this page updates by itself."
            => "{service}还没有回应。没有扣款，本页会自动更新。";
        preparing_happened: "You ordered at {time}. There is no answer from {service} yet." => "您在{time}下单，{service}尚未回应。";
        preparing_next: "We keep asking. As soon as there is an answer, you can pay here." => "我们会继续请求，有了回应，您就可以在这里付款。";

        refused_title: "This payment was not accepted" => "付款没有被受理";
        refused_lead: "We asked, and the payment cannot be made with {service} this way. You have not been charged."
            => "我们已经请求过，{service}没有受理这笔付款。没有扣款。";
        refused_happened: "You ordered at {time}, and {service} did not accept the payment." => "您在{time}下单，{service}没有受理这笔付款。";
        refused_next: "Try once more, or pay another way. If that does not help, write to the contact below and name the code JN-REFUSED."
            => "请再试一次，或换一种付款方式。如果仍然不行，请通过下方的联系方式联系收款方，并提供代码 JN-REFUSED。";
        refused_over: "It cannot be paid from here. Write to the contact below and name the code JN-REFUSED. The order ends by itself at {time}."
            => "目前无法在这里付款。请通过下方的联系方式联系收款方，并提供代码 JN-REFUSED。订单会在{time}自动结束。";

        awaiting_title: "Scan to pay" => "请扫码付款";
        awaiting_lead: "Open {app} on your phone and scan the code. The order waits for you until {time}."
            => "打开手机{app}扫描二维码。订单为您保留到{time}。";
        visit_title: "Go on to pay" => "前往付款";
        visit_lead: "You pay on the page of {service} and then come back here. The order waits for you until {time}."
            => "请到{service}的页面付款，完成后会回到这里。订单为您保留到{time}。";
        invoke_title: "Pay in WeChat" => "在微信内付款";
        invoke_lead: "WeChat asks you to confirm the payment. The order waits for you until {time}."
            => "微信会请您确认付款。订单为您保留到{time}。";
        sign_in_title: "Go on in WeChat" => "在微信内继续";
        sign_in_lead: "WeChat first tells us which account pays; nothing is charged by that. The order waits for you until {time}."
            => "微信会先告诉我们由哪个账号付款，这一步不会扣款。订单为您保留到{time}。";
        awaiting_happened: "You ordered at {time} and have not paid yet." => "您在{time}下单，尚未付款。";
        awaiting_next: "As soon as we hear from {service}, you are let in here." => "收到{service}的确认后，您会在这里直接进入社群。";
        card_service: "the card service" => "银行卡支付平台";
        scan_with: "Scan with {app}" => "用{app}扫码";
        qr_label: "{gateway} QR code for {amount}, order {number}" => "{gateway}二维码，{amount}，订单 {number}";
        same_device: "On this phone? Save the picture and open it in {app} with Scan, Album."
            => "就在这台手机上？保存图片，在{app}“扫一扫”里从相册打开。";
        wallet: "Pay with the demo wallet" => "用演示钱包付款";
        go_to: "Go on to {gateway}" => "前往{gateway}付款";
        go_to_card: "Go on to the card form" => "前往填写银行卡";
        visit_note: "When you are back, this page says by itself whether the payment arrived." => "回来后，本页会自动显示是否到账。";
        invoke_button: "Pay {amount}" => "付款 {amount}";
        invoke_help: "WeChat’s payment window does not open here. Choose “Open in browser” in the menu at the top right and go on there."
            => "无法在这里调起微信付款。请点右上角菜单，选择“在浏览器打开”，再继续付款。";
        mini_help: "The mini-program’s payment page does not open here. Pay another way, or open this order in your phone’s browser."
            => "这里无法打开小程序的付款页面。请换一种付款方式，或在手机浏览器里打开这个订单。";
        sign_in_wallet: "Go on in {app}" => "在{app}内继续";
        another_way: "Pay another way" => "换一种付款方式";
        another_way_note: "What is open now is closed first, as far as that is possible. If you still have a code or page elsewhere, please don’t use it any more; a second payment goes back by itself. If you have just paid, don’t change anything and wait here."
            => "更换前会尽量先关闭现在的付款。其他地方如果还有之前的二维码或付款页面，请不要再使用；重复的付款会自动退回。如果您刚刚付了款，请不要更换，在这里等待即可。";
        try_again: "Try again with {gateway}" => "用{gateway}再试一次";
        try_card_again: "Try again by card" => "用银行卡再试一次";
        pay_with: "Pay with {gateway} instead" => "改用{gateway}付款";
        pay_by_card: "Pay by card instead" => "改用银行卡付款";
        pay_here: "Pay with {gateway} on this device" => "在本机用{gateway}付款";
        back_title: "We have not heard of a payment yet" => "还没有收到付款结果";
        back_note: "If you have just paid, please don’t pay again: this page says so as soon as it is confirmed. If you stopped before paying, nothing was charged, and you can go on here."
            => "如果您刚刚付了款，请勿重复付款，确认后本页会立即显示。如果您没有付完，则没有扣款，可以在这里继续。";
        second_back: "A second payment of {amount} came for this order. We are sending it back; please don’t pay again."
            => "这个订单又收到一笔 {amount}，我们正在退回，请勿重复付款。";
        second_returned: "A second payment of {amount} came for this order. We sent it back." => "这个订单又收到一笔 {amount}，已退回。";
        part_back: "{amount} of it is on its way back to you." => "其中 {amount} 正在退回给您。";
        part_returned: "{amount} of it went back to you." => "其中 {amount} 已退回给您。";
        other_back: "{amount} of another payment, which did not fit this order, is on its way back to you." => "正在将另一笔与订单不符的付款退回给您：{amount}。";
        other_returned: "{amount} of another payment, which did not fit this order, went back to you." => "另一笔与订单不符的付款已退回给您：{amount}。";
        in_refunds: "That is {count} refunds together; each arrives by itself." => "共 {count} 笔退款，分别到账。";
        stuck: "{amount} could not be sent back by itself. A person is seeing to it; it is not lost."
            => "{amount} 未能自动退回，工作人员正在处理，款项没有丢失。";
        check: "Check now" => "立即查询";
        updates: "This page updates by itself." => "本页会自动更新。";
        every_five: "It asks again every 5 seconds." => "每 5 秒查询一次。";
        stop: "Stop updating" => "停止更新";
        stopped: "This page no longer updates by itself." => "本页已停止自动更新。";
        resume: "Update again" => "恢复自动更新";

        confirming_title: "We’re checking your payment" => "正在确认您的付款";
        confirming_lead: "Please don’t pay again; this page updates by itself." => "请勿重复付款，本页会自动更新。";
        confirming_happened: "The time to pay ended at {time}. We are asking whether you paid before that."
            => "付款时间已于{time}结束，我们正在查询您是否已付款。";
        confirming_money: "Perhaps on its way. If it arrived, it counts for this order and no other." => "可能正在途中。如果已到账，只计入这一个订单。";
        confirming_next: "Within a minute or so this page says paid or not paid." => "大约一分钟内，本页会显示已到账或未付款。";

        under_way_title: "Your payment is being carried out" => "付款正在处理中";
        under_way_lead: "You have paid with {service}, and your bank is still at it. Please don’t pay again; this page updates by itself."
            => "您已通过{service}付款，银行还在处理。请勿重复付款，本页会自动更新。";
        under_way_happened: "Your payment is with {service}, which has not heard from your bank yet." => "{service}已收到您的付款请求，尚未收到银行的结果。";
        under_way_money: "On its way. When it arrives, it counts for this order and no other." => "正在途中。到账后只计入这一个订单。";
        under_way_next: "The order waits for the bank, also after its time. Some banks take hours. We keep asking: when the money arrives, you are let in here. If the bank says no, nothing is charged, and you can pay again from here."
            => "订单会一直等待银行的结果，超过时限也不取消；有些银行需要几个小时。我们会持续查询：到账后，您会在这里直接进入社群；如果银行拒绝，则不会扣款，您可以在这里重新付款。";

        paid_title: "You’re in" => "您已加入";
        paid_lead_until: "Your {amount} arrived. Your membership is active until {day}." => "已到账 {amount}，会员有效期至 {day}。";
        paid_lead: "Your {amount} arrived. Your membership is active." => "已到账 {amount}，会员已生效。";
        paid_closed_title: "This order is paid" => "订单已付款";
        paid_closed_lead: "Your {amount} arrived. The membership it paid for is not open at the moment."
            => "已到账 {amount}，但对应的会员目前未开放。";
        paid_happened: "Your payment was confirmed at {time}." => "您的付款已于{time}确认。";
        paid_late_happened: "You paid at {time}, after the time was up. A seat was still free, so it is yours."
            => "您在{time}付款，已超过时限；当时仍有空位，名额归您。";
        paid_late_counts: "You paid at {time}, after the time was up. It could still be sold to you, so it counts."
            => "您在{time}付款，已超过时限；当时仍可购买，付款有效。";
        paid_money: "{amount} went to {payee}." => "{amount} 已付给{payee}。";
        paid_next: "Nothing renews by itself. The way in also stands under Memberships." => "不会自动续费。入口也在“我的会员”里。";
        way_in: "Your way in" => "入口";
        enter: "Enter {community}" => "进入{community}";

        expired_title: "The time to pay ran out" => "付款时间已过";
        expired_lead: "No payment has been seen so far. One click starts a fresh order." => "目前没有收到付款。点一下即可重新下单。";
        expired_code: "Code no longer valid" => "二维码已失效";
        expired_again: "Order again for {amount}" => "重新下单 {amount}";
        expired_late: "If you paid in the last moment, you need do nothing: what arrives until {time} is found, and settled or returned. This page shows it, and you get a message."
            => "如果您在最后一刻付了款，无需操作：{time}之前到账的款项都会被查到，并入账或退回。本页会显示，我们也会发消息告诉您。";
        expired_happened: "The order waited until {time} and ended without a payment that we know of." => "订单等待到{time}，期间未见付款。";
        expired_next: "Nothing, unless you order again." => "无需操作。如需购买，可以重新下单。";

        refund_title: "Paid too late, and on its way back" => "付款太晚，正在退回";
        refund_lead: "Your {amount} arrived when no seat was free any more. We are sending all of it back."
            => "您的 {amount} 到账时已没有空位，我们正在全额退回。";
        refund_happened: "You paid after the order had ended, and every seat was taken." => "您在订单结束后付款，当时名额已满。";
        refund_money: "{amount} is on its way back the way it came. {arrival}" => "{amount} 正在原路退回。{arrival}";
        refund_arrival: "Most wallets and banks show it within one to five working days; cards can take ten."
            => "通常一至五个工作日到账，银行卡可能需要十个工作日。";
        refund_next: "You don’t have to do anything. Please don’t pay again." => "您无需操作，请勿重复付款。";
        refunded_title: "Paid too late, and returned" => "付款太晚，已退回";
        refunded_lead: "Your {amount} arrived when no seat was free any more. We sent all of it back."
            => "您的 {amount} 到账时已没有空位，我们已全额退回。";
        refunded_money: "{amount} went back the way it came at {time}." => "{amount} 已于{time}原路退回。";
        coupon_going: "Your {amount} arrived after the order had ended, and its coupon was used up or withdrawn by then. We are sending all of it back."
            => "您的 {amount} 到账时订单已结束，所用的优惠码也已用完或撤回，我们正在全额退回。";
        coupon_done: "Your {amount} arrived after the order had ended, and its coupon was used up or withdrawn by then. We sent all of it back."
            => "您的 {amount} 到账时订单已结束，所用的优惠码也已用完或撤回，已全额退回。";
        coupon_happened: "You paid after the order had ended, when its coupon was used up or withdrawn."
            => "您在订单结束后付款，当时所用的优惠码已用完或撤回。";
        coupon_next: "Nothing. You can order again, without this coupon." => "无需操作。您可以重新下单，但不能再用这张优惠码。";
        seat_going: "Your {amount} arrived, but the seat that your renewal was to keep was gone, and no other was free. We are sending all of it back."
            => "您的 {amount} 已到账，但续费要保留的名额已不在，也没有其他空位，我们正在全额退回。";
        seat_done: "Your {amount} arrived, but the seat that your renewal was to keep was gone, and no other was free. We sent all of it back."
            => "您的 {amount} 已到账，但续费要保留的名额已不在，也没有其他空位，已全额退回。";
        seat_happened: "You paid for a renewal whose seat was not yours any more, when no other was free."
            => "您支付的续费所对应的名额已不在，当时也没有其他空位。";
        over_going: "Your {amount} arrived too late to give you any time: what you ordered was over by then, or what you have lasts as long. We are sending all of it back."
            => "您的 {amount} 到账太晚，已无法增加任何时间：所购内容已结束，或您已有的期限不短于它。我们正在全额退回。";
        over_done: "Your {amount} arrived too late to give you any time: what you ordered was over by then, or what you have lasts as long. We sent all of it back."
            => "您的 {amount} 到账太晚，已无法增加任何时间：所购内容已结束，或您已有的期限不短于它。已全额退回。";
        over_happened: "You paid after the order had ended, when it could give you no time any more."
            => "您在订单结束后付款，当时已无法为您增加任何时间。";
        over_next: "Nothing. The community’s page shows what can be joined." => "无需操作。社群页面会显示目前可加入的档位。";
        replaced_going: "Your {amount} arrived for an order that you had replaced by another one. That one counts; we are sending all of this back."
            => "您的 {amount} 付到了已被您的新订单取代的订单，以新订单为准，我们正在全额退回。";
        replaced_done: "Your {amount} arrived for an order that you had replaced by another one. That one counts; we sent all of this back."
            => "您的 {amount} 付到了已被您的新订单取代的订单，以新订单为准，已全额退回。";
        replaced_happened: "You paid for an order that you had replaced by another one."
            => "您支付的订单已被您的新订单取代。";
        replaced_next: "Nothing here. The order that replaced it stands under Orders." => "此订单无需操作。取代它的订单在“我的订单”里。";
        refunded_next: "Nothing. You can order again when a seat is free." => "无需操作。有空位时可以重新下单。";

        stuck_title: "A person is seeing to your refund" => "工作人员正在处理您的退款";
        back_going: "Your money is on its way back" => "款项正在退回";
        back_done: "Your money went back" => "款项已退回";
        back_next: "You don’t have to do anything. You can join again at any time." => "您无需操作，随时可以再次加入。";
        member_going: "You asked for your {amount} back, and we are sending it. The membership has ended."
            => "您申请退回 {amount}，我们正在退款，会员已结束。";
        member_done: "You asked for your {amount} back, and we sent it. The membership has ended."
            => "您申请退回的 {amount} 已退回，会员已结束。";
        member_happened: "You asked for your money back within the refund rule. The membership ended with that."
            => "您在退款期限内申请了退款，会员随之结束。";
        creator_going: "{payee} is giving you {amount} back. The membership has ended." => "{payee}正在退回您的 {amount}，会员已结束。";
        creator_done: "{payee} gave you {amount} back. The membership has ended." => "{payee}已退回您的 {amount}，会员已结束。";
        creator_happened: "{payee} decided to give your money back. The membership ended with that."
            => "{payee}决定退款，会员随之结束。";
        staff_going: "We are giving you {amount} back. The membership has ended." => "我们正在退回您的 {amount}，会员已结束。";
        staff_done: "We gave you {amount} back. The membership has ended." => "我们已退回您的 {amount}，会员已结束。";
        staff_happened: "We decided to give your money back. The membership ended with that." => "我们决定退款，会员随之结束。";
        unmatched_going: "The {amount} that arrived did not fit this order. We are sending all of it back."
            => "到账的 {amount} 与这个订单不符，我们正在全额退回。";
        unmatched_done: "The {amount} that arrived did not fit this order. We sent all of it back."
            => "到账的 {amount} 与这个订单不符，已全额退回。";
        unmatched_happened: "What arrived did not fit the order. A person looked at it and decided to send it back."
            => "到账款项与订单不符，工作人员核对后决定退回。";

        dispute_lost_title: "Your bank took this payment back" => "您的银行撤回了这笔付款";
        dispute_lost_lead: "Your {amount} arrived, and your bank gave it back to you." => "您的 {amount} 曾经到账，后由银行退回给您。";
        dispute_money_open: "{amount} is with the bank until it decides." => "{amount} 由银行保管，等待裁定。";
        dispute_money_lost: "{amount} went back to you through your bank." => "{amount} 已由银行退回给您。";
        dispute_money_part: "{amount} of it went back to you through your bank, the rest stays with {payee}."
            => "其中 {amount} 已由银行退回给您，其余仍归{payee}。";
        dispute_title: "Your bank has asked for this payment back" => "您的银行要求撤回这笔付款";
        dispute_open: "The money is with the bank until it decides, and your membership goes on until then. If this is a mistake, ask your bank to withdraw it."
            => "在银行作出决定之前，款项由银行保管，您的会员照常有效。如果是误会，请联系银行撤销。";
        dispute_over: "Your bank has decided" => "您的银行已作出决定";
        dispute_won: "The payment stands, and nothing changes for you." => "这笔付款有效，对您没有任何变化。";
        dispute_lost_part: "It gave you a part of the money back. That changes nothing about your membership." => "银行已退回部分款项，您的会员不受影响。";
        dispute_lost: "It gave you the money back. The membership that it paid for has ended." => "银行已将款项退回给您，对应的会员已结束。";

        receipt: "Receipt" => "收据";
        ask_back: "Ask for your money back" => "申请退款";
        ask_until: "You can ask until {time}. When you do:" => "{time}前可以申请。申请后：";
        ask_amount: "{amount} goes back the way you paid. {arrival}" => "{amount} 将原路退回。{arrival}";
        ask_button: "Ask for {amount} back" => "申请退回 {amount}";
        ask_over: "The time to ask for your money back ended at {time}." => "申请退款的期限已于{time}结束。";
        ask_used: "You have asked for your money back once in this community; by yourself you can do that once. {payee} can still give this back: write to {contact} and name the order’s number."
            => "您已在本社群自行申请过一次退款，每人限一次。如需退款，请联系{payee}（{contact}）并提供订单号，由对方决定。";
        ask_refused: "Nothing was sent back" => "没有退款";

        review_title: "A person is looking at this order" => "工作人员正在核对这个订单";
        review_lead: "Please don’t pay again." => "请勿重复付款。";
        review_amount: "The amount that arrived is not the amount of the order." => "到账金额与订单金额不一致。";
        review_counted: "The unused time that the price counted is not there any more." => "计价时抵扣的剩余时间已发生变化。";
        review_nothing_left: "When the money came it could give you no time any more: what you ordered was over, or what you have lasts as long."
            => "款项到账时已无法增加任何时间：所购内容已结束，或您已有的期限不短于它。";
        review_seat: "The money came, but the seat that the renewal was to keep was gone." => "款项已到账，但续费要保留的名额已不在。";
        review_twice: "A second payment came for an order that was paid." => "已付款的订单又收到一笔付款。";
        review_late: "The money came after the order had ended." => "款项在订单结束后才到账。";
        review_other: "Something about the payment has to be looked at." => "这笔付款需要人工核对。";
        review_money: "It is held for you. It is neither lost nor spent." => "款项为您保留，没有丢失，也没有被使用。";
        review_next: "Somebody decides: you are let in, or all of it goes back. This page says which."
            => "核对后，您会被放行，或款项全额退回，本页会显示结果。";

        review_next_back: "Somebody looks at it: all of it goes back, or it pays another order of yours. This page says which."
            => "核对后，款项全额退回，或用于您的另一个订单，本页会显示结果。";

        asked_now: "We asked just now. What you see is the answer." => "刚刚查询过，您看到的就是结果。";
        asked_soon: "We asked a moment ago. Please wait {wait} before asking again." => "刚刚查询过，请在 {wait}后再查。";
        asked_unanswered: "There was no answer. Nothing changed, and we keep asking. Please don’t pay again. Code JN-GATEWAY."
            => "没有收到回应。状态未变，我们会继续查询，请勿重复付款。代码 JN-GATEWAY。";
        not_offered: "It cannot be paid that way from here at the moment. Nothing changed." => "目前无法在此以这种方式付款，没有任何变化。";
    }
}
