//! An instant payout now, and a new bank account.

texts! {
    /// `/payouts/instant` and `/settings/payouts/destination`.
    InstantText, instant {
        title: "Get paid now" => "立即提现";
        lead: "Settled money arrives within minutes, for a fee." => "已结清的款项几分钟内到账，收取手续费。";
        available: "Can be taken now" => "现在可提取";
        settling: "Still settling" => "结算中";
        reserved: "Kept back" => "预留";
        destination: "Goes to " => "收款账户：";
        account: "{label}, account ending in {digits}" => "{label}，尾号 {digits}";
        amount: "How much ({sign})" => "金额（{sign}）";
        amount_help: "From {minimum} to {most}. Everything is filled in." => "{minimum} 至 {most}，已填入全部可提取金额。";
        rates: "The fee is {rate} % of what you receive, which is {share} % of the balance." => "手续费为到账金额的 {rate} %，即余额的 {share} %。";
        cap: "One payout costs {cap} at most." => "单笔手续费最高 {cap}。";
        everything: "Everything today: {gross} less a fee of {fee}; you receive {net}." => "全部提取：{gross} 扣除手续费 {fee}，到账 {net}。";
        preview: "Show the fee" => "查看手续费";
        nothing_moves: "Nothing moves yet: you confirm on the next page." => "尚未动用款项，下一页确认后才会提现。";
        not_open: "Instant payouts are not open to you now" => "暂时不能即时提现";
        not_open_note: "What is missing:" => "还差以下条件：";
        too_little: "There is too little settled money" => "已结清的款项不足";
        too_little_note: "{available} can be taken now; an instant payout carries at least {minimum}. Sales settle by themselves."
            => "现在可提取 {available}，即时提现最低 {minimum}。销售款会自动结清。";
        back: "Back to payouts" => "返回提现记录";

        confirm_title: "Confirm the payout" => "确认提现";
        confirm_lead: "This is exactly what will be booked." => "以下即为将要入账的金额。";
        gross: "Leaves your balance" => "从余额提取";
        fee: "Fee" => "手续费";
        net: "You receive" => "实际到账";
        stays: "Stays in the balance" => "留在余额";
        parts: "It goes out in {count} payouts, because one carries at most {maximum}." => "分 {count} 笔到账，因为单笔最多 {maximum}。";
        needs_approval: "An amount as large as this waits until the platform has approved it, normally within a day. It is sent then." => "金额较大，须先由平台批准，通常在一天之内，批准后发出。";
        confirm: "Pay out {net}" => "提现 {net}";
        other: "Choose another amount" => "更改金额";
        changed: "Fee or amount have changed" => "手续费或金额已变动";
        changed_note: "These are the new sums. No money has moved; confirm again if you agree." => "以下为最新金额，尚未动用款项，同意请重新确认。";
        refused: "No money has moved" => "尚未动用款项";

        bank_title: "Add a bank account" => "添加收款账户";
        bank_lead: "Where payouts can go. The number is kept encrypted; pages show its last four digits only." => "提现的去向。账号加密保存，页面只显示后四位。";
        bank_hold: "Once you choose it in the payout settings, payouts wait {hours} hours for your safety." => "在结算设置中选用后，为了安全，提现会等待 {hours} 小时。";
        bank_currency: "It must take {currency}." => "账户须支持 {currency}。";
        holder: "Name of the account’s owner" => "户名";
        holder_help: "As the bank writes it." => "与银行登记一致。";
        number: "IBAN or account number" => "IBAN 或账号";
        number_help: "Spaces do not matter." => "空格不影响。";
        bank: "BIC, if your bank asks for it" => "BIC（如银行要求）";
        external: "External account at Stripe" => "Stripe 外部账户";
        external_help: "It begins with ba_ or card_." => "以 ba_ 或 card_ 开头。";
        connected: "Connected account at Stripe" => "Stripe 关联账户";
        connected_help: "It begins with acct_." => "以 acct_ 开头。";
        way: "How it is paid" => "支付方式";
        mixed_number: "IBAN or account number; at Stripe the external account" => "IBAN 或账号；Stripe 为外部账户";
        mixed_number_help: "At Stripe it begins with ba_ or card_." => "Stripe 外部账户以 ba_ 或 card_ 开头。";
        mixed_bank: "BIC, if your bank asks for it; at Stripe the connected account" => "BIC（如银行要求）；Stripe 为关联账户";
        mixed_bank_help: "At Stripe it begins with acct_." => "Stripe 关联账户以 acct_ 开头。";
        label: "Your name for it" => "备注名称";
        label_help: "Such as the bank’s name." => "例如银行名称。";
        add: "Add bank account" => "添加收款账户";
        not_added: "The bank account was not added" => "未添加收款账户";
        no_rail: "This installation cannot pay to bank accounts yet. Ask the platform." => "本平台尚未开通银行提现，请联系平台。";
        back_to_settings: "Back to payout settings" => "返回结算设置";
    }
}
