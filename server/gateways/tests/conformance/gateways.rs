//! The gateways, and the ways to pay each of them has.

/// Makes of each case a test for every gateway.
macro_rules! for_every_gateway {
    ($($name:ident)+) => { $(
        mod $name {
            use domain::order::{Channel, PayWay};

            #[tokio::test]
            async fn wechat_pay_by_code() {
                super::$name(&crate::wechat_driver::WechatDriver::start(PayWay::Code).await).await;
            }

            #[tokio::test]
            async fn wechat_pay_on_a_phone() {
                super::$name(&crate::wechat_driver::WechatDriver::start(PayWay::Phone).await).await;
            }

            #[tokio::test]
            async fn wechat_pay_in_the_wallet() {
                super::$name(&crate::wechat_driver::WechatDriver::start(PayWay::InWallet).await).await;
            }

            #[tokio::test]
            async fn wechat_pay_from_a_mini_program() {
                super::$name(&crate::wechat_driver::WechatDriver::start(PayWay::MiniProgram).await).await;
            }

            #[tokio::test]
            async fn alipay_by_code() {
                super::$name(&crate::alipay_driver::AlipayDriver::start(PayWay::Code).await).await;
            }

            #[tokio::test]
            async fn alipay_by_page() {
                super::$name(&crate::alipay_driver::AlipayDriver::start(PayWay::Page).await).await;
            }

            #[tokio::test]
            async fn alipay_by_phone_with_certificates() {
                super::$name(&crate::alipay_driver::AlipayDriver::start(PayWay::Phone).await).await;
            }

            #[tokio::test]
            async fn stripe_by_card() {
                super::$name(&crate::stripe_driver::StripeDriver::start(Channel::Card).await).await;
            }

            #[tokio::test]
            async fn stripe_by_alipay() {
                super::$name(&crate::stripe_driver::StripeDriver::start(Channel::Alipay).await).await;
            }

            #[tokio::test]
            async fn stripe_by_wechat_pay() {
                super::$name(&crate::stripe_driver::StripeDriver::start(Channel::WechatPay).await).await;
            }
        }
    )+ };
}
