//! The scale of a vote in faces and words (M5), the same in every app and in the report. A face alone says nothing to who
//! cannot see it, and not the same to everybody who can.

use entity::FeedbackReason;

use super::portions::REASONS;
use crate::platform::Locale;

/// A rating as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Face {
    /// 1 to 5.
    pub rating: i32,
    /// One character of Unicode.
    pub sign: &'static str,
    sv: &'static str,
    en: &'static str,
}

impl Face {
    /// What it says.
    pub fn label(&self, locale: Locale) -> &'static str {
        locale.say(self.sv, self.en)
    }
}

/// All ratings, worst first.
pub const SCALE: [Face; 5] = [
    Face { rating: 1, sign: "😞", sv: "Mycket dåligt", en: "Very bad" },
    Face { rating: 2, sign: "🙁", sv: "Dåligt", en: "Bad" },
    Face { rating: 3, sign: "😐", sv: "Okej", en: "Okay" },
    Face { rating: 4, sign: "🙂", sv: "Bra", en: "Good" },
    Face { rating: 5, sign: "😀", sv: "Mycket bra", en: "Very good" },
];

/// What a reason is called.
pub fn reason(reason: FeedbackReason, locale: Locale) -> &'static str {
    let (sv, en) = match reason {
        FeedbackReason::Taste => ("Smaken", "The taste"),
        FeedbackReason::Temperature => ("Temperaturen", "The temperature"),
        FeedbackReason::Appearance => ("Utseendet", "The look"),
        FeedbackReason::Portion => ("Mängden", "The amount"),
        FeedbackReason::Choice => ("Utbudet", "The choice"),
        FeedbackReason::Noise => ("Ljudnivån", "The noise"),
        FeedbackReason::Time => ("Tiden", "The time"),
        FeedbackReason::Queue => ("Kön", "The queue"),
        FeedbackReason::Service => ("Bemötandet", "How we were met"),
    };
    locale.say(sv, en)
}

/// All reasons with what they are called.
pub fn reasons(locale: Locale) -> impl Iterator<Item = (FeedbackReason, &'static str)> {
    REASONS.into_iter().map(move |it| (it, reason(it, locale)))
}
