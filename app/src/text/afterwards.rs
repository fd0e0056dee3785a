//! What becomes of a membership when its money goes back: said in the same words to whoever bought it, sold it or helps.

texts! {
    /// On `/o/{token}`, `/sales/{order}`, `/review/orders/{order}` and `/review/{item}`, before the button.
    AfterwardsText, afterwards {
        ends: "The membership ends at once, and the way in with it. This cannot be taken back." => "会员资格立即终止，入口随之关闭。此操作不能撤销。";
        ends_period: "This period ends at once. This cannot be taken back." => "本期会员立即终止。此操作不能撤销。";
        is_over: "The period that it paid for is over already. This cannot be taken back." => "这笔付款的会员期已经结束。此操作不能撤销。";
        back_until: "What was there before the upgrade is valid again, until {time}." => "升级前的会员恢复有效，有效期至{time}。";
        stays_counted: "The unused time that counted towards this upgrade does not come back." => "升级时折抵的剩余时间不会恢复。";
        next: "The next period, paid for already, begins at {time}." => "已付款的下一期从{time}开始。";
        next_until: "The next period, paid for already, begins at {time} and lasts until {until}." => "已付款的下一期从{time}开始，至{until}结束。";
    }
}
