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
        /// Takes agencies into a round that is already open, with their agreements.
        Admit = "admit", "افزودن دستگاه به دوره", "admit agencies";
        /// Lets another person of the same side act in one's place, from one day to another.
        Delegate = "delegate", "تفویض اختیار", "delegate";
        /// Ends a delegation before its last day.
        Revoke = "revoke", "لغو تفویض", "revoke a delegation";
        /// Gives the figures of the agency: the whole form, replacing the draft.
        Enter = "enter", "ورود عملکرد", "enter figures";
        /// Changes single cells of the draft, each with what stood there before.
        Edit = "edit", "ویرایش خانه‌ها", "edit cells";
        /// Explains warnings.
        Justify = "justify", "ثبت توضیح هشدارها", "justify warnings";
        /// Sends the draft to the next layer of the agency.
        Submit = "submit", "ارسال به مدیر دستگاه", "submit within the agency";
        /// Endorses the draft for the agency's head.
        Endorse = "endorse", "تأیید مدیر دستگاه", "endorse within the agency";
        /// Confirms the figures in the agency's name.
        Confirm = "confirm", "تأیید دستگاه", "confirm";
        /// Takes back what the agency has confirmed, before control begins.
        Withdraw = "withdraw", "پس‌گرفتن گزارش", "withdraw";
        /// Takes a confirmed submission into control.
        BeginControl = "begin_control", "آغاز کنترل", "begin control";
        /// Sends the submission back to the agency, with reasons.
        Return = "return", "برگشت به دستگاه", "return to the agency";
        /// Leaves single lines out of what is approved; the others go on.
        Reject = "reject", "رد ردیف", "reject lines";
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
