//! Presentation forms: the shapes of letters that old software and PDF files write instead of the letters.

/// The letters of a text, with every presentation form replaced by the letters that it shows.
pub(super) fn letters(text: &str) -> impl Iterator<Item = char> {
    text.chars().flat_map(|shown| {
        let ligature = ligature(shown);
        ligature.chars().chain(ligature.is_empty().then(|| letter(shown)))
    })
}

/// The letters of a shape that stands for several, or nothing.
fn ligature(shown: char) -> &'static str {
    match shown {
        '\u{FDF2}' => "الله",
        '\u{FDFC}' => "ریال",
        '\u{FEF5}' | '\u{FEF6}' => "لآ",
        '\u{FEF7}' | '\u{FEF8}' => "لأ",
        '\u{FEF9}' | '\u{FEFA}' => "لإ",
        '\u{FEFB}' | '\u{FEFC}' => "لا",
        _ => "",
    }
}

/// The letter of a shape; any other sign is itself.
fn letter(shown: char) -> char {
    if !matches!(shown, '\u{FB50}'..='\u{FEFC}') {
        return shown;
    }
    let place = SHAPES.partition_point(|(_, last, _)| *last < shown);
    match SHAPES.get(place) {
        Some((first, _, letter)) if *first <= shown => *letter,
        _ => shown,
    }
}

/// First and last shape of each letter, in order: the one-letter compatibility decompositions of the Unicode blocks
/// Arabic Presentation Forms A and B.
#[rustfmt::skip]
const SHAPES: [(char, char, char); 77] = [
    ('\u{FB50}', '\u{FB51}', 'ٱ'), ('\u{FB52}', '\u{FB55}', 'ٻ'), ('\u{FB56}', '\u{FB59}', 'پ'),
    ('\u{FB5A}', '\u{FB5D}', 'ڀ'), ('\u{FB5E}', '\u{FB61}', 'ٺ'), ('\u{FB62}', '\u{FB65}', 'ٿ'),
    ('\u{FB66}', '\u{FB69}', 'ٹ'), ('\u{FB6A}', '\u{FB6D}', 'ڤ'), ('\u{FB6E}', '\u{FB71}', 'ڦ'),
    ('\u{FB72}', '\u{FB75}', 'ڄ'), ('\u{FB76}', '\u{FB79}', 'ڃ'), ('\u{FB7A}', '\u{FB7D}', 'چ'),
    ('\u{FB7E}', '\u{FB81}', 'ڇ'), ('\u{FB82}', '\u{FB83}', 'ڍ'), ('\u{FB84}', '\u{FB85}', 'ڌ'),
    ('\u{FB86}', '\u{FB87}', 'ڎ'), ('\u{FB88}', '\u{FB89}', 'ڈ'), ('\u{FB8A}', '\u{FB8B}', 'ژ'),
    ('\u{FB8C}', '\u{FB8D}', 'ڑ'), ('\u{FB8E}', '\u{FB91}', 'ک'), ('\u{FB92}', '\u{FB95}', 'گ'),
    ('\u{FB96}', '\u{FB99}', 'ڳ'), ('\u{FB9A}', '\u{FB9D}', 'ڱ'), ('\u{FB9E}', '\u{FB9F}', 'ں'),
    ('\u{FBA0}', '\u{FBA3}', 'ڻ'), ('\u{FBA4}', '\u{FBA5}', 'ۀ'), ('\u{FBA6}', '\u{FBA9}', 'ہ'),
    ('\u{FBAA}', '\u{FBAD}', 'ھ'), ('\u{FBAE}', '\u{FBAF}', 'ے'), ('\u{FBB0}', '\u{FBB1}', 'ۓ'),
    ('\u{FBD3}', '\u{FBD6}', 'ڭ'), ('\u{FBD7}', '\u{FBD8}', 'ۇ'), ('\u{FBD9}', '\u{FBDA}', 'ۆ'),
    ('\u{FBDB}', '\u{FBDC}', 'ۈ'), ('\u{FBDD}', '\u{FBDD}', 'ٷ'), ('\u{FBDE}', '\u{FBDF}', 'ۋ'),
    ('\u{FBE0}', '\u{FBE1}', 'ۅ'), ('\u{FBE2}', '\u{FBE3}', 'ۉ'), ('\u{FBE4}', '\u{FBE7}', 'ې'),
    ('\u{FBE8}', '\u{FBE9}', 'ى'), ('\u{FBFC}', '\u{FBFF}', 'ی'), ('\u{FE80}', '\u{FE80}', 'ء'),
    ('\u{FE81}', '\u{FE82}', 'آ'), ('\u{FE83}', '\u{FE84}', 'أ'), ('\u{FE85}', '\u{FE86}', 'ؤ'),
    ('\u{FE87}', '\u{FE88}', 'إ'), ('\u{FE89}', '\u{FE8C}', 'ئ'), ('\u{FE8D}', '\u{FE8E}', 'ا'),
    ('\u{FE8F}', '\u{FE92}', 'ب'), ('\u{FE93}', '\u{FE94}', 'ة'), ('\u{FE95}', '\u{FE98}', 'ت'),
    ('\u{FE99}', '\u{FE9C}', 'ث'), ('\u{FE9D}', '\u{FEA0}', 'ج'), ('\u{FEA1}', '\u{FEA4}', 'ح'),
    ('\u{FEA5}', '\u{FEA8}', 'خ'), ('\u{FEA9}', '\u{FEAA}', 'د'), ('\u{FEAB}', '\u{FEAC}', 'ذ'),
    ('\u{FEAD}', '\u{FEAE}', 'ر'), ('\u{FEAF}', '\u{FEB0}', 'ز'), ('\u{FEB1}', '\u{FEB4}', 'س'),
    ('\u{FEB5}', '\u{FEB8}', 'ش'), ('\u{FEB9}', '\u{FEBC}', 'ص'), ('\u{FEBD}', '\u{FEC0}', 'ض'),
    ('\u{FEC1}', '\u{FEC4}', 'ط'), ('\u{FEC5}', '\u{FEC8}', 'ظ'), ('\u{FEC9}', '\u{FECC}', 'ع'),
    ('\u{FECD}', '\u{FED0}', 'غ'), ('\u{FED1}', '\u{FED4}', 'ف'), ('\u{FED5}', '\u{FED8}', 'ق'),
    ('\u{FED9}', '\u{FEDC}', 'ك'), ('\u{FEDD}', '\u{FEE0}', 'ل'), ('\u{FEE1}', '\u{FEE4}', 'م'),
    ('\u{FEE5}', '\u{FEE8}', 'ن'), ('\u{FEE9}', '\u{FEEC}', 'ه'), ('\u{FEED}', '\u{FEEE}', 'و'),
    ('\u{FEEF}', '\u{FEF0}', 'ى'), ('\u{FEF1}', '\u{FEF4}', 'ي'),
];
