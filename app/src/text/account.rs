//! Signing up and in.

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
    }
}
