//! What the wallet's own script is called with: four lines, signed with the merchant's key.

use domain::order::WalletCall;
use services::ports::{EntropyExt as _, GatewayFault};

use super::{WechatPay, signing::wallet_message};

/// The gateway's names for prepared orders are 36 characters; it promises at most this many.
const LONGEST_PREPAY_ID: usize = 64;

impl WechatPay {
    pub(super) fn wallet_call(&self, appid: &str, prepay_id: &str) -> Result<WalletCall, GatewayFault> {
        // A line break in it would move bytes between the signed lines.
        let reads = (1..=LONGEST_PREPAY_ID).contains(&prepay_id.len())
            && prepay_id.bytes().all(|byte| byte.is_ascii_graphic());
        if !reads {
            return Err(GatewayFault::Untrusted);
        }
        let timestamp = self.clock.system().unix_ms().div_euclid(1000).to_string();
        let nonce = format!("{:032X}", self.entropy.bits());
        let package = format!("prepay_id={prepay_id}");
        let signature = self.signer.sign(&wallet_message(appid, &timestamp, &nonce, &package))?;
        Ok(WalletCall {
            app_id: appid.to_owned(),
            timestamp,
            nonce,
            package,
            // Sent along, and not signed itself.
            sign_type: "RSA".to_owned(),
            signature,
        })
    }
}
