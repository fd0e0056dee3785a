//! Signing up and in, and a forgotten password.

use domain::{locale::Locale, time::Timestamp};

use super::{dates, fill};

texts! {
    /// The sign-up and sign-in pages.
    AccountText, account {
        sign_in: "Sign in" => "登录";
        sign_up: "Create an account" => "注册账号";
        name: "Your name" => "您的称呼";
        name_help: "Shown to the creator of a community you join." => "会显示给您加入的社群的创作者。";
        email: "Email" => "邮箱";
        password: "Password" => "密码";
        password_help: "At least {minimum} characters. A sentence is fine." => "至少 {minimum} 个字符，可以是一句话。";
        create: "Create account" => "注册";
        have_account: "Have an account?" => "已有账号？";
        new_here: "New here?" => "还没有账号？";
        not_created: "The account was not created" => "账号没有建立";
        not_signed_in: "You are not signed in" => "没有登录成功";

        forgotten: "Forgot your password?" => "忘记密码？";
        forgotten_title: "Forgotten password" => "忘记密码";
        forgotten_lead: "Type the address you signed up with. We mail you a link, and behind it you choose a new password. Orders, memberships and money stay as they are."
            => "请填写注册时使用的邮箱，我们会发送一个链接，打开后即可设置新密码。订单、会员和款项均不受影响。";
        mail_link: "Mail me a link" => "发送链接";
        not_mailed: "No mail was sent" => "邮件没有发出";
        link_asked: "Look into your mailbox" => "请查看邮箱";
        link_asked_note: "If there is an account with this address, a mail with a link is on its way. It works once, within an hour. Nothing there after a few minutes? Look among the unwanted mail, and check the address you typed."
            => "如果该邮箱已注册，含有链接的邮件正在发送。链接一小时内有效，仅可使用一次。几分钟后仍未收到？请查看垃圾邮件，并检查填写的邮箱是否正确。";
        no_mail_lead: "No mails are sent from here, so nobody can mail you a link. Ask the people who run this site to set a new password for you, and tell them the address you signed up with. If you do not know them, ask the creator of your community: how to reach them stands on the community’s page. Orders, memberships and money stay as they are."
            => "本站不发送邮件，无法通过邮件重设密码。请联系本站的运营方为您设置新密码，并告知您注册时使用的邮箱。如果不知道如何联系，可询问您所在社群的创作者，其联系方式见社群页面。订单、会员和款项均不受影响。";
        back_to_sign_in: "Back to signing in" => "返回登录";
        new_password_title: "Choose a new password" => "设置新密码";
        new_password_lead: "From then on only the new one counts. Whoever is signed in as you, on whatever device, is signed out."
            => "设置后仅新密码有效，所有设备上已登录的会话都会退出。";
        new_password: "New password" => "新密码";
        set_password: "Set the password" => "设置密码";
        not_set: "The password was not changed" => "密码没有更改";
        password_changed: "Your password was changed" => "密码已更改";
        password_changed_note: "Sign in with the new one." => "请用新密码登录。";
        link_gone: "This link is not good any more" => "链接已失效";
        link_gone_note: "It was used, a new password was set since, or it is older than an hour. Your password did not change by opening it. Ask for a new link if you need one."
            => "链接已被使用、密码已另行设置，或链接已超过一小时。打开此页面没有更改密码。如有需要，请重新获取链接。";
        ask_again: "Ask for a new link" => "重新获取链接";

        letter_subject: "A new password" => "设置新密码";
        letter_body: "Hello {name},\n\nsomebody, probably you, has asked for a new password at {site}.\n\nOpen this link and choose one. It works once, until {moment}:\n{link}\n\nIf it was not you, leave this mail alone: your password stays as it is. Give the link to nobody.\n"
            => "{name}，您好：\n\n有人（可能是您本人）在 {site} 申请设置新密码。\n\n请打开以下链接并设置新密码。链接仅可使用一次，{moment} 前有效：\n{link}\n\n如果不是您本人操作，请忽略本邮件，密码不会改变。请勿将链接转发给他人。\n";
    }
}

/// The subject and the text of the letter that leads to a new password. The name comes last, so that nothing is filled
/// into it.
pub fn password_letter(name: &str, link: &str, until: Timestamp, locale: Locale) -> (String, String) {
    let words = account(locale);
    let site = link.split_once("/sign-in/").map_or(link, |(site, _)| site);
    let moment = dates::moment(until, locale);
    let places = [("moment", moment.as_str()), ("site", site), ("link", link), ("name", name)];
    (words.letter_subject.to_owned(), fill(words.letter_body, &places))
}

#[cfg(test)]
mod tests {
    use domain::{locale::Locale, time::Timestamp};

    use super::password_letter;

    #[test]
    fn the_letter_says_where_until_when_and_the_link_once_and_a_name_is_no_template() {
        let until = Timestamp::from_unix_ms(1_795_334_400_000);
        let link = "https://join.example.com/sign-in/forgotten/abc";
        for locale in Locale::ALL {
            let (subject, body) = password_letter("{link} Mei", link, until, locale);
            assert!(!subject.is_empty() && body.contains("{link} Mei"), "{body}");
            assert_eq!(body.matches(link).count(), 1, "{body}");
            assert!(body.contains("UTC") && !body.contains("{moment}") && !body.contains("{site}"), "{body}");
        }
    }
}
