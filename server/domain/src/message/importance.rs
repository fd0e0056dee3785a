//! Which mails leave first, and which ones a flood may keep at home.

use super::MessageKind;

/// How much a message matters beside others that wait for their mail.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Importance {
    /// Good to know. Many alike within an hour are mailed in part; the list has them all.
    #[default]
    News,
    /// Money did not move, somebody is changing where it goes, a seat is held for a day, or somebody waits for their way to
    /// a new password: mailed before any news, and always.
    Warning,
}

impl Importance {
    /// What the store sorts by: more is sooner.
    pub const fn rank(self) -> i64 {
        match self {
            Self::News => 0,
            Self::Warning => 1,
        }
    }
}

impl MessageKind {
    /// How much it matters. A warning is something that its reader must act on before money is gone or late; everything
    /// that can cause one is limited in number, so that warnings cannot drown each other.
    pub const fn importance(&self) -> Importance {
        match self {
            Self::Order(news) => news.importance(),
            Self::PayoutFailed { .. }
            | Self::PayoutReturned { .. }
            | Self::SeatOffered { .. }
            | Self::PayoutCalledOff { .. }
            | Self::RunNeedsApproval { .. }
            | Self::Paused(_)
            | Self::DestinationChanged { .. }
            | Self::DestinationAdded { .. } => Importance::Warning,
            Self::PayoutPaid { .. }
            | Self::FellBack { .. }
            | Self::SkippedFirstTime { .. }
            | Self::Resumed { .. }
            | Self::ScheduleChanged { .. }
            | Self::InstantRequested { .. }
            | Self::SettingsChangedByTeam { .. }
            | Self::TeamChanged { .. }
            | Self::Credited { .. }
            | Self::ReserveChanged { .. }
            | Self::ChecksPassed => Importance::News,
        }
    }
}
