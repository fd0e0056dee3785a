//! Paying inside WeChat: the wallet says who pays, in its own browser or to a page of the mini-program, and what was made for
//! somebody else opens nothing.

use domain::{id::OrderToken, order::Scene as Place, view::OrderStage};
use services::{
    actor::Member,
    till::{HandOverOutcome, SignInOutcome, Visit},
};

use super::case::Scene;

impl Scene {
    /// Somebody goes on inside WeChat.
    pub(super) async fn pays_inside(&self) {
        let (member, token) = self.somebody();
        let scene = self.stage.dice.one_of(&[Place::InWechat, Place::InMiniProgram]);
        let visit = Visit { scene, ..Visit::default() };
        let _ = self.services.till.change_channel(member, token, "wechat-pay", &visit).await;
        match scene {
            Place::InMiniProgram => self.hands_over(member, token, &visit).await,
            _ => self.signs_in(member, token, &visit).await,
        }
    }

    async fn signs_in(&self, member: &Member, token: &OrderToken, visit: &Visit) {
        let till = &self.services.till;
        let Ok(Some(address)) = till.wallet_sign_in(member, token).await else { return };
        let (_, state) = address.split_once("&state=").unwrap();
        let code = member.user.as_str();
        if self.stage.dice.chance(20) {
            let forged = till.wallet_signed_in(member, token, (code, &format!("9{state}")), visit).await;
            assert!(!matches!(forged, Ok(SignInOutcome::Opened)), "{}: {forged:?}", self.name());
        }
        let _ = till.wallet_signed_in(member, token, (code, state), visit).await;
    }

    async fn hands_over(&self, member: &Member, token: &OrderToken, visit: &Visit) {
        let till = &self.services.till;
        let Ok(Some(view)) = till.page(member, token, visit).await else { return };
        let OrderStage::HandOver { page, .. } = view.stage else { return };
        let (_, ticket) = page.split_once("&ticket=").unwrap();
        let code = member.user.as_str();
        if self.stage.dice.chance(20) {
            let forged = till.hand_over(token, (code, &format!("{ticket}0")), visit).await;
            assert!(!matches!(forged, Ok(HandOverOutcome::Call(_))), "{}: {forged:?}", self.name());
        }
        let _ = till.hand_over(token, (code, ticket), visit).await;
    }
}
