//! The team of a creator's account, and invitations to it.

use domain::{locale::Locale, people::AccountRole, time::Timestamp};

use super::{dates, fill};

texts! {
    /// `/settings/team` and `/team/accept`.
    TeamText, team {
        title: "Your team" => "团队";
        lead: "People who act for your account. Whoever comes, goes or changes something is told to you, here and by mail."
            => "代您打理账户的人。有人加入、离开或更改设置时，我们都会通过消息和邮件告诉您。";
        members: "On the team" => "团队成员";
        you: "{name} (you)" => "{name}（您）";
        gone: "Account removed" => "账号已注销";
        since: "{email}, since {day}" => "{email}，{day}加入";
        nobody: "Nobody but you yet." => "目前只有您。";
        role: "Role" => "角色";
        role_of: "Role of {name}" => "{name} 的角色";
        save: "Save role" => "保存角色";
        save_of: "Save role of {name}" => "保存角色：{name}";
        remove_ask: "Remove {name}" => "移除 {name}";
        remove_note: "{name} can do nothing with your account from that moment on. A message tells them."
            => "移除后，{name} 立即无法再操作您的账户，并会收到消息通知。";
        remove: "Yes, remove {name}" => "确认移除 {name}";
        saved_invited: "The invitation is on its way" => "邀请已发出";
        saved_invited_note: "It can be accepted for seven days, by somebody who signs in with that address."
            => "七天内有效，须用该邮箱登录后接受。";
        saved_changed: "The role was changed" => "角色已更改";
        saved_removed: "Removed from the team" => "已移出团队";
        saved_withdrawn: "The invitation was taken back" => "邀请已撤回";
        at_once: "It counts from this moment." => "立即生效。";

        waiting: "Invitations that wait" => "等待接受的邀请";
        waiting_line: "{role}, until {moment}" => "{role}，{moment}前有效";
        withdraw: "Take back" => "撤回";
        withdraw_of: "Take back the invitation to {email}" => "撤回发给 {email} 的邀请";

        invite: "Invite somebody" => "邀请他人";
        invite_note: "At most {most} people and invitations." => "成员与邀请合计最多 {most} 个。";
        email: "Email" => "邮箱";
        email_help: "We mail a link there. Only somebody who signs in with this address can use it."
            => "我们会把链接发到这个邮箱，只有用该邮箱登录的人才能使用。";
        invite_button: "Send the invitation" => "发出邀请";
        not_invited: "Nobody was invited" => "邀请没有发出";

        owner: "Owner" => "所有者";
        admin: "Administrator" => "管理员";
        accountant: "Accountant" => "会计";
        support: "Support" => "客服";
        owner_may: "Everything, and alone decides on the team." => "拥有全部权限，并独自决定团队成员。";
        admin_may: "Sees everything, changes payout settings and destinations, asks for instant payouts."
            => "可查看全部内容，更改结算设置和收款账户，申请即时到账。";
        accountant_may: "Sees sales, payouts and settings, asks for instant payouts, which cost a fee. Changes no settings."
            => "可查看销售、提现和设置，可申请需付手续费的即时到账，不能更改设置。";
        support_may: "Sees sales and payouts, to answer members. Changes nothing." => "可查看销售和提现以便答复成员，不能更改任何内容。";

        invited_title: "Join the team of {owner}" => "加入 {owner} 的团队";
        invited_lead: "{owner} would like you to act for their account as: {role}." => "{owner} 邀请您以“{role}”的身份代为打理账户。";
        invited_until: "The invitation is good until {moment}." => "邀请在 {moment}前有效。";
        accept: "Join the team" => "加入团队";
        accept_note: "{owner} will see your name and your address, and is told of what you change."
            => "{owner} 会看到您的称呼和邮箱，并会收到您所做更改的通知。";
        sign_in_first: "Sign in with the address that this invitation was sent to. Without an account, create one with it."
            => "请用收到邀请的邮箱登录；如果还没有账号，请用该邮箱注册。";
        other_address: "You are signed in with another address than the one this invitation was sent to. Sign out, and sign in with that one."
            => "您当前登录的邮箱不是收到邀请的邮箱，请退出后改用该邮箱登录。";
        owns_account: "You have a creator account of your own, so you cannot be on a team. Use another address for it."
            => "您自己拥有创作者账户，不能加入团队，请使用其他邮箱。";
        other_team: "You are on another team already, and one person can be on one only. Ask its owner to remove you first."
            => "您已在另一个团队中，每人只能加入一个团队，请先让对方移除您。";
        this_team: "You are on this team." => "您已在这个团队中。";
        cannot_join: "You cannot join with this account" => "无法用当前账号加入";
        gone_title: "This invitation is not good any more" => "邀请已失效";
        gone_note: "It was used, taken back, or is too old. Ask whoever invited you for a new one."
            => "邀请已被使用、撤回或过期，请让邀请人重新发送。";
        sign_in: "Sign in" => "登录";
        sign_up: "Create an account" => "注册账号";
        sign_out: "Sign out" => "退出登录";
        go_on: "Go to the account" => "进入账户";

        letter_subject: "{owner} invites you to their team" => "{owner} 邀请您加入团队";
        letter_body: "Hello,\n\n{owner} would like you to act for their account at {site} as: {role}.\n\nOpen this link, and sign in with the address that this mail came to. It works once, until {moment}:\n{link}\n\nIf you do not know {owner}, leave this mail alone: nothing happens.\n"
            => "您好：\n\n{owner} 邀请您以“{role}”的身份在 {site} 代为打理账户。\n\n请打开以下链接，并用收到本邮件的邮箱登录。链接仅可使用一次，{moment} 前有效：\n{link}\n\n如果您不认识 {owner}，请忽略本邮件，不会发生任何事情。\n";
    }
}

/// The name of a role.
pub fn role(words: &TeamText, role: AccountRole) -> &'static str {
    match role {
        AccountRole::Owner => words.owner,
        AccountRole::Admin => words.admin,
        AccountRole::Accountant => words.accountant,
        AccountRole::Support => words.support,
    }
}

/// What a role may do.
pub fn may(words: &TeamText, role: AccountRole) -> &'static str {
    match role {
        AccountRole::Owner => words.owner_may,
        AccountRole::Admin => words.admin_may,
        AccountRole::Accountant => words.accountant_may,
        AccountRole::Support => words.support_may,
    }
}

/// The subject and the text of the letter that invites. The owner's name comes last, so that nothing is filled into it.
pub fn invitation(
    owner: &str,
    as_role: AccountRole,
    link: &str,
    until: Timestamp,
    locale: Locale,
) -> (String, String) {
    let words = team(locale);
    let site = link.split_once("/team/").map_or(link, |(site, _)| site);
    let places = [
        ("role", role(words, as_role)),
        ("moment", &dates::moment(until, locale)),
        ("site", site),
        ("link", link),
        ("owner", owner),
    ];
    (fill(words.letter_subject, &[("owner", owner)]), fill(words.letter_body, &places))
}

#[cfg(test)]
mod tests {
    use domain::{locale::Locale, people::AccountRole, time::Timestamp};

    use super::{invitation, may, role, team};

    #[test]
    fn every_role_has_a_name_and_says_what_it_may() {
        for locale in Locale::ALL {
            let words = team(locale);
            for one in AccountRole::ALL {
                let others = AccountRole::ALL.into_iter().filter(|other| *other != one);
                assert!(!others.map(|other| may(words, other)).any(|said| said == may(words, one)));
                assert!(!role(words, one).is_empty());
            }
        }
    }

    #[test]
    fn an_invitation_names_who_what_where_and_until_when_and_a_name_is_no_template() {
        let until = Timestamp::from_unix_ms(1_795_334_400_000);
        let link = "https://join.example.com/team/accept/abc";
        for locale in Locale::ALL {
            let (subject, body) = invitation("{link} Lin", AccountRole::Accountant, link, until, locale);
            assert!(subject.contains("{link} Lin"), "{subject}");
            assert_eq!(body.matches(link).count(), 1, "{body}");
            assert!(body.contains(role(team(locale), AccountRole::Accountant)), "{body}");
            assert!(
                !body.contains("{role}") && !body.contains("{site}") && !body.contains("{moment}"),
                "{body}"
            );
        }
    }
}
