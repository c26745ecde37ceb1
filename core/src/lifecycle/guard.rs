//! Guard (شرط): what must hold, besides state and role, for a move to be made.

use super::named::named;

named! {
    /// What must hold, besides state and role, for a move to be made.
    pub enum Guard("lifecycle.unknown_guard", "شرط", "guard") {
        /// The round is published and not closed.
        RoundPublished = "round_published", "دوره منتشر شده و بسته نیست", "the round is published and not closed";
        /// The person belongs to the reporting agency.
        OwnAgency = "own_agency", "شخص از همان دستگاه است", "the person belongs to the reporting agency";
        /// The person does not belong to the reporting agency.
        OtherAgency = "other_agency", "شخص از دستگاه گزارش‌دهنده نیست", "the person does not belong to the reporting agency";
        /// The person has had no other duty on this submission: enterer, confirmer, controller and approver differ.
        OneDuty = "one_duty", "شخص در همین گزارش وظیفه دیگری نداشته است", "the person has had no other duty on this submission";
        /// The entry window is open: its last day included, by the Persian day where the round is held.
        WindowOpen = "window_open", "مهلت ورود باز است", "the entry window is open, last day included";
        /// The action brings the whole form, every row of the agency itself, no figure as a float.
        WholeForm = "whole_form", "کل فرم دستگاه داده شده است", "the whole form is given, every row of this agency";
        /// Every edited cell is one of the agency's own form and stands as the editor saw it.
        CellsAsSeen = "cells_as_seen", "هر خانه همان است که ویرایشگر دیده است", "every cell stands as the editor saw it";
        /// Reasons, justifications or a comment are given.
        Explained = "explained", "دلیل نوشته شده است", "reasons are given";
        /// Every reason names a line, and some lines stay.
        LinesRemain = "lines_remain", "ردیف‌ها نام برده شده‌اند و ردیفی می‌ماند", "lines are named and some remain";
        /// The delegate is another person of the same side, for days to come.
        SoundDelegation = "sound_delegation", "تفویض به شخص دیگری از همان سو و برای روزهای پیش رو است", "another person of the same side, for days to come";
        /// The agreements are of the round's year and of agencies that are not in it yet.
        NewAgencies = "new_agencies", "دستگاه‌ها در دوره نبوده‌اند و موافقتنامه همان سال را دارند", "agencies that are not in the round yet";
        /// No finding blocks this action or an earlier one.
        NothingBlocks = "nothing_blocks", "هیچ یافته‌ای مانع نیست", "no finding blocks";
        /// Every warning has its justification.
        WarningsJustified = "warnings_justified", "همه هشدارها توضیح دارند", "every warning is justified";
    }
}
