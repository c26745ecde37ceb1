//! What comes out: consolidated tables with coverage, the HTML report, the log, the digest.

use crate::campaign::Campaign;
use amalkard::bilingual::{Bilingual, Language};
use amalkard::classification;
use amalkard::consolidation::{Consolidation, Plan, consolidate};
use amalkard::report::{Page, ReportTable, Reports, completeness_table, progress_of};
use amalkard::round::Include;
use amalkard::{Error, Unit, text};
use std::fs;
use std::path::Path;

const MEASURES: [&str; 7] = ["approved", "amended", "allocated", "received", "committed", "spent", "paid"];

/// Consolidates what is approved, shows it, and writes report and log.
pub(crate) fn publish(campaign: &Campaign, folder: &Path) -> Result<(), Error> {
    let round = &campaign.round;
    let figures = round.dataset(Include::Approved)?;
    let statuses = round.submissions().map(|item| (item.agency(), item.state().name()));
    let by: [&[&str]; 4] =
        [&["province", "agency"], &["kind", "chapter"], &["province", "source"], &["kind", "province"]];
    let total = consolidate(&figures.dataset, &Plan::new(&by, &MEASURES).with_statuses(statuses))?;

    println!("\n── ۹ · تلفیق · Consolidation ──");
    let shown = [
        "province",
        "kind",
        "approved",
        "allocated",
        "paid",
        "allocation_rate",
        "absorption_of_allocation",
        "coverage",
    ];
    let provinces = named(total.table(&["province"])?, "province", "province").only(&shown);
    let kinds = named(total.table(&["kind"])?, "kind", "credit_kind").only(&shown);
    for table in [provinces, kinds] {
        println!("{}", table.to_text(Language::Persian));
    }

    let page = page(campaign, &total)?;
    let at = round.events().last().map(|event| event.at).unwrap_or_default();
    let scope = Bilingual::new("ایلام، کرمانشاه، لرستان", "Ilam, Kermanshah, Lorestan");
    let reports = Reports::of_round(round, scope, Include::Approved, at)?;
    fs::create_dir_all(folder).map_err(|error| cannot_write(folder, &error))?;
    let files = [
        ("province.html", page.to_html(Language::Persian)),
        ("province-reports.html", reports.page()?.to_html(Language::Persian)),
        ("province-milliards.html", reports.in_unit(Unit::MilliardRial).page()?.to_html(Language::Persian)),
        ("province-log.jsonl", round.log()?),
    ];
    for (name, content) in files {
        let path = folder.join(name);
        fs::write(&path, content).map_err(|error| cannot_write(&path, &error))?;
        println!("  written: {}", path.display());
    }
    println!("  digest of the totals {}", total.digest()?);
    Ok(())
}

fn page(campaign: &Campaign, total: &Consolidation) -> Result<Page, Error> {
    let round = &campaign.round;
    let at = round.events().last().map(|event| event.at).unwrap_or_default();
    let progress = progress_of(round, at)?;
    let digest = total.digest()?;
    Ok(Page::new(Bilingual::new("گزارش تلفیقی عملکرد شش‌ماهه ۱۴۰۴", "Consolidated performance, six months of 1404"))
        .paragraph(Bilingual::new(
            "مبالغ به میلیون ریال. اعتبارها از جدول‌های ۱۰-ب و ۱۰-ج قانون بودجه ۱۴۰۴ است؛ دستگاه‌ها فرضی و رقم‌های عملکرد ساختگی است.",
            "Million rials. Credits are of tables 10-b and 10-c of the 1404 budget law; agencies are invented and performance figures generated.",
        ))
        .paragraph(Bilingual::new(
            format!("قواعد: {}؛ اثر انگشت جمع‌ها (SHA-256): {digest}", round.rulebook().id()),
            format!("Rules: {}; digest of the totals (SHA-256): {digest}", round.rulebook().id()),
        ))
        .heading(Bilingual::new("استان‌ها", "Provinces"))
        .table(named(total.table(&["province"])?, "province", "province"))
        .heading(Bilingual::new("نوع اعتبار", "Credit kinds"))
        .table(named(named(total.table(&["kind", "province"])?, "province", "province"), "kind", "credit_kind"))
        .heading(Bilingual::new("منابع تأمین اعتبار", "Funding sources"))
        .table(named(named(total.table(&["province", "source"])?, "province", "province"), "source", "funding_source"))
        .heading(Bilingual::new("دستگاه‌ها", "Agencies"))
        .table(named(total.table(&["province", "agency"])?, "province", "province"))
        .heading(Bilingual::new("کامل بودن", "Completeness"))
        .table(completeness_table(&progress)?))
}

/// A table whose codes are shown by the titles of a code list.
fn named(table: ReportTable, column: &str, list: &str) -> ReportTable {
    let Some(list) = classification::list(list) else { return table };
    let titles = list.entries().iter().map(|entry| {
        // A number is looked up by those who know it; a name made for programs tells nobody anything.
        let title = if entry.code.bytes().all(|byte| byte.is_ascii_digit()) {
            let code = text::persian_digits(&entry.code);
            Bilingual::new(format!("{} ({code})", entry.fa), format!("{} ({})", entry.en, entry.code))
        } else {
            Bilingual::new(&entry.fa, &entry.en)
        };
        (entry.code.clone(), title)
    });
    table.labelled(column, titles)
}

fn cannot_write(path: &Path, error: &std::io::Error) -> Error {
    Error::new(
        "example.cannot_write",
        format!("نوشتن {} نشد", path.display()),
        format!("cannot write {}: {error}", path.display()),
    )
    .help("پوشه دیگری بدهید", "name another folder: -- FOLDER")
}
