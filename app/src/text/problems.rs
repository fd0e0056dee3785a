//! What can be wrong with a form.

use domain::{
    catalogue::CouponRefusal,
    locale::Locale,
    order::RefundRefusal,
    view::{Problem, ProblemCode},
};

use super::{counts, dates, fill, money};

texts! {
    /// One sentence for each code: what is wrong, and what to do.
    ProblemText, problems {
        name_invalid: "Enter a name of at most 80 characters." => "请填写称呼，不超过 80 个字符。";
        email_invalid: "Enter an address like name@example.com." => "请填写完整的邮箱，例如 name@example.com。";
        password_too_short: "Use at least {minimum} characters." => "密码至少需要 {minimum} 个字符。";
        password_too_long: "Use at most {maximum} characters." => "密码最多 {maximum} 个字符。";
        password_too_common: "This password is among the first that anybody would try. Choose another one."
            => "这个密码太常见，容易被猜到，请换一个。";
        account_not_made: "The account could not be made with this address. If you already have one, sign in instead."
            => "无法用这个邮箱注册。如果您已有账号，请直接登录。";
        wrong_pair: "Email and password do not belong together. Check both and try again."
            => "邮箱与密码不匹配，请检查后再试。";
        too_many_tries: "Too many tries. Try again in {wait}." => "尝试次数过多，请在 {wait}后再试。";
        agreement_not_read: "Read the agreement first: it has to be open for {seconds} before it can be accepted."
            => "请先阅读协议：打开满 {seconds}后才能接受。";
        agreement_not_accepted: "Tick the box to accept the agreement." => "请勾选同意协议。";
        agreement_changed: "The agreement changed while it was open. Read the new version and accept it."
            => "协议刚刚更新，请阅读新版本后再接受。";
        product_gone: "This is no longer sold. Choose something else." => "这一档已停售，请另选一档。";
        no_way_to_pay: "It cannot be paid this way from here at the moment. Please choose another way to pay." => "目前无法在此以这种方式付款，请选择其他付款方式。";
        sold_out: "Every seat is taken. You can order when one becomes free." => "名额已满，有空位时可以再来。";
        earlier_order_open: "Your earlier unpaid order could not be closed, because its payment service does not answer. Nothing new was ordered. Pay the earlier order, or try again in a moment." => "支付平台暂无响应，您之前的未付款订单无法关闭，因此没有创建新订单。请先支付之前的订单，或稍后再试。";
        already_member: "You already have this for good. There is nothing to pay." => "您已是永久会员，无需再付款。";
        amount_invalid: "Enter an amount in figures, such as 120.00." => "请用数字填写金额，例如 120.00。";
        amount_too_small: "The amount must be at least {minimum}." => "金额不能低于 {minimum}。";
        amount_too_large: "The amount is too large." => "金额过大。";
        number_out_of_range: "Enter a whole number from {least} to {most}." => "请填写 {least} 到 {most} 之间的整数。";
        date_invalid: "Choose a day up to {latest}." => "请选择不晚于 {latest} 的日期。";
        weekday_missing: "Tick at least one day." => "请至少勾选一天。";
        choice_unknown: "Choose one of the options." => "请选择其中一项。";
        not_eligible: "Daily instant payouts are not open to you yet. The list below says what is missing."
            => "暂时不能选择每日即时到账，下方列出了还差的条件。";
        changed_meanwhile: "Somebody else saved in the meantime. Look at what stands here now and save again."
            => "设置刚被他人修改，请核对现在的内容后再保存。";
        amount_above: "The most that can be taken now is {most}." => "目前最多可提取 {most}。";
        cannot_be_split: "This amount does not fit the limits of instant payouts. Choose a smaller one." => "该金额超出即时到账的范围，请减少金额。";
        fee_changed: "Fee or amount have changed since they were shown. Look at the new sums and confirm again. No money has moved."
            => "手续费或金额已变动，请核对后重新确认。尚未动用任何款项。";
        account_invalid: "This account number cannot be right. Check it against a statement of your bank." => "账号有误，请对照银行账单核对。";
        bank_invalid: "This bank code cannot be right. A BIC has 8 or 11 characters." => "银行代码有误，BIC 为 8 位或 11 位。";
        account_known: "This account is one of your destinations already." => "该账户已在您的收款账户中。";
        too_many_changes: "Too many changes in a short time. Try again in {wait}." => "更改过于频繁，请在 {wait}后再试。";
        too_many_destinations: "You have {most} destinations, and that is as many as there can be. Choose one of them in the settings."
            => "收款账户已达上限 {most} 个，请在设置中选用已有账户。";
        no_rail: "This installation cannot pay to bank accounts yet. Ask the platform." => "本平台尚未开通银行提现，请联系平台。";
        role_may_not: "Your role on this account may not do this. Ask the owner." => "您在此账户的角色无权执行此操作，请联系所有者。";
        own_address: "This is your own address. Enter somebody else’s." => "这是您自己的邮箱，请填写他人的邮箱。";
        country_invalid: "Enter the country’s two letters, such as CN or DE." => "请填写两位国家代码，例如 CN 或 DE。";
        on_the_team: "Whoever has this address is on your team already." => "使用该邮箱的人已在您的团队中。";
        team_full: "There are {most} people and invitations already. Remove one first." => "成员与邀请已达 {most} 个，请先移除一个。";
        slug_invalid: "Use 3 to 40 lower-case letters, digits and hyphens." => "请用 3 到 40 个小写字母、数字或连字符。";
        slug_taken: "Another community has this address. Choose another one." => "这个地址已被使用，请换一个。";
        link_invalid: "Enter an address that begins with https://." => "请填写以 https:// 开头的网址。";
        seats_fixed: "Whether seats are limited is decided when a product is made. Take this one off sale and make another."
            => "是否限额在创建时决定，请下架后另建一档。";
        seats_taken: "{taken} seats are taken. Enter at least as many." => "已有 {taken} 个名额被占用，不能少于此数。";
        coupon_code_invalid: "Use 3 to 32 letters, digits and hyphens." => "请用 3 到 32 个字母、数字或连字符。";
        coupon_code_taken: "There is a coupon with this code already." => "已有相同的优惠码。";
        coupon_unknown: "There is no such coupon here. The price is unchanged." => "没有这个优惠码，价格不变。";
        coupon_not_yet: "This coupon does not count yet. The price is unchanged." => "优惠码尚未生效，价格不变。";
        coupon_over: "The time of this coupon is over. The price is unchanged." => "优惠码已过期，价格不变。";
        coupon_used_up: "This coupon has been used as often as it can be. The price is unchanged." => "优惠码已被用完，价格不变。";
        coupon_used_by_you: "You have used this coupon as often as one person can. The price is unchanged."
            => "您使用此优惠码的次数已满，价格不变。";
        coupon_other_product: "This coupon is for something else that is sold here. The price is unchanged."
            => "优惠码不适用于这一档，价格不变。";
        coupon_does_not_fit: "This coupon does not fit this price. The price is unchanged." => "优惠码不适用于此价格，价格不变。";
        coupon_other_currency: "This coupon takes an amount off prices in {currency} only. The price is unchanged."
            => "该优惠码只适用于 {currency} 价格，价格不变。";
        unused_time_elsewhere: "Your unused time was paid in {currency} and counts only towards a price in {currency}. Choose that currency, or add time instead."
            => "未使用的时间以 {currency} 支付，只能抵扣 {currency} 价格。请改用该币种，或在现有期限上延长。";
        price_changed: "The price has changed since this page was opened: it is {price} now. Nothing was ordered and no money has moved. If you still want it, confirm again."
            => "打开页面后价格有变，现为 {price}。没有创建订单，也没有扣款。如仍需要，请重新确认。";
        currency_gone: "This is no longer sold in the currency you chose. Look at the price that stands here now." => "已不再支持您选择的币种，请查看当前价格。";
        no_account_in: "You have no account that is paid out in {currency}. Add one first." => "您没有 {currency} 账户，请先添加。";
        account_there: "You have an account in this currency already." => "您已有该币种的账户。";
        no_time_left: "It ends on a fixed day, and what you have lasts as long already or the day is too near: paying for it would give you no time."
            => "这一档截止于固定日期：您已有的期限不早于该日，或该日即将到来，付款不会增加任何时间。";
        nothing_left_to_pay: "Your unused time counts for as much as this costs. Take it after your present time instead."
            => "剩余时间的价值已不低于此价格，请在当前期满后再购买。";
        not_ready_to_open: "Something is still missing; the list says what." => "还有内容未完成，请看清单。";
        too_many: "There are {most} already, and that is as many as there can be." => "已达上限 {most} 个。";
        text_missing: "Write something: at least one and at most {longest} characters." => "请填写内容：1 至 {longest} 个字符。";
        other_order_unfit: "There is no order with this number that waits for exactly this amount." => "没有等待此金额付款的该编号订单。";
        other_coupon_gone: "The coupon of that order is used up or withdrawn, so it cannot be had at its price any more. Give the money back; the buyer can order again." => "该订单所用的优惠码已用完或撤回，无法再按其价格出售。请将款项退回，买家可重新下单。";
        not_possible: "This cannot be decided any more. The page shows how it is now." => "已无法这样处理，请以页面显示的最新状态为准。";
        second_person_needed: "Whoever proposed it cannot agree to it: ask somebody else." => "提议人不能自行批准，请由另一人处理。";
        own_money: "This is about your own money or an account you help with: ask somebody else." => "此事涉及您本人的款项或您参与的账户，请由另一人处理。";
        gateway_refused: "The payment service did not take it ({reason}). Nothing has changed." => "支付平台未接受（{reason}），没有任何变化。";
        gateway_silent: "The payment service did not answer. Nothing has changed; try again." => "支付平台没有响应，没有任何变化，请重试。";
        refund_under_way: "The payment service says it is at this refund: nothing can be decided before that ends. Nothing has changed." => "支付平台正在处理该退款，结束前无法作出决定，没有任何变化。";
        period_gone: "What was to be valid again by it cannot be had any more: its seat went to somebody else, or its money is not there. Nothing was sent back. Read again what happens, and ask once more if you still want it."
            => "原定随退款恢复的期限已无法恢复：名额已被他人占用，或其款项已不在。没有退款。请查看现在的说明，如仍需退款，请再次申请。";
        refund_nothing_left: "Nothing is left to give back." => "没有可退的款项。";
        refund_too_late: "The days for asking the money back are over." => "已超过可申请退款的期限。";
        refund_asked_before: "You have asked for your money back once in this community, and that can be done once. Whoever sold it can still give this back."
            => "您已在本社群自行申请过一次退款，每人限一次。是否再退款由社群方决定。";
        refund_too_much: "At most {most} can go back." => "最多可退 {most}。";
        refund_disputed: "The buyer’s bank has taken this money back already." => "买家银行已撤回该款项。";
        refund_too_many: "The payment service takes at most {most} refunds of one payment." => "同一笔付款最多退款 {most} 次。";
        refund_too_soon: "The payment service takes the next refund of this payment in {wait}." => "支付平台要求{wait}后才能再次退款。";
        refund_too_old: "The payment service gives nothing back after {days} days." => "付款超过 {days} 天，支付平台不再支持退款。";
    }
}

/// What is wrong, in the reader's language.
#[expect(clippy::too_many_lines, reason = "one arm for each code")]
pub fn problem(code: &ProblemCode, locale: Locale) -> String {
    let words = problems(locale);
    match code {
        ProblemCode::NameInvalid => words.name_invalid.to_owned(),
        ProblemCode::EmailInvalid => words.email_invalid.to_owned(),
        ProblemCode::PasswordTooShort { minimum } => {
            fill(words.password_too_short, &[("minimum", &minimum.to_string())])
        }
        ProblemCode::PasswordTooLong { maximum } => {
            fill(words.password_too_long, &[("maximum", &maximum.to_string())])
        }
        ProblemCode::PasswordTooCommon => words.password_too_common.to_owned(),
        ProblemCode::AccountNotMade => words.account_not_made.to_owned(),
        ProblemCode::WrongPair => words.wrong_pair.to_owned(),
        ProblemCode::TooManyTries { retry_after_seconds } => {
            fill(words.too_many_tries, &[("wait", &counts::wait(u64::from(*retry_after_seconds), locale))])
        }
        ProblemCode::AgreementNotRead { seconds } => {
            fill(words.agreement_not_read, &[("seconds", &counts::seconds(u64::from(*seconds), locale))])
        }
        ProblemCode::AgreementNotAccepted => words.agreement_not_accepted.to_owned(),
        ProblemCode::AgreementChanged => words.agreement_changed.to_owned(),
        ProblemCode::ProductGone => words.product_gone.to_owned(),
        ProblemCode::SoldOut => words.sold_out.to_owned(),
        ProblemCode::NoWayToPay => words.no_way_to_pay.to_owned(),
        ProblemCode::EarlierOrderOpen => words.earlier_order_open.to_owned(),
        ProblemCode::AlreadyMember => words.already_member.to_owned(),
        ProblemCode::AmountInvalid => words.amount_invalid.to_owned(),
        ProblemCode::AmountTooSmall { minimum } => {
            fill(words.amount_too_small, &[("minimum", &money(*minimum, locale))])
        }
        ProblemCode::AmountTooLarge => words.amount_too_large.to_owned(),
        ProblemCode::NumberOutOfRange { least, most } => {
            fill(words.number_out_of_range, &[("least", &least.to_string()), ("most", &most.to_string())])
        }
        ProblemCode::DateInvalid { latest } => {
            fill(words.date_invalid, &[("latest", &dates::day(*latest, locale))])
        }
        ProblemCode::WeekdayMissing => words.weekday_missing.to_owned(),
        ProblemCode::ChoiceUnknown => words.choice_unknown.to_owned(),
        ProblemCode::NotEligibleForInstant => words.not_eligible.to_owned(),
        ProblemCode::ChangedMeanwhile => words.changed_meanwhile.to_owned(),
        ProblemCode::AmountAbove { most } => fill(words.amount_above, &[("most", &money(*most, locale))]),
        ProblemCode::CannotBeSplit => words.cannot_be_split.to_owned(),
        ProblemCode::FeeChanged => words.fee_changed.to_owned(),
        ProblemCode::AccountInvalid => words.account_invalid.to_owned(),
        ProblemCode::BankInvalid => words.bank_invalid.to_owned(),
        ProblemCode::AccountKnown => words.account_known.to_owned(),
        ProblemCode::TooManyChanges { retry_after_seconds } => {
            fill(words.too_many_changes, &[("wait", &counts::wait(u64::from(*retry_after_seconds), locale))])
        }
        ProblemCode::TooManyDestinations { most } => {
            fill(words.too_many_destinations, &[("most", &most.to_string())])
        }
        ProblemCode::NoRail => words.no_rail.to_owned(),
        ProblemCode::RoleMayNot => words.role_may_not.to_owned(),
        ProblemCode::OwnAddress => words.own_address.to_owned(),
        ProblemCode::CountryInvalid => words.country_invalid.to_owned(),
        ProblemCode::OnTheTeam => words.on_the_team.to_owned(),
        ProblemCode::TeamFull { most } => fill(words.team_full, &[("most", &most.to_string())]),
        ProblemCode::SlugInvalid => words.slug_invalid.to_owned(),
        ProblemCode::SlugTaken => words.slug_taken.to_owned(),
        ProblemCode::LinkInvalid => words.link_invalid.to_owned(),
        ProblemCode::SeatsFixed => words.seats_fixed.to_owned(),
        ProblemCode::SeatsTaken { taken } => fill(words.seats_taken, &[("taken", &taken.to_string())]),
        ProblemCode::CouponCodeInvalid => words.coupon_code_invalid.to_owned(),
        ProblemCode::CouponCodeTaken => words.coupon_code_taken.to_owned(),
        ProblemCode::CouponRefused { reason } => coupon(words, *reason),
        ProblemCode::UnusedTimeElsewhere { currency } => {
            fill(words.unused_time_elsewhere, &[("currency", currency.code())])
        }
        ProblemCode::PriceChanged { now } => fill(words.price_changed, &[("price", &money(*now, locale))]),
        ProblemCode::CurrencyGone => words.currency_gone.to_owned(),
        ProblemCode::NoAccountIn { currency } => fill(words.no_account_in, &[("currency", currency.code())]),
        ProblemCode::AccountThere => words.account_there.to_owned(),
        ProblemCode::NoTimeLeft => words.no_time_left.to_owned(),
        ProblemCode::NothingLeftToPay => words.nothing_left_to_pay.to_owned(),
        ProblemCode::NotReadyToOpen => words.not_ready_to_open.to_owned(),
        ProblemCode::TooMany { most } => fill(words.too_many, &[("most", &most.to_string())]),
        ProblemCode::TextMissing { longest } => {
            fill(words.text_missing, &[("longest", &longest.to_string())])
        }
        ProblemCode::OtherOrderUnfit => words.other_order_unfit.to_owned(),
        ProblemCode::OtherCouponGone => words.other_coupon_gone.to_owned(),
        ProblemCode::NotPossible => words.not_possible.to_owned(),
        ProblemCode::SecondPersonNeeded => words.second_person_needed.to_owned(),
        ProblemCode::OwnMoney => words.own_money.to_owned(),
        ProblemCode::GatewayRefused { reason } => fill(words.gateway_refused, &[("reason", reason)]),
        ProblemCode::GatewaySilent => words.gateway_silent.to_owned(),
        ProblemCode::RefundUnderWay => words.refund_under_way.to_owned(),
        ProblemCode::RefundRefused { refusal } => refund(words, *refusal, locale),
        ProblemCode::PeriodGone => words.period_gone.to_owned(),
    }
}

/// Why a sale cannot be given back so.
pub fn refund_refusal(refusal: RefundRefusal, locale: Locale) -> String {
    refund(problems(locale), refusal, locale)
}

fn refund(words: &'static ProblemText, refusal: RefundRefusal, locale: Locale) -> String {
    match refusal {
        RefundRefusal::NothingLeft => words.refund_nothing_left.to_owned(),
        RefundRefusal::TooLate => words.refund_too_late.to_owned(),
        RefundRefusal::AskedBefore => words.refund_asked_before.to_owned(),
        RefundRefusal::TooMuch { most } => fill(words.refund_too_much, &[("most", &money(most, locale))]),
        RefundRefusal::AmountInvalid => words.amount_invalid.to_owned(),
        RefundRefusal::Disputed => words.refund_disputed.to_owned(),
        RefundRefusal::TooMany { most } => fill(words.refund_too_many, &[("most", &most.to_string())]),
        RefundRefusal::TooSoon { retry_after_seconds } => {
            let wait = counts::wait(u64::from(retry_after_seconds), locale);
            fill(words.refund_too_soon, &[("wait", &wait)])
        }
        RefundRefusal::TooOld { days } => fill(words.refund_too_old, &[("days", &days.to_string())]),
    }
}

/// What is wrong with one field, if anything.
pub fn at_field(all: &[Problem], field: &str, locale: Locale) -> Option<String> {
    all.iter().find(|found| found.field == field).map(|found| problem(&found.code, locale))
}

fn coupon(words: &'static ProblemText, reason: CouponRefusal) -> String {
    let said = match reason {
        CouponRefusal::OtherCurrency(currency) => {
            return fill(words.coupon_other_currency, &[("currency", currency.code())]);
        }
        CouponRefusal::Unknown => words.coupon_unknown,
        CouponRefusal::NotYet => words.coupon_not_yet,
        CouponRefusal::Over => words.coupon_over,
        CouponRefusal::UsedUp => words.coupon_used_up,
        CouponRefusal::UsedByYou => words.coupon_used_by_you,
        CouponRefusal::OtherProduct => words.coupon_other_product,
        CouponRefusal::DoesNotFit => words.coupon_does_not_fit,
    };
    said.to_owned()
}
