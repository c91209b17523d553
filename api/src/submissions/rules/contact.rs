//! Ways to reach a sender, as people type them.

/// Whether mail can go there: an address as HTML's e-mail field takes it, in any script (RFC 6531).
pub fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let local_fits = (1..=64).contains(&local.len())
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_alphanumeric() || is_mark(c) || c == '-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    local_fits && domain.len() <= 253 && domain.split('.').count() >= 2 && domain.split('.').all(label_fits)
}

/// Accents and vowel signs that stand as characters of their own.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Whether it can be dialled: 5 to 15 digits (E.164) with the punctuation that people write.
pub fn is_phone(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let rest = text.strip_prefix('+').unwrap_or(text);
    text.len() <= 60
        && (5..=15).contains(&digits)
        && rest.chars().all(|c| c.is_ascii_digit() || " -–‑−/.()".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_any_script_are_addresses() {
        for address in ["rut@example.se", "rut.lund+fel@post.example.co", "åsa@räksmörgås.se", "info@例え.jp"]
        {
            assert!(is_email(address), "{address}");
        }
        for other in
            ["anna@", "@example.se", "anna", "anna@example", "an na@example.se", "a@b..se", "a@-b.se", ""]
        {
            assert!(!is_email(other), "{other}");
        }
    }

    #[test]
    fn numbers_are_numbers_however_they_are_written() {
        for number in ["070-123 45 67", "+46 (0)70 123 45 67", "060/19 10 00", "0701234567", "070–123 45 67"]
        {
            assert!(is_phone(number), "{number}");
        }
        for other in ["ring mig", "1234", "070-123 45 67 efter fem", "1234567890123456", ""] {
            assert!(!is_phone(other), "{other}");
        }
    }
}
