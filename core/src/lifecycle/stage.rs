//! Stage (مرحله): one of the four steps of the process sheet.

use super::named::named;

named! {
    /// One of the four stages of monitoring, in order.
    ///
    /// Source: process sheet «نظارت بر عملکرد بودجه دستگاه‌های اجرایی استان», table of stages.
    ///
    /// # Example
    /// ```
    /// use amalkard::lifecycle::Stage;
    /// assert_eq!(Stage::Control.number(), 3);
    /// assert_eq!("control".parse(), Ok(Stage::Control));
    /// assert_eq!("contro".parse::<Stage>().unwrap_err().code(), "lifecycle.unknown_stage");
    /// ```
    pub enum Stage("lifecycle.unknown_stage", "مرحله", "stage") {
        /// The consolidation group makes the system report that figures are entered into.
        Opening = "opening", "ایجاد گزارش سیستمی ورود اطلاعات عملکردی", "Making the report for entry of performance figures";
        /// The agencies enter their performance and confirm it.
        Entry = "entry", "ورود عملکرد توسط دستگاه‌ها", "Entry of performance by the agencies";
        /// The organisation's experts control what was entered.
        Control = "control", "کنترل آن توسط کارشناسان سازمان", "Control by the organisation's experts";
        /// The organisation approves for good.
        Approval = "approval", "تأیید نهایی عملکرد", "Final approval of the performance";
    }
}

impl Stage {
    /// Its number on the process sheet: 1 to 4.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::Opening => 1,
            Self::Entry => 2,
            Self::Control => 3,
            Self::Approval => 4,
        }
    }
}
