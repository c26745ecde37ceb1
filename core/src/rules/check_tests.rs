use crate::dataset::{Cell, Dataset, Integers, RawColumn};
use crate::rules::{Failure, Rulebook};
use crate::scaled::Scaled;

fn book() -> Rulebook {
    Rulebook::from_toml(
        r#"
        [rulebook]
        id = "example"
        title = { fa = "نمونه", en = "Example" }
        [tables.lines]
        title = { fa = "ردیف‌ها", en = "Lines" }
        key = ["line"]
        fields = [
          { name = "line", type = "code", title = { fa = "ردیف", en = "Line" } },
          { name = "before", type = "code", title = { fa = "پیش از آن", en = "Before" } },
          { name = "paid", type = "number", title = { fa = "پرداخت", en = "Paid" } },
        ]
        [relations.earlier]
        from = "lines"
        to = "lines"
        on = ["before"]
        equals = ["line"]
        [[rule]]
        id = "R1"
        severity = "error"
        check = "paid >= 0"
        title = { fa = "منفی", en = "Negative" }
        message = { fa = "{paid}", en = "{paid}" }
        [[rule]]
        id = "R2"
        severity = "error"
        check = "paid >= earlier.paid"
        title = { fa = "کاهش", en = "Fallen" }
        message = { fa = "{earlier.paid}", en = "{earlier.paid}" }
        "#,
    )
    .unwrap()
}

fn failing(book: &Rulebook, data: &Dataset) -> Vec<(usize, usize)> {
    book.failures(data, "lines").into_iter().map(|failure| (failure.row, failure.rule)).collect()
}

/// Where keys lead is kept with the data: not longer than the keys are what they were.
#[test]
fn what_is_kept_of_a_check_does_not_outlive_the_data() {
    let book = book();
    let rows = r#"{"lines": [{"line": "1", "paid": 10}, {"line": "2", "paid": 20}, {"line": "3", "before": "1", "paid": 15}]}"#;
    let mut data = Dataset::from_json(book.schema(), rows).unwrap();
    assert_eq!(failing(&book, &data), []);
    let before = data.clone();
    data.set("lines", 2, "before", &Cell::from("2")).unwrap();
    assert_eq!(failing(&book, &data), [(2, 1)]);
    assert_eq!(failing(&book, &before), []);
    // The other end of the relation.
    data.set("lines", 1, "line", &Cell::from("4")).unwrap();
    assert_eq!(failing(&book, &data), []);
    data.set("lines", 0, "line", &Cell::from("2")).unwrap();
    data.set("lines", 0, "paid", &Cell::from("16")).unwrap();
    assert_eq!(failing(&book, &data), [(2, 1)]);
    data.remove_row("lines", 0).unwrap();
    assert_eq!(failing(&book, &data), []);
    assert_eq!(failing(&book, &before), []);
}

/// A figure beyond all that stood in its zone before, and one beyond 64 bits.
#[test]
fn a_figure_that_is_typed_is_compared() {
    let book = book();
    let mut data = Dataset::from_json(book.schema(), r#"{"lines": [{"line": "1", "paid": 10}]}"#).unwrap();
    let wide = "170000000000000000000000000";
    for (typed, fails) in [("-1", true), ("7", false), (wide, false), ("-12", true), ("3", false)] {
        data.set("lines", 0, "paid", &Cell::from(typed)).unwrap();
        assert_eq!(failing(&book, &data).len(), usize::from(fails), "{typed}");
    }
    let negative = Scaled::new(-5, 0).to_string();
    data.set("lines", 0, "paid", &Cell::from(negative)).unwrap();
    assert_eq!(failing(&book, &data), [(0, 0)]);
}

/// Enough rows for several threads, where there are threads.
#[test]
fn threads_leave_no_trace() {
    let book = book();
    let rows = 200_001_usize;
    let is_wrong = |row: usize| row.is_multiple_of(7_919);
    let values = (0..rows).map(|row| if is_wrong(row) { -1 } else { 1 }).collect();
    let paid = RawColumn::Integers { values: Integers::Narrow(values), scale: 0, validity: None };
    let data = Dataset::default().with_columns(book.schema(), "lines", vec![("paid".to_owned(), paid)]).unwrap();
    let wanted: Vec<Failure> = (0..rows).filter(|row| is_wrong(*row)).map(|row| Failure { row, rule: 0 }).collect();
    assert_eq!(book.failures(&data, "lines"), wanted);
}
