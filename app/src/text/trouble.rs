//! When something is not there, or broke.

texts! {
    /// The error pages.
    TroubleText, trouble {
        missing_title: "There is nothing at this address" => "这个地址没有内容";
        missing_lead: "The link may be old, or belong to somebody else. No money has moved." => "链接可能已失效，或属于他人。没有扣款。";
        start: "Go to the start" => "回到首页";
        broken_title: "Something broke on our side" => "我们这边出了问题";
        broken_lead: "No money has moved because of this. If you were paying, do not pay again: your order is listed where you left it, and it says what happened to your money."
            => "没有因此扣款。如果您正在付款，请勿重复付款：回到订单页即可看到款项状态。";
        gateway_lead: "We could not reach the payment service. You have not been charged by this step. Do not pay again; try once more in a minute."
            => "暂时联系不上支付平台，这一步没有扣款。请勿重复付款，一分钟后再试。";
        busy_lead: "Too much happened at once, so nothing was saved and no money has moved. Try again."
            => "同时操作过多，什么都没有保存，也没有扣款。请再试一次。";
        too_long_title: "This text is too long to keep" => "文字过长，无法保留";
        too_long_lead: "The form was not accepted, and what you typed is more than we can keep for you. Nothing was saved or sent, not even in part. Go back in your browser, shorten the text and send it again."
            => "表单未被接受，而且您输入的内容超过了我们能暂存的长度。没有保存或发送任何内容（包括部分内容）。请用浏览器返回上一页，缩短文字后重新提交。";
        again: "Try again" => "再试一次";
        memberships: "Your memberships" => "我的会员";
        reference: "Code" => "代码";
        offline_mark: "Offline" => "离线";
        offline_title: "You are not connected" => "没有网络连接";
        offline_lead: "No money has moved because of this. An order and its code stay valid until their time is up. Try again when you are online."
            => "没有因此扣款。订单和二维码在时限内仍然有效，联网后请再试。";
    }
}
