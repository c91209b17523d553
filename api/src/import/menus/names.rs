//! The name of a dish, without what kitchens scribble around it: the marks of footnotes ("sås*", "fläsk (f)"), the letter
//! of an alternative ("A: Kalops"), commas without their spaces. With them one dish would be many in the statistics.

use super::super::text::{capitalized, one_line};

/// A dish line on one line, tidied. It is empty if nothing but marks stood there.
#[must_use]
pub fn dish_text(raw: &str) -> String {
    let line = with_spaced_commas(&without_marks(&one_line(raw)));
    capitalized(line.trim_matches(|c: char| c == ',' || c.is_whitespace()))
}

/// Whether a line bears marks that [`dish_text`] takes away. What they mean only the kitchen knows.
#[must_use]
pub(super) fn has_marks(raw: &str) -> bool {
    let line = one_line(raw);
    without_marks(&line) != line
}

/// "V" is no mark: it says that the dish is vegetarian.
fn is_mark(c: char) -> bool {
    c.is_ascii_alphanumeric() && !c.eq_ignore_ascii_case(&'v')
}

fn without_marks(line: &str) -> String {
    let signs: Vec<char> = line.chars().filter(|c| *c != '*').collect();
    let mut out = String::with_capacity(line.len());
    let mut rest = signs.as_slice();
    while let [first, after @ ..] = rest {
        rest = match rest {
            ['(', c, ')', after @ ..] if is_mark(*c) => after,
            _ => {
                out.push(*first);
                after
            }
        };
    }
    let line = one_line(&out);
    let letter = line.split_once(':').filter(|(letter, _)| {
        let mut signs = letter.chars();
        signs.next().is_some_and(|c| is_mark(c) && c.is_alphabetic()) && signs.next().is_none()
    });
    letter.map_or(line.as_str(), |(_, dish)| dish.trim_start()).to_owned()
}

/// "Fisk ,sås" is "Fisk, sås". A comma between digits is a decimal one.
fn with_spaced_commas(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut signs = line.chars().peekable();
    while let Some(c) = signs.next() {
        if c != ',' {
            out.push(c);
            continue;
        }
        let follows_digit = out.ends_with(|c: char| c.is_ascii_digit());
        out.truncate(out.trim_end().len());
        if !out.ends_with(',') {
            out.push(',');
        }
        let is_decimal = follows_digit && signs.peek().is_some_and(char::is_ascii_digit);
        if !is_decimal && signs.peek().is_some_and(|next| !next.is_whitespace() && *next != ',') {
            out.push(' ');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_marks_of_real_menus_are_taken_off() {
        for (raw, name) in [
            ("Nötskav med svamp*, potatis ", "Nötskav med svamp, potatis"),
            ("A: Kycklingtimbal*, örtig sås*, potatismos*", "Kycklingtimbal, örtig sås, potatismos"),
            ("E: Karelsk köttgryta (f) *, potatismos*", "Karelsk köttgryta, potatismos"),
            ("Blodpuddingstimbal(f)*, smält smör", "Blodpuddingstimbal, smält smör"),
            ("Risgrynsgröt*, \r\ntunnbröd,", "Risgrynsgröt, tunnbröd"),
            ("* Fisk", "Fisk"),
            ("(f)*", ""),
            ("(f) A: Fisk", "Fisk"),
            ("A:", ""),
        ] {
            assert_eq!(dish_text(raw), name, "{raw}");
            assert!(has_marks(raw), "{raw}");
        }
    }

    #[test]
    fn what_tells_of_the_dish_stays() {
        for name in [
            "V: Linssoppa",
            "Linssoppa (V)",
            "Fisk (kall)",
            "Gryta (0,34)",
            "Mjölk 1,5 %",
            "Soppa kl. 11:30",
            "Veg: Linssoppa",
            "Hamburgare 2",
        ] {
            assert_eq!(dish_text(name), name);
            assert!(!has_marks(name), "{name}");
        }
    }

    #[test]
    fn commas_stand_after_a_word_and_before_a_space() {
        assert_eq!(
            dish_text("fiskpanett ,stuvad spenat,potatis , sallad"),
            "Fiskpanett, stuvad spenat, potatis, sallad"
        );
        assert_eq!(dish_text(" , Fisk ,"), "Fisk");
        assert_eq!(dish_text("Fisk, ,sås"), "Fisk, sås");
        assert_eq!(dish_text("ärtsoppa"), "Ärtsoppa");
    }
}
