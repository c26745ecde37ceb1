//! Words that cross languages: an enum whose every variant has one stable name and titles in Persian and English.

/// Declares such an enum with `ALL`, `name`, `title_fa`, `title_en`, text and serde forms; an unknown name is an
/// [`Error`](crate::Error) that lists the known ones and suggests the closest.
macro_rules! named {
    (
        $(#[$about:meta])*
        pub enum $Type:ident ($code:literal, $noun_fa:literal, $noun_en:literal) {
            $( $(#[$doc:meta])* $Variant:ident = $name:literal, $fa:literal, $en:literal; )+
        }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum $Type {
            $( $(#[$doc])* $Variant, )+
        }

        impl $Type {
            /// All of them, in order.
            pub const ALL: &'static [Self] = &[ $( Self::$Variant, )+ ];

            /// The stable name, the same in every language and in the log.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Variant => $name, )+ }
            }

            /// The title in Persian.
            #[must_use]
            pub const fn title_fa(self) -> &'static str {
                match self { $( Self::$Variant => $fa, )+ }
            }

            /// The title in English.
            #[must_use]
            pub const fn title_en(self) -> &'static str {
                match self { $( Self::$Variant => $en, )+ }
            }
        }

        impl std::fmt::Display for $Type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }

        impl std::str::FromStr for $Type {
            type Err = crate::error::Error;

            fn from_str(text: &str) -> crate::error::Result<Self> {
                Self::ALL.iter().copied().find(|item| item.name() == text).ok_or_else(|| {
                    let names: Vec<&str> = Self::ALL.iter().map(|item| item.name()).collect();
                    let error = crate::error::Error::new(
                        $code,
                        format!(concat!($noun_fa, " «{}» شناخته نیست"), text),
                        format!(concat!("unknown ", $noun_en, " `{}`"), text),
                    )
                    .expected(names.join(", "));
                    match crate::text::closest(text, names.iter().copied()) {
                        Some(near) => error.help(format!("شاید منظور «{near}» است"), format!("did you mean `{near}`?")),
                        None => error,
                    }
                })
            }
        }

        impl serde::Serialize for $Type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.name())
            }
        }

        impl<'de> serde::Deserialize<'de> for $Type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <std::borrow::Cow<'de, str> as serde::Deserialize>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

pub(crate) use named;

/// The codes of unknown names, which a message of serde carries in its words.
const CODES: [(&str, &str); 5] = [
    ("unknown state `", "lifecycle.unknown_state"),
    ("unknown action `", "lifecycle.unknown_action"),
    ("unknown role `", "lifecycle.unknown_role"),
    ("unknown guard `", "lifecycle.unknown_guard"),
    ("unknown stage `", "lifecycle.unknown_stage"),
];

/// The coded error of JSON that serde could not read, with the code of the name that is unknown where one is.
pub(crate) fn refused(error: &serde_json::Error, what: &str) -> crate::error::Error {
    let plain = crate::json::refused(error, what);
    let message = error.to_string();
    let Some((_, code)) = CODES.iter().find(|(words, _)| message.contains(words)) else { return plain };
    let coded = crate::error::Error::new(code, plain.message_fa(), plain.message_en());
    let placed = plain.place().map_or(coded.clone(), |place| coded.at(place));
    placed.help("نام را از فهرست نام‌های شناخته بردارید", "use one of the known names")
}
