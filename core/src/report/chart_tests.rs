use super::*;

fn chart() -> Chart {
    let words = |text: &str| Bilingual::new(text, text);
    let mut chart =
        Chart::new(Bilingual::new("عنوان <۱>", "Title <1>"), words("واقعی"), Measure::Percent).against(words("برنامه"));
    chart.push(Bar { label: words("a"), value: Some(Scaled::new(22, 1)), against: Some(Scaled::new(66, 1)) });
    chart.push(Bar { label: words("b"), value: Some((-10).into()), against: None });
    chart.note(words("یادداشت"));
    chart
}

/// The attributes of every rectangle after the white ground and the two of the legend.
fn rectangles(svg: &str) -> Vec<[i64; 4]> {
    let attribute = |piece: &str, name: &str| -> i64 {
        piece.split(&format!(" {name}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let all = svg.split("<rect").skip(4);
    all.map(|piece| ["x", "y", "width", "height"].map(|name| attribute(piece, name))).collect()
}

#[test]
fn a_bar_is_as_long_as_its_figure() {
    // From -10 to 6.6 there is room for 426 points: zero stands at 250 + 256, 2.2 is 56 points long and 6.6 is 170.
    let [actual, planned, negative, axis] = rectangles(&chart().to_svg(Language::English))[..] else { panic!() };
    assert_eq!((actual[0], actual[2]), (506, 57));
    assert_eq!((planned[0], planned[2]), (506, 170));
    assert_eq!((negative[0], negative[2]), (250, 256));
    assert_eq!((axis[0], axis[2]), (506, 1));
    assert!(actual[1] < planned[1], "both stand below each other");
}

#[test]
fn persian_is_the_mirror_of_english() {
    let (english, persian) = (chart().to_svg(Language::English), chart().to_svg(Language::Persian));
    for (english, persian) in rectangles(&english).iter().zip(rectangles(&persian)) {
        assert_eq!(760 - english[0] - english[2], persian[0]);
        assert_eq!(english[1..], persian[1..]);
    }
    assert!(
        persian.contains("lang=\"fa\" direction=\"rtl\"") && persian.contains("۲٫۲٪") && persian.contains("−۱۰٫۰٪")
    );
}

/// Whoever does not see the drawing hears a title and every figure; a missing one is told from zero.
#[test]
fn the_drawing_is_told_in_words() {
    let svg = chart().to_svg(Language::English);
    assert!(svg.contains("<title id=\"chart-") && svg.contains(">Title &lt;1&gt;</title>"));
    assert!(svg.contains("a: واقعی 2.2%, برنامه 6.6%; b: واقعی -10.0%, برنامه –; یادداشت</desc>"));
    let id = svg.split("aria-labelledby=\"").nth(1).unwrap().split(' ').next().unwrap();
    assert!(svg.contains(&format!("<title id=\"{id}\"")));
}

#[test]
fn nothing_runs_nothing_is_fetched_and_the_text_is_the_same_each_time() {
    let svg = chart().to_svg(Language::Persian);
    assert_eq!(svg, chart().to_svg(Language::Persian));
    for word in ["<script", "onload", "href", "url(", "<style", "<image"] {
        assert!(!svg.contains(word), "{word}");
    }
    let numbers = svg.split('"').filter(|piece| piece.bytes().next().is_some_and(|byte| byte.is_ascii_digit()));
    assert!(numbers.into_iter().all(|number| !number.contains('.')), "geometry is whole numbers");
}
