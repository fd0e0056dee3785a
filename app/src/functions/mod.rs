//! The server functions, one per file, named by their verb. Each is posted to `/api/<name>` by a plain form, so all of
//! them work without scripts: decode, actor, one service call, and a redirect.

mod check_order;
mod demo_sign_in;
mod save_payout_settings;
mod set_locale;
mod sign_in;
mod sign_out;
mod sign_up;
mod start_order;

pub use check_order::CheckOrder;
pub use demo_sign_in::DemoSignIn;
pub use save_payout_settings::SavePayoutSettings;
pub use set_locale::SetLocale;
pub use sign_in::SignIn;
pub use sign_out::SignOut;
pub use sign_up::SignUp;
pub use start_order::StartOrder;
