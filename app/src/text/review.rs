//! The review queue.

texts! {
    /// `/review` and what is behind it.
    ReviewText, review {
        title: "Review queue" => "人工审核";
        lead: "Money that no rule can decide about, oldest first. All times are UTC." => "规则无法判定的款项，最早的在前。时间均为 UTC。";
        looks_only: "You can look at everything here, and agree to what others propose. Deciding is for operators." => "您可查看并批准他人的提议，处理仅限运营人员。";
        filters: "Which items" => "筛选";
        everything: "All that waits" => "全部待办";
        state_open: "To decide" => "待处理";
        state_second: "Waits for a second person" => "待第二人批准";
        state_resolved: "Decided" => "已处理";
        none_title: "Nothing waits" => "没有待办事项";
        none_note: "Every captured payment has its membership or its refund." => "每一笔已到账的款项都有对应的会员资格或退款。";
        none_in_state: "Nothing on this page is in this state." => "本页没有该状态的事项。";
        none_resolved: "Nothing has been decided yet." => "还没有已处理的事项。";
        list: "What waits" => "待办事项";
        next: "Newer items" => "较新的事项";
        first: "Oldest items" => "最早的事项";
        older: "Older decisions" => "更早的处理";
        newest: "Newest decisions" => "最新的处理";
        history: "Decided" => "已处理";
        history_lead: "What was decided, newest first, with who decided and why. All times are UTC." => "已处理的事项，最新的在前，附处理人与理由。时间均为 UTC。";
        reconciliation: "Bills and books" => "对账";

        amount_mismatch: "The amount is not the order’s" => "金额与订单不符";
        unknown_order: "A payment for none of our orders" => "付款不属于任何订单";
        refund_failed: "A refund did not go through" => "退款未能完成";
        bill_differs: "Bill and books differ" => "账单与账簿不一致";
        dispute_unexplained: "A dispute fits no sale" => "争议与销售不符";
        refund_proposed: "A large refund is proposed" => "大额退款待批准";

        from: "{gateway}, account {account}" => "{gateway}，账户 {account}";
        expected: "Expected: {amount}" => "应为 {amount}";
        waits: "Waits for {wait}" => "已等待 {wait}";
        suggests: "Suggested: {decision}" => "建议：{decision}";
        was_decided: "{decision}, on {moment}" => "{decision}，{moment}";
        was_over: "Over by itself, on {moment}" => "已自行了结，{moment}";
        hours: "{count} h" => "{count} 小时";

        too_much: "{amount} more came than the price." => "比价格多付 {amount}。";
        too_little: "{amount} less came than the price." => "比价格少付 {amount}。";
        other_currency: "It came in another currency." => "付款币种不同。";
        amount_is_right: "The amount is right; it came when the order could not take it any more." => "金额无误，但到账时订单已不能再接受付款。";
        order_waits: "The order still waits for its payment, until {moment}." => "订单仍在等待付款，截至 {moment}。";
        order_expired: "The order ran out on {moment}." => "订单已于 {moment} 超时。";
        order_paid: "The order is paid already, or was." => "订单已付款，或曾付款。";
        seat_free: "A seat is free." => "尚有名额。";
        no_seat_left: "Every seat is taken." => "名额已满。";
        number_unknown: "The number is none of ours." => "单号不是我们的。";
        others_wait: "Orders of the same buyer that wait for exactly this amount: {count}." => "同一买家等待此金额的其他订单：{count}。";
        refund_abnormal: "The payer’s account does not take the money any more." => "付款人的账户已无法收款。";
        refund_refused: "The payment service refuses it ({code})." => "支付平台拒绝（{code}）。";
        account_short: "Our account there held too little for a day." => "我方账户余额不足已达一天。";
        only_on_bill: "The bill has it, our books do not." => "账单有，账簿没有。";
        only_in_books: "Our books have it, the bill does not." => "账簿有，账单没有。";
        amounts_differ: "Bill: {theirs}. Books: {ours}." => "账单：{theirs}；账簿：{ours}。";
        dispute_of_nothing: "It is about no sale of ours." => "不涉及我们的任何销售。";
        dispute_above: "It is about more than is left of the sale." => "超过该笔销售的剩余金额。";

        settle: "Let it pay the order" => "计入订单";
        settle_does: "The order is paid, the membership is granted, and the buyer is told. The creator gets what came." => "订单视为已付款，会员生效，并通知买家。创作者收到实付金额。";
        settle_excess: "Let it pay the order, and return the excess" => "计入订单并退回多付部分";
        settle_excess_does: "The order is paid at its price, the membership is granted, and what is above the price goes back." => "订单按价格付清，会员生效，多付部分退回。";
        refund: "Give it all back" => "全部退回";
        refund_does: "All of it goes back the way it came. No membership begins." => "全额原路退回，不产生会员资格。";
        refund_sale_does: "The sale is given back: it leaves the creator’s balance, and the membership ends when nothing is left." => "该笔销售退款：从创作者余额扣除，全部退完时会员资格终止。";
        move_to: "Put it onto another order" => "转到另一订单";
        move_to_does: "The other order is paid and its membership is granted. It must wait for exactly this amount." => "另一订单视为已付款，会员生效。该订单须恰好等待此金额。";
        refund_again: "Ask for the refund again" => "重新退款";
        refund_again_does: "The old number is closed, and the same amount is asked for under a new one." => "关闭原退款单号，以新单号重新申请相同金额。";
        refunded_outside: "The payer has the money another way" => "已通过其他方式退还";
        refunded_outside_does: "The refund is closed. Write how and when the payer got the money." => "关闭该退款。请写明付款人如何、何时收到款项。";
        ignore: "Nothing is to be done" => "无需处理";
        ignore_does: "No money moves. Write what explains it." => "不动用任何款项。请写明原因。";
        to_creator: "To the creator" => "归创作者";
        to_payer: "Back to the payer" => "退给付款人";
        needs_two: "Above {limit}: somebody else has to agree before anything happens." => "超过 {limit}：须另一人批准后才会执行。";
        suggested: "Suggested" => "建议";

        decide: "What is to be done" => "如何处理";
        onto: "Number of the other order" => "另一订单的编号";
        onto_help: "Only for putting the money onto another order." => "仅在转到另一订单时填写。";
        onto_some: "Waiting for this amount: {orders}" => "等待此金额的订单：{orders}";
        note: "Note" => "备注";
        note_help: "Why, in your own words. It stays with this item; the buyer does not read it." => "请写明理由。备注随本事项保存，买家不可见。";
        decide_button: "Decide" => "确认处理";

        proposal: "Somebody else has to agree" => "须另一人批准";
        proposed_by: "{name} proposes: {decision}." => "{name} 提议：{decision}。";
        is_yours: "You proposed it, so somebody else has to agree." => "由您提议，须另一人批准。";
        agree: "Agree and carry it out" => "批准并执行";
        disagree: "Do not agree" => "不批准";
        take_back: "Take the proposal back" => "撤回提议";

        decided: "What was decided" => "处理结果";
        decided_by: "Decided by" => "处理人";
        proposed: "Proposed by" => "提议人";
        agreed_by: "Agreed by" => "批准人";
        decision: "Decision" => "处理方式";
        over_by_itself: "It was over by itself" => "已自行了结";
        you: "you" => "您";
        gone: "somebody whose account is removed" => "账号已注销的人员";
        platform: "the program" => "系统";

        facts: "The payment" => "付款";
        amount: "Amount" => "金额";
        should_be: "Expected" => "应为";
        gateway: "Paid through" => "支付平台";
        our_number: "Our number" => "我方单号";
        their_number: "Payment number" => "支付单号";
        evidence: "What is known" => "已知情况";
        order: "The order" => "订单";
        number: "Order" => "订单号";
        what: "What" => "内容";
        buyer: "Buyer" => "买家";
        nobody: "Account removed" => "账号已注销";
        price: "Price" => "价格";
        order_state: "State" => "状态";
        open_sale: "Open the sale" => "查看该笔销售";
        timeline: "What happened" => "经过";
        was_ordered: "Ordered" => "下单";
        was_to_run_out: "End of the time to pay" => "付款截止";
        came_up: "This item came up" => "进入审核";
        refund_asked: "Refund of {amount} asked for" => "申请退款 {amount}";
        refund_over: "Refund of {amount}: {state}" => "退款 {amount}：{state}";
        was_over_now: "Decided" => "已处理";

        pending: "Not paid" => "未付款";
        expired: "Ran out" => "已超时";
        paid: "Paid" => "已付款";
        going_back: "On its way back" => "退款中";
        went_back: "Returned" => "已退款";

        done: "It is decided" => "已处理";
        proposed_title: "It is proposed" => "已提议";
        proposed_note: "Nothing has moved. Somebody else of the staff has to agree." => "尚未动用任何款项，须另一位工作人员批准。";
        taken_back: "The proposal is taken back" => "提议已撤回";
        taken_back_note: "Nothing has moved." => "未动用任何款项。";
        refused: "Nothing was changed" => "未作更改";
        settled_note: "The order is paid, the membership has begun, and the buyer is told." => "订单已付款，会员已生效，并已通知买家。";
        settled_excess_note: "The order is paid, the membership has begun, and the excess is on its way back." => "订单已付款，会员已生效，多付部分正在退回。";
        refunded_note: "The money is on its way back to the payer." => "款项正在退回给付款人。";
        moved_note: "The other order is paid, and its membership has begun." => "另一订单已付款，会员已生效。";
        again_note: "The refund is asked for again under a new number." => "已以新单号重新申请退款。";
        outside_note: "The refund is closed: the payer has the money." => "退款已关闭：付款人已收到款项。";
        ignored_note: "No money has moved. The note says why." => "未动用任何款项，理由见备注。";

        disputes: "Disputes" => "争议";
        dispute: "Dispute {reference}" => "争议 {reference}";
        disputed: "{amount} disputed, {taken} taken from the creator’s balance" => "争议金额 {amount}，已从创作者余额扣除 {taken}";
        dispute_open: "Evidence is asked for" => "待提交证据";
        dispute_under_review: "The bank decides" => "银行裁定中";
        dispute_won: "Won" => "胜诉";
        dispute_lost: "Lost" => "败诉";
        reason_given: "Reason given: {reason}" => "对方理由：{reason}";
        evidence_until: "Evidence is taken until {moment}." => "证据提交截止：{moment}。";
        evidence_at: "Evidence was handed in on {moment}." => "已于 {moment} 提交证据。";
        evidence_text: "What speaks for us" => "有利于我方的说明";
        evidence_help: "What was sold, when the way in was used, which agreement was accepted. It goes to the payment service and is not kept here." => "写明所售内容、何时使用、接受了哪份协议。内容将提交给支付平台，本系统不保存。";
        hand_in: "Hand in the evidence" => "提交证据";
        handed_in: "The evidence is handed in" => "证据已提交";
        handed_in_note: "The bank decides now. You will see its decision here and in the sale." => "由银行裁定，结果会显示在此处及该笔销售中。";
        no_evidence: "Evidence cannot be handed in now." => "目前不能提交证据。";
    }
}
