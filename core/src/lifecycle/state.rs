//! State (وضعیت): where a round, or one agency's submission in it, stands.

use super::named::named;
use super::stage::Stage;

/// What a state is a state of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// The round as a whole.
    Round,
    /// One agency's submission.
    Submission,
}

named! {
    /// Where a round (`opened`, `published`, `closed`) or a submission (the others) stands. Finer than [`Stage`].
    ///
    /// Being late is no state: it follows from the clocks.
    pub enum State("lifecycle.unknown_state", "وضعیت", "state") {
        /// Round: made from the agreements, not yet visible to the agencies.
        Opened = "opened", "ایجادشده", "Opened";
        /// Round: the agencies can work.
        Published = "published", "منتشرشده", "Published";
        /// Round: over; nothing changes any more.
        Closed = "closed", "بسته", "Closed";
        /// Submission: nothing entered yet.
        Open = "open", "بدون ورود", "Open";
        /// Submission: the agency's expert is entering.
        Entering = "entering", "در حال ورود", "Entering";
        /// Submission: sent by the agency's expert to the next layer of the agency; only in processes with layers.
        Submitted = "submitted", "ارسال‌شده کارشناس دستگاه", "Submitted by the agency's expert";
        /// Submission: endorsed by the agency's manager, waiting for its head; only in processes with layers.
        Endorsed = "endorsed", "تأییدشده مدیر دستگاه", "Endorsed by the agency's manager";
        /// Submission: confirmed by the agency, waiting for control.
        Confirmed = "confirmed", "تأییدشده دستگاه", "Confirmed by the agency";
        /// Submission: a controller is working on it.
        Control = "control", "در حال کنترل", "Under control";
        /// Submission: sent back to the agency with reasons.
        Returned = "returned", "برگشتی", "Returned";
        /// Submission: taken back by the agency before its control began.
        Withdrawn = "withdrawn", "پس‌گرفته دستگاه", "Withdrawn by the agency";
        /// Submission: accepted by a controller, waiting for final approval.
        Accepted = "accepted", "پذیرفته", "Accepted";
        /// Submission: approved for good.
        Approved = "approved", "تأیید نهایی", "Approved";
    }
}

impl State {
    /// Whether a round or a submission can be in it.
    #[must_use]
    pub const fn subject(self) -> Subject {
        match self {
            Self::Opened | Self::Published | Self::Closed => Subject::Round,
            _ => Subject::Submission,
        }
    }

    /// The stage whose clock runs in this state; none while a round is published (its submissions have their own
    /// clocks), when it is closed and when a submission is approved.
    #[must_use]
    pub const fn stage(self) -> Option<Stage> {
        match self {
            Self::Opened => Some(Stage::Opening),
            Self::Open | Self::Entering | Self::Submitted | Self::Endorsed | Self::Returned | Self::Withdrawn => {
                Some(Stage::Entry)
            }
            Self::Confirmed | Self::Control => Some(Stage::Control),
            Self::Accepted => Some(Stage::Approval),
            Self::Published | Self::Closed | Self::Approved => None,
        }
    }

    /// Whether what is entered now begins another revision: nothing was entered yet, or what was has left the agency.
    pub(crate) const fn begins_revision(self) -> bool {
        matches!(self, Self::Open | Self::Returned | Self::Withdrawn)
    }
}
