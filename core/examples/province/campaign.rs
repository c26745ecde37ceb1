//! The round as it happens: who does what on which day.

use crate::performance::{Mistake, Performance, generated};
use amalkard::agreement::Agreement;
use amalkard::bilingual::Language;
use amalkard::calendar::{FiscalPeriod, FiscalYear, Period, PersianDate};
use amalkard::finding::{Finding, Severity};
use amalkard::lifecycle::{Action, Actor, Justification, Reason, Role, State};
use amalkard::report::{completeness_table, progress_of};
use amalkard::round::{Act, Opening, Round};
use amalkard::rules::{LocalizeOptions, Rulebook};
use amalkard::{Error, text};
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// The round, and what the agencies have in their drawers.
pub(crate) struct Campaign {
    /// The round itself.
    pub(crate) round: Round,
    performance: BTreeMap<String, Performance>,
    mistakes: BTreeMap<String, Mistake>,
    provinces: BTreeMap<String, String>,
}

/// Which agency of which province makes which mistake.
const MISTAKES: [(&str, usize, Mistake); 6] = [
    ("67", 0, Mistake::RialsForMillions),
    ("67", 1, Mistake::InPeriod),
    ("67", 3, Mistake::MissingProject),
    ("56", 2, Mistake::AboveAllocation),
    ("56", 4, Mistake::ArabicLetters),
    ("66", 5, Mistake::Ambiguous),
];
/// Those that never send anything, and one that never confirms, counted from the end of the list.
const SILENT: [usize; 2] = [1, 12];
const UNCONFIRMED: [usize; 1] = [2];

impl Campaign {
    /// 1 Mehr: the consolidation group opens the round from the agreements in force.
    pub(crate) fn open(agreements: Vec<Agreement>) -> Result<Self, Error> {
        let period = FiscalPeriod::new(FiscalYear::new(1404)?, Period::M6);
        let book = Rulebook::builtin("ir", 1404)?;
        heading("۱", "ایجاد گزارش", "Opening");
        println!("  rulebook {}: {} rules, digest {}…", book.id(), book.rules().len(), short(book.digest()));
        let mut campaign = BTreeMap::new();
        for agreement in &agreements {
            campaign.insert(agreement.agency().to_owned(), generated(agreement, period.last_day())?);
        }
        let previous = campaign.values().flat_map(|performance| performance.previous.clone()).collect();
        let provinces = agreements.iter().map(|item| (item.agency().to_owned(), item.province().to_owned())).collect();
        let mistakes = MISTAKES
            .iter()
            .filter_map(|(province, at, mistake)| {
                let own = agreements.iter().filter(|agreement| agreement.province() == *province);
                Some((own.map(Agreement::agency).nth(*at)?.to_owned(), *mistake))
            })
            .collect();
        let opening = Opening::new("west-1404-6m", period, agreements, group(), at(7, 1)?).after(previous);
        let round = Round::open(opening, book)?;
        println!("  {} credit lines of {} agencies are frozen", round.opened().agreement.len(), campaign.len());
        Ok(Self { round, performance: campaign, mistakes, provinces })
    }

    /// 12 Mehr: the round is published; the agencies have a week.
    pub(crate) fn publish(&mut self) -> Result<(), Error> {
        self.round.act(None, Act::new(Action::Publish, group(), at(7, 12)?))?;
        if let Some(window) = self.round.entry_window() {
            let (from, to) = (window.from().to_string(), window.to().to_string());
            println!("  published; entry from {from} to {to}, both days included");
        }
        Ok(())
    }

    /// 14 and 15 Mehr: the experts enter, the heads confirm. Six make a typical mistake, three are late.
    pub(crate) fn enter_and_confirm(&mut self) -> Result<(), Error> {
        heading("۲", "ورود و تأیید دستگاه", "Entry and confirmation");
        for agency in self.codes() {
            let Some(performance) = self.performance.get(&agency) else { continue };
            if self.is_late(&agency, &SILENT) {
                continue;
            }
            let rows = match self.mistakes.get(&agency) {
                Some(mistake) => mistake.make(performance),
                None => performance.lines.clone(),
            };
            self.act(&agency, Act::new(Action::Enter, expert(&agency), at(7, 14)?).with_rows(rows))?;
        }
        for agency in self.in_state(State::Entering) {
            if self.is_late(&agency, &UNCONFIRMED) {
                continue;
            }
            if let Err(refusal) = self.act(&agency, Act::new(Action::Confirm, head(&agency), at(7, 15)?)) {
                println!("  {} cannot be confirmed yet:", self.name(&agency)?);
                show_refusal(&refusal);
            }
        }
        let (entered, confirmed) = (self.entered(), self.in_state(State::Confirmed).len());
        println!("  {entered} of {} agencies have entered, {confirmed} have confirmed", self.performance.len());
        Ok(())
    }

    /// What the rules find, in the words that the expert reads while typing.
    pub(crate) fn show_findings(&self) -> Result<(), Error> {
        heading("۳", "یافته‌ها و پیشنهاد اصلاح", "Findings with their repair");
        for (agency, mistake) in &self.mistakes {
            println!("\n  {} — {}", self.name(agency)?, mistake.title());
            let findings = self.round.findings(agency)?;
            for finding in findings.iter().take(3) {
                show_finding(finding);
                if finding.rule == "C06" && *mistake == Mistake::AboveAllocation {
                    self.show_why(agency, finding)?;
                }
            }
            if let Some(more) = findings.len().checked_sub(3).filter(|more| *more > 0) {
                println!("    … و {} یافته دیگر", text::persian_digits(&more.to_string()));
            }
        }
        Ok(())
    }

    /// Why a rule fails, cell by cell, and which cells must change so that every rule of the row holds.
    fn show_why(&self, agency: &str, finding: &Finding) -> Result<(), Error> {
        let (book, data) = (self.round.rulebook(), self.round.data(agency)?);
        println!("{}", deeper(&book.explain_finding(&data, finding)?.to_text(Language::Persian)));
        let Some(row) = finding.row else { return Ok(()) };
        let title = |field: &str| {
            let found = book.schema().table(&finding.table).and_then(|table| table.field(field));
            found.map_or(field.to_owned(), |(_, field)| field.title.fa.clone())
        };
        let figure = |figure: &dyn ToString| text::persian_digits(&text::group(&figure.to_string()));
        for solution in book.localize(&data, &finding.table, row, &LocalizeOptions::default())?.solutions.iter().take(2)
        {
            let cells = solution.cells.iter();
            let cells = cells.map(|cell| {
                format!("«{}» به جای {}، مانند {}", title(&cell.field), figure(&cell.from), figure(&cell.example))
            });
            println!("        ↳ همه قاعده‌های سطر برقرار می‌شود با: {}", cells.collect::<Vec<_>>().join("؛ "));
        }
        Ok(())
    }

    /// A confirmer wants to control his own figures, first openly, then as if he were of the organisation.
    pub(crate) fn refuse_the_confirmer(&mut self) -> Result<(), Error> {
        heading("۴", "تفکیک وظایف", "Separation of duties");
        let agency = self.in_state(State::Confirmed).first().cloned().unwrap_or_default();
        let own = Actor::new(format!("{agency}-head"), Role::Controller).named(format!("رئیس دستگاه {agency}"));
        for actor in [own.clone().of_agency(&agency), own] {
            if let Err(refusal) = self.act(&agency, Act::new(Action::BeginControl, actor, at(7, 20)?)) {
                show_refusal(&refusal);
            }
        }
        Ok(())
    }

    /// 20 and 25 Mehr: the controllers take what is confirmed and return what is wrong, with reasons from the findings.
    pub(crate) fn control_and_return(&mut self) -> Result<(), Error> {
        heading("۵", "کنترل و برگشت", "Control and return");
        let confirmed = self.in_state(State::Confirmed);
        for agency in &confirmed {
            self.act(agency, Act::new(Action::BeginControl, self.controller(agency), at(7, 20)?))?;
        }
        let until = PersianDate::new(1404, 8, 5)?;
        for agency in &confirmed {
            let findings = self.round.findings(agency)?;
            let wrong = findings.iter().filter(|finding| finding.severity == Severity::Error);
            let reasons: Vec<Reason> = wrong.map(reason).collect();
            if !reasons.is_empty() {
                println!("  {}: {} reasons, back by {until}", self.name(agency)?, reasons.len());
                let act = Act::new(Action::Return, self.controller(agency), at(7, 25)?).until(until);
                self.act(agency, reasons.into_iter().fold(act, Act::with_reason))?;
            }
        }
        Ok(())
    }

    /// 26 Mehr to 1 Aban: what was returned or held back is corrected, confirmed and taken again.
    pub(crate) fn correct(&mut self) -> Result<(), Error> {
        let held: Vec<String> = self.in_state(State::Entering);
        let held = held.into_iter().filter(|agency| self.mistakes.contains_key(agency)).collect::<Vec<_>>();
        for agency in &held {
            // The week is over: the group gives those a few days whose entry could not be confirmed.
            let extension = Act::new(Action::Extend, group(), at(7, 26)?)
                .until(PersianDate::new(1404, 8, 5)?)
                .with_comment("اصلاح رقم‌هایی که مانع تأیید بود");
            self.act(agency, extension)?;
        }
        let wrong: Vec<String> = held.into_iter().chain(self.in_state(State::Returned)).collect();
        for agency in &wrong {
            let rows = self.performance.get(agency).map(|performance| performance.lines.clone()).unwrap_or_default();
            self.act(agency, Act::new(Action::Enter, expert(agency), at(7, 28)?).with_rows(rows))?;
        }
        for agency in &wrong {
            self.act(agency, Act::new(Action::Confirm, head(agency), at(7, 29)?))?;
        }
        for agency in &wrong {
            self.act(agency, Act::new(Action::BeginControl, self.controller(agency), at(8, 1)?))?;
            println!("  {}: corrected, revision {}", self.name(agency)?, self.round.submission(agency)?.revision());
        }
        Ok(())
    }

    /// 10 and 12 Azar: what is right is accepted by the controllers and approved by another person.
    pub(crate) fn accept_and_approve(&mut self) -> Result<(), Error> {
        heading("۶", "پذیرش و تأیید نهایی", "Acceptance and final approval");
        for agency in self.in_state(State::Control) {
            let findings = self.round.findings(&agency)?.iter();
            let warnings = findings.filter(|finding| finding.severity == Severity::Warning);
            let accept = Act::new(Action::Accept, self.controller(&agency), at(9, 10)?);
            let accept = warnings.map(justification).fold(accept, Act::with_justification);
            self.act(&agency, accept)?;
        }
        for agency in self.in_state(State::Accepted) {
            self.act(&agency, Act::new(Action::Approve, approver(), at(9, 12)?))?;
        }
        println!("  {} of {} submissions are approved", self.in_state(State::Approved).len(), self.performance.len());
        Ok(())
    }

    /// Who is late, by how many days.
    pub(crate) fn show_the_late(&self) -> Result<(), Error> {
        heading("۷", "دستگاه‌های دیرکرده", "Late agencies");
        println!("  on 1404-09-15, with the days since the end of entry");
        let mut late = progress_of(&self.round, at(9, 15)?)?;
        late.retain(|agency| agency.late_days.is_some_and(|days| days > 0));
        println!("{}", indented(&completeness_table(&late)?.to_text(Language::Persian)));
        Ok(())
    }

    /// Anybody can replay the log and come to the same state.
    pub(crate) fn replay(&self) -> Result<(), Error> {
        heading("۸", "رویدادنامه", "The log");
        let again = Round::replay(&self.round.log()?, None)?;
        println!("  {} events, head {}…", self.round.events().len(), short(self.round.head()));
        println!("  digest of the round {}…, after replay {}…", short(&self.round.digest()?), short(&again.digest()?));
        let bundle = self.round.bundle(None)?;
        let evidence = bundle.to_json()?;
        println!("  evidence in one file of {} KB, replayed: same = {}", evidence.len() / 1024, bundle.replay()?.same);
        Ok(())
    }

    fn act(&mut self, agency: &str, act: Act) -> Result<(), Error> {
        self.round.act(agency, act).map(|_| ())
    }

    fn codes(&self) -> Vec<String> {
        self.performance.keys().cloned().collect()
    }

    /// Whether an agency stands at one of these places, counted from the end of the list.
    fn is_late(&self, agency: &str, places: &[usize]) -> bool {
        let from_end = self.performance.keys().rev().position(|code| code == agency);
        from_end.is_some_and(|position| places.contains(&position))
    }

    fn entered(&self) -> usize {
        self.round.submissions().filter(|item| item.revision() > 0).count()
    }

    fn in_state(&self, state: State) -> Vec<String> {
        let found = self.round.submissions().filter(|item| item.state() == state);
        found.map(|item| item.agency().to_owned()).collect()
    }

    fn controller(&self, agency: &str) -> Actor {
        let province = self.provinces.get(agency).map_or("", String::as_str);
        Actor::new(format!("controller-{province}"), Role::Controller).named(format!("کارشناس کنترل استان {province}"))
    }

    fn name(&self, agency: &str) -> Result<String, Error> {
        Ok(format!("{agency} {}", self.round.submission(agency)?.title()))
    }
}

/// Nine in the morning in Tehran, on a day of 1404.
fn at(month: u8, day: u8) -> Result<DateTime<Utc>, Error> {
    let date = PersianDate::new(1404, month, day)?.to_chrono();
    Ok(date.and_hms_opt(5, 30, 0).unwrap_or_default().and_utc())
}

fn group() -> Actor {
    Actor::new("group-1", Role::Consolidation).named("گروه تلفیق")
}

fn expert(agency: &str) -> Actor {
    Actor::new(format!("{agency}-expert"), Role::AgencyExpert).of_agency(agency).named("کارشناس دستگاه")
}

fn head(agency: &str) -> Actor {
    Actor::new(format!("{agency}-head"), Role::AgencyHead).of_agency(agency).named("رئیس دستگاه")
}

fn approver() -> Actor {
    Actor::new("approver-1", Role::Approver).named("کارشناس تأیید نهایی")
}

fn reason(finding: &Finding) -> Reason {
    Reason {
        line: finding.key.get("line").cloned(),
        field: finding.fields.first().cloned(),
        rule: Some(finding.rule.clone()),
        text: finding.message_fa.clone(),
    }
}

fn justification(finding: &Finding) -> Justification {
    Justification {
        rule: finding.rule.clone(),
        table: finding.table.clone(),
        key: finding.key.clone(),
        text: "با دستگاه بررسی شد؛ رقم درست است".to_owned(),
        findings: Vec::new(),
    }
}

fn heading(number: &str, fa: &str, en: &str) {
    println!("\n── {number} · {fa} · {en} ──");
}

fn show_finding(finding: &Finding) {
    let severity = match finding.severity {
        Severity::Error => "خطا",
        Severity::Warning => "هشدار",
        _ => "اطلاع",
    };
    println!("    [{} {severity}] {}", finding.rule, finding.message_fa);
    for repair in &finding.repairs {
        println!("        ↳ پیشنهاد: {}", repair.message_fa);
    }
}

fn show_refusal(refusal: &Error) {
    println!("    ✗ {}: {}", refusal.code(), refusal.message_fa());
    for cause in refusal.causes() {
        println!("        – {}", cause.message_fa());
    }
    if let Some((help, _)) = refusal.advice() {
        println!("        ↳ {help}");
    }
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn deeper(text: &str) -> String {
    text.lines().map(|line| format!("        {line}")).collect::<Vec<_>>().join("\n")
}

fn short(digest: &str) -> &str {
    digest.get(..12).unwrap_or(digest)
}
