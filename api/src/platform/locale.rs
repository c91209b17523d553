//! The languages that the product speaks: Swedish, English, Finnish and the national minority languages, Arabic (D5).

/// A language that texts can be asked for in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Locale {
    /// Swedish.
    #[default]
    Sv,
    /// English.
    En,
    /// Finnish.
    Fi,
    /// Northern Sami.
    Se,
    /// Meänkieli.
    Fit,
    /// Romani Chib.
    Rom,
    /// Yiddish.
    Yi,
    /// Arabic.
    Ar,
}

impl Locale {
    /// All of them.
    pub const ALL: [Self; 8] =
        [Self::Sv, Self::En, Self::Fi, Self::Se, Self::Fit, Self::Rom, Self::Yi, Self::Ar];

    /// The BCP 47 tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Sv => "sv",
            Self::En => "en",
            Self::Fi => "fi",
            Self::Se => "se",
            Self::Fit => "fit",
            Self::Rom => "rom",
            Self::Yi => "yi",
            Self::Ar => "ar",
        }
    }

    /// The language of a BCP 47 tag, by its primary subtag: "en-GB" is English.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::ALL.into_iter().find(|locale| locale.tag().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, 12.5.4); Swedish where it names none of ours.
    #[must_use]
    pub fn from_accept_language(header: Option<&str>) -> Self {
        let mut best = (Self::default(), 0.0_f32);
        for part in header.unwrap_or_default().split(',') {
            let mut pieces = part.split(';');
            let tag = pieces.next().unwrap_or_default();
            let weight = pieces
                .find_map(|p| p.trim().strip_prefix("q=").and_then(|q| q.trim().parse::<f32>().ok()))
                .unwrap_or(1.0);
            if let Some(locale) = Self::from_tag(tag)
                && weight > best.1
            {
                best = (locale, weight);
            }
        }
        best.0
    }

    /// Picks the wording of a message of ours: they exist in Swedish and English, and Swedish stands in for the rest.
    #[must_use]
    pub fn say<T>(self, sv: T, en: T) -> T {
        if self == Self::En { en } else { sv }
    }
}

/// Whether the text is formed like a language tag by BCP 47.
#[must_use]
pub fn is_language_tag(text: &str) -> bool {
    let mut subtags = text.split('-');
    let language = subtags.next().unwrap_or_default();
    let language_fits =
        (2..=8).contains(&language.len()) && language.bytes().all(|b| b.is_ascii_alphabetic());
    let rest_fits =
        subtags.all(|s| (1..=8).contains(&s.len()) && s.bytes().all(|b| b.is_ascii_alphanumeric()));
    language_fits && rest_fits && text.len() <= 35
}

#[cfg(test)]
mod tests {
    use super::Locale;

    #[test]
    fn the_heaviest_language_we_speak_wins() {
        for (header, expected) in [
            (None, Locale::Sv),
            (Some(""), Locale::Sv),
            (Some("en-GB,en;q=0.9,sv;q=0.8"), Locale::En),
            (Some("de, fi;q=0.5, en;q=0.4"), Locale::Fi),
            (Some("en;q=0, sv"), Locale::Sv),
            (Some(";;;q=,,"), Locale::Sv),
            (Some("FIT"), Locale::Fit),
        ] {
            assert_eq!(Locale::from_accept_language(header), expected, "{header:?}");
        }
    }
}
