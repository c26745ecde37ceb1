//! Action (اقدام): what a person can do to a round or a submission.

use super::named::named;

named! {
    /// What a person can do to a round or to a submission.
    pub enum Action("lifecycle.unknown_action", "اقدام", "action") {
        /// Makes a round from the agreements in force.
        Open = "open", "ایجاد دوره", "open the round";
        /// Lets the agencies work.
        Publish = "publish", "انتشار دوره", "publish the round";
        /// Moves the last day of entry, for one agency or for all, with a reason.
        Extend = "extend", "تمدید مهلت", "extend the entry window";
        /// Gives the figures of the agency: the whole form, replacing the draft.
        Enter = "enter", "ورود عملکرد", "enter figures";
        /// Explains warnings.
        Justify = "justify", "ثبت توضیح هشدارها", "justify warnings";
        /// Confirms the figures in the agency's name.
        Confirm = "confirm", "تأیید دستگاه", "confirm";
        /// Takes a confirmed submission into control.
        BeginControl = "begin_control", "آغاز کنترل", "begin control";
        /// Sends the submission back to the agency, with reasons.
        Return = "return", "برگشت به دستگاه", "return to the agency";
        /// Finds the submission in order.
        Accept = "accept", "پذیرش", "accept";
        /// Approves the submission for good.
        Approve = "approve", "تأیید نهایی", "approve";
        /// Opens an approved submission, or a closed round, again, with a reason.
        Reopen = "reopen", "بازگشایی", "reopen";
        /// Ends the round.
        Close = "close", "بستن دوره", "close the round";
    }
}
