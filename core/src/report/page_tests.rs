use super::*;
use crate::finding::Scalar;

fn page() -> Page {
    let mut table = ReportTable::new(
        Bilingual::new("عنوان <جدول>", "Table \"A\" & B"),
        vec![
            Column::text("agency", Bilingual::new("دستگاه", "Agency")),
            Column::number("spent", Bilingual::new("هزینه", "Spent")),
        ],
    );
    let script = "<script>alert('x')</script>";
    table.push(RowKind::Line, vec![Scalar::Text(script.into()), Scalar::Number((-1_234).into())]).unwrap();
    table.push(RowKind::Subtotal, vec![Scalar::Text("67".into()), Scalar::Missing]).unwrap();
    table.push(RowKind::Total, vec![Scalar::Text("جمع".into()), Scalar::Number(0.into())]).unwrap();
    table.note(Bilingual::new("یادداشت", "note"));
    Page::new(Bilingual::new("گزارش", "Report")).heading(Bilingual::new("بخش", "Part")).table(table)
}

#[test]
fn what_is_written_cannot_become_markup() {
    let html = page().to_html(Language::Persian);
    assert!(!html.contains("<script"));
    assert!(html.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    let english = page().to_html(Language::English);
    assert!(english.contains("aria-label=\"Table &quot;A&quot; &amp; B\""));
}

#[test]
fn persian_page() {
    let html = page().to_html(Language::Persian);
    assert!(html.contains("<html lang=\"fa\" dir=\"rtl\">"));
    assert!(html.contains("<td class=\"n\" dir=\"ltr\">−۱٬۲۳۴</td>"));
    assert!(html.contains("<td class=\"n\" dir=\"ltr\">–</td>"), "missing is a dash");
    assert!(html.contains(">۰</td>"), "zero is not missing");
    assert!(html.contains("<th scope=\"row\" class=\"t\">۶۷</th>"), "a code of digits alone gets Persian digits");
    assert!(html.contains("<caption>عنوان &lt;جدول&gt;</caption>"));
}

#[test]
fn english_page() {
    let html = page().to_html(Language::English);
    assert!(html.contains("<html lang=\"en\" dir=\"ltr\">"));
    assert!(html.contains("<td class=\"n\" dir=\"ltr\">-1,234</td>"));
    assert!(html.contains("<th scope=\"col\" class=\"n\">Spent</th>"));
}

#[test]
fn nothing_is_fetched() {
    let html = page().to_html(Language::Persian);
    for word in ["http:", "https:", "url(", "@import", "<link", "<img", "src="] {
        assert!(!html.contains(word), "{word}");
    }
}

#[test]
fn elements_are_balanced() {
    let html = page().to_html(Language::Persian);
    for tag in ["html", "head", "body", "main", "table", "thead", "tbody", "tfoot", "tr", "th", "td", "div", "caption"]
    {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "{tag}");
    }
}

#[test]
fn a_table_alone_is_a_fragment() {
    let page = page();
    let Some(Block::Table(table)) = page.blocks().get(1) else { panic!("the second block is the table") };
    let html = table.to_html(Language::Persian);
    assert!(html.starts_with("<div lang=\"fa\" dir=\"rtl\">") && !html.contains("<html"));
}
