//! Role (نقش): in what capacity a person acts.

use super::named::named;

named! {
    /// In what capacity a person acts.
    pub enum Role("lifecycle.unknown_role", "نقش", "role") {
        /// Opens, publishes, extends, reopens and closes.
        Consolidation = "consolidation", "گروه تلفیق", "consolidation group";
        /// Enters the figures of the own agency.
        AgencyExpert = "agency_expert", "کارشناس دستگاه اجرایی", "agency's expert";
        /// Endorses the figures of the own agency before its head confirms; only in processes with layers.
        AgencyManager = "agency_manager", "مدیر بودجه دستگاه اجرایی", "agency's budget manager";
        /// Confirms the figures of the own agency: its head, or whom the head has named.
        AgencyHead = "agency_head", "مقام تأییدکننده دستگاه اجرایی", "agency's head";
        /// Controls what an agency has confirmed.
        Controller = "controller", "کارشناس کنترل معاونت هماهنگی برنامه و بودجه", "controller of the organisation";
        /// Approves for good.
        Approver = "approver", "تأییدکننده نهایی معاونت هماهنگی برنامه و بودجه", "approver of the organisation";
    }
}

impl Role {
    /// Whether a person can hold only one of these duties on the same submission (separation of duties; art. 53 of the
    /// Public Accounting Act of 1366 keeps such duties in different hands): entering, confirming, controlling, approving.
    #[must_use]
    pub const fn is_separated(self) -> bool {
        !matches!(self, Self::Consolidation)
    }

    /// Whether it is a duty of the reporting agency's own people.
    #[must_use]
    pub const fn is_of_agency(self) -> bool {
        matches!(self, Self::AgencyExpert | Self::AgencyManager | Self::AgencyHead)
    }
}
