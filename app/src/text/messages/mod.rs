//! What people are told: the same words in the list and in the mail.

mod codes;
mod letter;
pub(super) mod orders;
mod said;

pub use letter::letter;
pub use said::{Line, Link, Said, Value, said};

texts! {
    /// `/messages`, `/demo/mails`, and what stands in both.
    MessageText, messages {
        title: "Messages" => "消息";
        lead: "What happened to your orders, your payouts and your account, newest first." => "与订单、提现和账户有关的事项，最新在前。";
        unread_badge: "New" => "新";
        mark_read: "Mark these as read" => "标为已读";
        none_title: "No messages yet" => "还没有消息";
        none_note: "When something happens to an order or a payout, or needs you, it says so here." => "订单、提现有新动态或需要您处理时，会在这里告诉您。";
        older: "Older messages" => "更早的消息";
        newest: "Newest messages" => "最新的消息";
        list: "Messages" => "消息列表";

        mails: "Mails of this demo" => "演示邮件";
        mails_lead: "A demo sends no mail. What it would have sent to the people of the demo world, and to you, is kept here."
            => "演示环境不会真的发邮件。本应发给演示人物和您的邮件都保存在这里。";
        no_mails_title: "No mails yet" => "还没有邮件";
        no_mails_note: "Save something in the payout settings; its mail is here a second later."
            => "在结算设置里保存一次更改，一秒后邮件就会出现在这里。";
        mail_to: "To" => "收件人";
        mail_at: "Sent" => "发送时间";
        all_mails: "All mails" => "全部邮件";

        hello: "Hello {name}," => "{name}，您好：";
        link_line: "{words}: {address}" => "{words}：{address}";
        foot: "You get this mail because payouts or an account at {site} are yours to look after. Everything is in your list as well, also what is too much of one kind for your mailbox: {list}"
            => "您收到这封邮件，是因为您在 {site} 负责收款或账户。消息列表里有全部内容，同类消息过多时只在列表中显示：{list}";
        foot_order: "You get this mail because of an order of yours, or a seat you wait for, at {site}. Everything is in your list as well, also what is too much of one kind for your mailbox: {list}"
            => "您收到这封邮件，是因为您在 {site} 有订单或正在候补名额。消息列表里有全部内容，同类消息过多时只在列表中显示：{list}";
        account_in: "This is about your account in {currency}." => "此消息涉及您的 {currency} 账户。";
        open_payouts: "See your payouts" => "查看提现";
        open_settings: "Open the payout settings" => "打开结算设置";

        somebody: "Somebody whose account is gone" => "已注销的用户";
        platform: "The platform" => "平台";

        paid: "{net} arrived" => "{net} 已到账";
        paid_instant: "Your instant payout to the account ending in {digits} arrived: {net}, after a fee of {fee}."
            => "即时提现已到达尾号 {digits} 的账户：到账 {net}，手续费 {fee}。";
        paid_standard: "Your standard payout to the account ending in {digits} arrived: {net}, without a fee."
            => "普通提现已到达尾号 {digits} 的账户：到账 {net}，免手续费。";
        failed: "A payout of {net} did not arrive" => "一笔 {net} 的提现未到账";
        returned: "A payout of {net} came back" => "一笔 {net} 的提现被退回";
        back: "{back} is back in your balance." => "{back} 已退回您的余额。";

        fell_back: "No instant payout this time" => "这次不能即时到账";
        fell_back_next: "As you chose, the next standard payout takes it, without a fee: it is planned for {day}."
            => "按您的选择，改由下一次普通提现发放，免手续费，预计 {day}。";
        skipped: "Nothing was paid out this time" => "这次没有提现";
        skipped_next: "We look again on {day}." => "{day}会再次处理。";
        stays: "Your money stays in your balance." => "款项仍在您的余额中。";

        paused: "Payouts are paused" => "提现已暂停";
        paused_you: "You paused them. Money stays in your balance, and your schedule is kept."
            => "您暂停了提现。款项留在余额中，提现周期保持不变。";
        paused_other: "{name} paused them. Money stays in your balance, and your schedule is kept."
            => "{name} 暂停了提现。款项留在余额中，提现周期保持不变。";
        paused_platform: "The platform paused them, for this reason: {reason}" => "平台暂停了您的提现，原因：{reason}";
        paused_platform_step: "Only the platform can let them go on. Money stays in your balance."
            => "只能由平台恢复。款项留在余额中。";
        paused_failures: "{count} payouts in a row to the account ending in {digits} failed."
            => "发往尾号 {digits} 账户的提现已连续失败 {count} 次。";
        paused_failures_step: "Check the destination, then let payouts go on in the settings."
            => "请先核对收款账户，再到结算设置里恢复提现。";
        resumed: "Payouts go on" => "提现已恢复";
        resumed_you: "You let them go on." => "您恢复了提现。";
        resumed_other: "{name} let them go on." => "{name} 恢复了提现。";

        schedule: "Your payout schedule has changed" => "提现周期已更改";
        schedule_you: "You changed it from “{before}” to “{after}”." => "您把提现周期由“{before}”改为“{after}”。";
        schedule_other: "{name} changed it from “{before}” to “{after}”." => "{name} 把提现周期由“{before}”改为“{after}”。";
        counts_from: "It counts from the run on {moment}." => "自 {moment} 的提现起生效。";
        destination: "Payouts go to another account" => "收款账户已更改";
        destination_you: "You chose the account ending in {digits}." => "您选择了尾号 {digits} 的账户。";
        destination_other: "{name} chose the account ending in {digits}." => "{name} 选择了尾号 {digits} 的账户。";
        no_destination: "There is no account to pay to any more" => "已没有收款账户";
        no_destination_note: "Until one is chosen, your money stays in your balance." => "在选择新账户之前，款项留在余额中。";
        destination_added: "Another account can be paid to" => "新增了收款账户";
        added_you: "You added the account ending in {digits}. Payouts go to it once it is chosen."
            => "您添加了尾号 {digits} 的账户，选用后提现才会发往该账户。";
        added_other: "{name} added the account ending in {digits}. Payouts go to it once it is chosen."
            => "{name} 添加了尾号 {digits} 的账户，选用后提现才会发往该账户。";
        asked: "An instant payout was asked for" => "已申请即时提现";
        asked_you: "You asked for it: {gross} left your balance, {fee} of it as the fee."
            => "您申请了即时提现：从余额提取 {gross}，其中手续费 {fee}。";
        asked_other: "{name} asked for it: {gross} left your balance, {fee} of it as the fee."
            => "{name} 申请了即时提现：从余额提取 {gross}，其中手续费 {fee}。";
        held: "To be safe, payouts to it wait until {moment}." => "为安全起见，发往该账户的提现将等到 {moment}。";
        not_you: "If that should not have happened, sign in, take it back, and tell the platform at once."
            => "如果这不是您的意思，请立即登录改回，并告知平台。";
        team_settings: "{name} changed your payout settings" => "{name} 更改了您的结算设置";
        team_fields: "What changed: {fields}." => "更改内容：{fields}。";
        team_added: "{member} now helps with your account" => "{member} 已加入您的团队";
        team_removed: "{member} no longer helps with your account" => "{member} 已离开您的团队";
        team_changed: "{member} has a new role on your account" => "{member} 的角色已更改";
        team_changed_note: "{name} gave the role “{role}” instead." => "{name} 将角色改为“{role}”。";
        team_added_note: "{name} gave the role “{role}”." => "{name} 授予了“{role}”角色。";
        team_removed_note: "{name} took the role “{role}” away." => "{name} 取消了“{role}”角色。";
        you_added: "You now help with the account of {name}" => "您已加入 {name} 的团队";
        you_changed: "You have another role on the account of {name}" => "您在 {name} 团队中的角色已更改";
        you_removed: "You no longer help with the account of {name}" => "您已离开 {name} 的团队";
        your_role: "Your role is “{role}”." => "您的角色是“{role}”。";
        your_role_was: "Your role was “{role}”." => "您的角色曾是“{role}”。";
        you: "You" => "您";
        approval: "A payout run waits for approval" => "有一批提现等待批准";
        approval_note: "It would pay {total} to {count} creators, which is above the limit for one person."
            => "将向 {count} 位创作者发放 {total}，超过单人批准的上限。";
        approval_step: "Two different persons must approve it at the desk; one is enough to refuse it." => "须由两人在提现批次页面批准，一人即可拒绝。";
        open_desk: "Open the payout runs" => "查看提现批次";
        called_off: "A payout was called off" => "一笔提现已取消";
        called_off_by: "The platform called it off before it left, for this reason: {reason}" => "平台在发出前取消了提现，原因：{reason}";
        called_off_by_bank: "The bank called it off before it was sent." => "银行在发出前取消了提现。";
        credited: "The platform gave you {amount}" => "平台向您发放了 {amount}";
        credited_note: "It is in your balance, and on your next statement." => "已计入余额，并会出现在下一张结算单。";
        reserve: "A reserve is kept back" => "平台设置了预留";
        reserve_note: "{percent} % of the sales of the last {days} days stay in your balance, for refunds and disputes. They are paid out later." => "为应对退款与争议，最近 {days} 天销售额的 {percent} % 暂留余额，之后再发放。";
        reserve_lifted: "Nothing is kept back any more" => "预留已取消";
        reserve_lifted_note: "All of your settled sales can be paid out." => "已结清的销售款均可提现。";
        checks: "The checks of your account have passed" => "您的账户已通过审核";
        checks_note: "Payouts are open: the next run looks at your balance." => "可以提现了，下一批次会处理您的余额。";

        seat: "A seat in {community} is held for you" => "{community} 有一个名额为您保留";
        seat_note: "It is yours to order until {moment}. After that it goes to the next in line." => "请在 {moment} 前下单，逾期将让给下一位。";
        seat_leave: "If you do not want it any more, you need do nothing." => "如不再需要，无需操作。";
        open_checkout: "Order now" => "立即下单";

        why_account_closed: "The bank says that the account is closed." => "银行表示该账户已关闭。";
        why_account_unknown: "The bank does not know the account." => "银行查不到该账户。";
        why_holder_mismatch: "The bank says that the account belongs to somebody else." => "银行表示账户户名不符。";
        why_currency_mismatch: "The account takes another currency." => "该账户不接受此币种。";
        why_instant_not_supported: "The bank did not take an instant payout." => "该银行未接受即时到账。";
        why_limit_reached: "The bank’s limit for the account is reached." => "已达到银行对该账户的限额。";
        why_refused: "The bank refused it and gave no reason that we know." => "银行拒收，未说明我们能识别的原因。";
        why_platform_funds: "It could not be sent, which is the platform’s fault and not yours." => "未能发出，原因在平台，与您无关。";
        why_processor_unavailable: "The payout service could not be reached for hours, which is not your fault."
            => "提现服务长时间无法连接，与您无关。";
        why_other: "The code is {code}." => "代码：{code}。";
        do_check_destination: "Check the account in the payout settings, or choose another one." => "请在结算设置里核对收款账户，或换一个账户。";
        do_choose_standard: "Choose the standard payout, or an account that takes instant ones." => "请改用普通提现，或选择支持即时到账的账户。";
        do_wait: "You need do nothing: the next run takes it again." => "您无需操作，下一次提现会再次处理。";

        skip_paused_by_platform: "The platform has paused your payouts." => "平台暂停了您的提现。";
        skip_paused_after_failures: "Payouts are paused because several in a row failed." => "因连续失败，提现已暂停。";
        skip_paused_by_creator: "You have paused payouts." => "您已暂停提现。";
        skip_under_review: "Not all checks of your account have passed yet." => "您的账号尚未通过全部审核。";
        skip_no_destination: "There is no account to pay to." => "还没有收款账户。";
        skip_destination_on_hold: "The account was changed a short while ago, and payouts to it wait." => "收款账户刚更改不久，提现需等待。";
        skip_negative_balance: "After refunds or disputes your balance is below zero; coming sales settle it." => "因退款或争议，余额为负，将由后续销售补足。";
        skip_still_settling: "Your sales have not settled yet." => "您的销售尚未结清。";
        skip_nothing_payable: "There was nothing to pay out." => "没有可提现的款项。";
        skip_below_minimum: "Your balance is below the minimum." => "余额低于最低提现金额。";
        skip_not_eligible: "A point that instant payouts ask for is not met." => "尚有一项即时到账的条件未满足。";
        skip_cannot_be_split: "The amount cannot be cut into parts that the bank takes." => "金额无法拆分成银行接受的多笔。";
        skip_not_readable: "We could not work out this payout because of a fault on our side. The platform sees it in its list of runs."
            => "因我们系统的问题，未能计算本次提现。平台可在提现批次中看到。";
        skip_fell_back: "Instant was not possible; the next standard payout takes it." => "不能即时到账，改由下一次普通提现发放。";

        field_fallback: "what happens without instant" => "不能即时到账时的处理";
        field_threshold: "the threshold" => "起付金额";
        field_schedule: "the schedule" => "提现周期";
        field_destination: "the account" => "收款账户";
        comma: ", " => "、";
        role_owner: "owner" => "所有者";
        role_admin: "administrator" => "管理员";
        role_accountant: "accountant" => "会计";
        role_support: "support" => "客服";
        own_cycle: "A cycle of your own" => "自定义周期";
    }
}
