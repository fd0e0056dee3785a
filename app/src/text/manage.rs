//! A creator's own communities.

use domain::{catalogue::CommunityState, view::manage::OpeningNeed};

texts! {
    /// `/manage`.
    ManageText, manage {
        title: "Your communities" => "我的社群";
        lead: "What people can join, what it costs, and what they agree to." => "他人可以加入的社群、价格与协议。";
        none: "You have no community yet. Begin with a name; nobody sees it until you open it." => "您还没有社群。先取个名字，开放之前别人看不到。";
        begin: "Begin a community" => "创建社群";
        begin_note: "It starts as a draft that only you and your team see." => "先保存为草稿，仅您和团队可见。";
        begin_button: "Begin" => "创建";
        not_begun: "Nothing was begun" => "未创建";
        name: "Name" => "名称";
        slug: "Address" => "地址";
        slug_help: "The part after /c/. It cannot be changed later, because people share it." => "即 /c/ 之后的部分。地址会被分享，之后不能更改。";
        currency: "Currency" => "币种";
        currency_help: "What you charge in, and are paid out in. It cannot be changed later, but you can add accounts in further currencies." => "收款与提现的币种，之后不能更改，但可以另加其他币种的账户。";
        accounts: "Currencies you are paid out in" => "提现币种";
        accounts_note: "Each currency has an account of its own: a balance, bank accounts, a schedule and payouts. Money is never converted."
            => "每个币种有独立的账户：余额、收款账户、提现计划与提现记录。不作换算。";
        account_main: "Main account" => "主账户";
        account_further: "Further account" => "其他币种账户";
        account_payouts: "Payouts in {currency}" => "{currency} 提现";
        account_currency: "Further currency" => "新增币种";
        account_help: "It cannot be taken back. Then add the bank account for it, and prices in it." => "添加后不能删除。之后请为它添加收款账户，并设置价格。";
        account_add: "Add this currency" => "添加币种";
        account_added: "There is one account more. What you sell can have a price in its currency now." => "已新增账户，现在可以设置该币种的价格。";
        further_price: "Price in {currency}" => "{currency} 价格";
        further_price_help: "Paid to your account in this currency. Empty is none." => "收入该币种的账户。留空为不提供。";
        coupon_currency: "Currency of an amount" => "金额币种";
        coupon_currency_help: "An amount counts only for prices in its currency; per cent counts for all." => "金额优惠只适用于该币种的价格，百分比适用于所有币种。";
        currency_unpaid: "{code} (nobody can pay in it here)" => "{code}（目前无法用此币种付款）";

        state_line: "{state}: {note}" => "{state}：{note}";
        draft: "Draft" => "草稿";
        open: "Open" => "已开放";
        closed: "Closed" => "已关闭";
        draft_note: "Only you and your team see it." => "仅您和团队可见。";
        open_note: "Everybody can see and join it." => "所有人都可以查看和加入。";
        closed_note: "Nobody can join or renew. Members stay until their time is over." => "不再接受加入与续费，会员权益保留至到期。";
        open_title: "Who can join" => "加入状态";
        needs: "Before it opens" => "开放之前";
        need_details: "What it is: a name, one sentence, a description, who is paid, whom to ask" => "名称、一句话介绍、详细介绍、收款方、联系方式";
        need_way_in: "How members get in" => "入口说明与网址";
        need_product: "Something on sale" => "至少一档在售";
        need_way_to_pay: "A way to pay for everything on sale, in its currency" => "所有在售档位的币种均可付款";
        need_agreement: "An agreement to accept" => "协议";
        met: "Done" => "已完成";
        missing: "Missing" => "待完成";
        open_button: "Open to everybody" => "对外开放";
        close_ask: "Close this community" => "关闭社群";
        close_note: "Nobody can join or renew from that moment on. Members stay until their time is over. You can open it again."
            => "关闭后不再接受加入与续费，会员权益保留至到期。您可以重新开放。";
        close_button: "Yes, close it" => "确认关闭";
        reopen_button: "Open again" => "重新开放";
        preview: "Preview the checkout" => "预览付款页";
        public_page: "Open its public page" => "打开公开页面";
        not_changed: "Nothing was changed" => "未作更改";
        saved: "Saved" => "已保存";
        saved_note: "It counts from now on. Orders keep the price and the agreement they were made with." => "即时生效。已有订单的价格与协议不变。";
        looks_only: "Your role on this account may look at this, and change nothing." => "您的角色仅可查看，不能更改。";

        details: "What it is" => "社群介绍";
        tagline: "One sentence" => "一句话介绍";
        description: "Description" => "详细介绍";
        description_help: "Blank lines make paragraphs." => "空行分段。";
        payee: "Who is paid" => "收款方";
        payee_help: "As members know you: a name or a firm." => "会员看到的名称：个人或公司。";
        contact: "Whom members ask" => "联系方式";
        contact_help: "A mail address, or where to find you." => "邮箱，或能找到您的方式。";
        way_in: "What members do to get in" => "入口说明";
        way_in_help: "Only members read this." => "仅会员可见。";
        way_in_address: "Where they go" => "入口网址";
        way_in_address_help: "An https address. Only members see it." => "https 网址，仅会员可见。";
        save: "Save" => "保存";

        products: "What is sold" => "在售内容";
        products_none: "Nothing yet." => "暂无。";
        add_product: "Add something to sell" => "新增一档";
        change: "Change" => "修改";
        change_of: "Change {tier}" => "修改“{tier}”";
        off_sale: "Off sale" => "已下架";
        is_over: "Its last day has passed" => "已过截止日";
        take_off: "Take off sale" => "下架";
        take_off_of: "Take {tier} off sale" => "下架“{tier}”";
        put_on: "Put on sale" => "上架";
        put_on_of: "Put {tier} on sale" => "上架“{tier}”";
        seats_of: "{seats} seats" => "共 {seats} 个名额";
        waiting_of: "{count} waiting" => "{count} 人排队";
        trial_of: "{days} to look around" => "可试用 {days}";
        product_title: "Something to sell" => "售卖设置";
        tier: "Name of the tier" => "档位名称";
        benefits: "What one gets" => "权益";
        benefits_help: "One line each, at most twelve." => "每行一项，最多十二行。";
        price: "Price" => "价格";
        period: "How long one payment lasts" => "一次付款的有效期";
        month: "One month" => "一个月";
        quarter: "Three months" => "三个月";
        year: "One year" => "一年";
        lifetime: "For good" => "永久";
        until: "Until a fixed day" => "至固定日期";
        until_day: "The first day that is no longer paid for" => "失效日（当日起不再有效）";
        until_help: "Only for a fixed day." => "仅在选择固定日期时填写。";
        month_rule: "A month that begins on the 31st ends with a shorter month’s last day, and the next one begins there. A renewal before the end counts from the end, a later one from the day it is paid."
            => "若从 31 日起算，遇短月则到该月最后一天，下一期从那一天起。到期前续费从到期日起算，到期后续费从付款日起算。";
        refund_days: "Days within which the money can be asked back" => "可申请退款的天数";
        refund_days_help: "0 means none. The whole price goes back and the membership ends. Each person can ask once in your community; after that it is for you to give. No longer than the period at its shortest: 28 days for a month, 89 for a quarter, else 90."
            => "0 表示不支持。退款为全额，会员权益随即终止。每人在您的社群里只能自行申请一次，之后由您决定是否退款。天数不得超过周期的最短长度：月付 28 天，季付 89 天，其他 90 天。";
        seats: "Seats" => "名额";
        seats_help: "How many people can hold it at once. Empty is without limit; that is decided now and stays." => "同时可持有的人数。留空为不限，创建后不可在限额与不限之间切换。";
        trial_days: "Days to look around first" => "试用天数";
        trial_days_help: "Once per account and community, without paying. Empty is none. Anybody can make several accounts: addresses are not checked." => "每个账号在每个社群一次，无需付款。留空为无。邮箱未经验证，一人可注册多个账号。";

        agreement: "The agreement" => "协议";
        agreement_none: "There is none yet. Nobody can order without one." => "尚无协议，没有协议不能下单。";
        agreement_version: "Version {version}, published {moment}" => "第 {version} 版，{moment}发布";
        agreement_title: "Title" => "标题";
        agreement_body: "Text" => "正文";
        agreement_help: "Blank lines make paragraphs; a line that begins with # is a heading. Say what one gets, when money goes back, and what happens with personal data."
            => "空行分段，以 # 开头的行为小标题。请写明服务内容、退款规则与个人信息的使用。";
        publish: "Publish a new version" => "发布新版本";
        publish_note: "Published versions never change. Orders from now on need the new one to be read." => "已发布的版本不会更改，之后下单须阅读新版本。";

        coupons: "Coupons" => "优惠码";
        coupons_none: "None yet." => "暂无。";
        code: "Code" => "优惠码";
        code_help: "3 to 32 letters, digits and hyphens. Case does not matter." => "3 到 32 个字母、数字或连字符，不区分大小写。";
        discount: "What it takes off" => "优惠方式";
        percent: "Per cent" => "百分比";
        amount: "An amount" => "金额";
        value: "How much" => "数值";
        value_help: "20 for twenty per cent, or an amount such as 15.00." => "例如 20 表示 20%，或金额 15.00。";
        coupon_product: "For" => "适用于";
        every_product: "Everything here" => "全部档位";
        per_person: "Uses per account" => "每个账号可用次数";
        total: "Uses in all" => "总次数";
        no_limit_help: "Empty is without limit." => "留空为不限。";
        first_day: "First day" => "首日";
        last_day: "Last day" => "末日";
        day_help: "A UTC day. Empty is open." => "UTC 日期，留空为不限。";
        add_coupon: "Make a coupon" => "创建优惠码";
        used: "Used" => "已用";
        used_of: "{taken} of {total}" => "{taken} / {total}";
        withdrawn: "Taken back" => "已收回";
        withdraw: "Take back" => "收回";
        withdraw_of: "Take back {code}" => "收回 {code}";
        off_percent: "{percent} % off" => "减 {percent}%";
        off_amount: "{amount} off" => "减 {amount}";

        preview_title: "Preview" => "预览";
        preview_note: "This is how members see the checkout. Nothing can be ordered here." => "会员将看到的付款页，此处不能下单。";
        preview_nothing: "There is nothing to show yet: something on sale and an agreement are needed." => "还没有可预览的内容：需要至少一档在售和一份协议。";
        back: "Back to the community" => "返回社群";
    }
}

/// The name of a state.
pub const fn state(words: &ManageText, state: CommunityState) -> &'static str {
    match state {
        CommunityState::Draft => words.draft,
        CommunityState::Open => words.open,
        CommunityState::Closed => words.closed,
    }
}

/// What a state means.
pub const fn state_note(words: &ManageText, state: CommunityState) -> &'static str {
    match state {
        CommunityState::Draft => words.draft_note,
        CommunityState::Open => words.open_note,
        CommunityState::Closed => words.closed_note,
    }
}

/// What has to be there before a community opens.
pub const fn need(words: &ManageText, need: OpeningNeed) -> &'static str {
    match need {
        OpeningNeed::Details => words.need_details,
        OpeningNeed::WayIn => words.need_way_in,
        OpeningNeed::Product => words.need_product,
        OpeningNeed::WayToPay => words.need_way_to_pay,
        OpeningNeed::Agreement => words.need_agreement,
    }
}
