//! What can be wrong with a form.

use domain::{
    locale::Locale,
    view::{Problem, ProblemCode},
};

use super::{counts, fill, money};

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
        sold_out: "Every seat is taken. You can order when one becomes free." => "名额已满，有空位时可以再来。";
        already_member: "You already have this for good. There is nothing to pay." => "您已是永久会员，无需再付款。";
        amount_invalid: "Enter an amount in figures, such as 120.00." => "请用数字填写金额，例如 120.00。";
        amount_too_small: "The amount must be at least {minimum}." => "金额不能低于 {minimum}。";
        amount_too_large: "The amount is too large." => "金额过大。";
        choice_unknown: "Choose one of the options." => "请选择其中一项。";
        not_eligible: "Daily instant payouts are not open to you yet. The list below says what is missing."
            => "暂时不能选择每日即时到账，下方列出了还差的条件。";
        changed_meanwhile: "Somebody else saved in the meantime. Look at what stands here now and save again."
            => "设置刚被他人修改，请核对现在的内容后再保存。";
    }
}

/// What is wrong, in the reader's language.
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
        ProblemCode::AlreadyMember => words.already_member.to_owned(),
        ProblemCode::AmountInvalid => words.amount_invalid.to_owned(),
        ProblemCode::AmountTooSmall { minimum } => {
            fill(words.amount_too_small, &[("minimum", &money(*minimum, locale))])
        }
        ProblemCode::AmountTooLarge => words.amount_too_large.to_owned(),
        ProblemCode::ChoiceUnknown => words.choice_unknown.to_owned(),
        ProblemCode::NotEligibleForInstant => words.not_eligible.to_owned(),
        ProblemCode::ChangedMeanwhile => words.changed_meanwhile.to_owned(),
    }
}

/// What is wrong with one field, if anything.
pub fn at_field(all: &[Problem], field: &str, locale: Locale) -> Option<String> {
    all.iter().find(|found| found.field == field).map(|found| problem(&found.code, locale))
}
