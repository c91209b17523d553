//! The command lines of the README and the guides, as this command line reads them.

use clap::{Parser as _, error::ErrorKind};

use super::Cli;

const DOCUMENTS: [&str; 7] = [
    include_str!("../../../README.md"),
    include_str!("../../../docs/app-developers.md"),
    include_str!("../../../docs/import.md"),
    include_str!("../../../docs/operators.md"),
    include_str!("../../../docs/performance.md"),
    include_str!("../../../docs/security.md"),
    include_str!("../../../deploy/keycloak/README.md"),
];

/// What `ID` stands for.
const SOMEBODY: &str = "person:01a203c0-002c-7704-88b0-f04a322be66b";

/// What is typed after `mittkommun`, in blocks and in the running text. A name of the command alone names it.
fn command_lines(document: &str) -> Vec<(String, bool)> {
    let joined = document.replace("\\\n", " ");
    let mut found = Vec::new();
    let mut is_fenced = false;
    for line in joined.lines() {
        is_fenced ^= line.starts_with("```");
        if is_fenced || line.starts_with("    ") {
            let starts = |part: &str| {
                let part = part.replace("cargo run -- ", "mittkommun ");
                // Only settings of the environment may stand before it.
                let words = part.split_whitespace().skip_while(|word| word.contains('='));
                let words: Vec<_> = words.collect();
                (words.first() == Some(&"mittkommun")).then(|| words.join(" "))
            };
            let line = line.split(" #").next().unwrap_or_default();
            found.extend(line.split(['|', ';']).filter_map(starts).map(|line| (line, true)));
        }
    }
    let running_text = joined.split("```").step_by(2).collect::<String>();
    let quoted = running_text.split('`').skip(1).step_by(2).map(|code| code.replace('\n', " "));
    found.extend(quoted.filter(|code| code.starts_with("mittkommun ")).map(|code| (code, false)));
    found
}

/// The words of a line as a shell parts them: what stands in quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for c in line.chars() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, c) if c.is_whitespace() => words.push(String::new()),
            (_, c) => words.iter_mut().last().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

#[test]
fn every_command_line_in_the_documents_is_understood() {
    let mut count = 0;
    for document in DOCUMENTS {
        for (line, is_whole) in command_lines(document) {
            let words = words(&line);
            let words = words.iter().map(String::as_str);
            let words = words.take_while(|word| !word.starts_with(['>', '<'])).filter(|word| *word != "…");
            let words = words.map(|word| if word == "ID" { SOMEBODY } else { word });
            let parsed =
                Cli::try_parse_from(words).map(|_| ()).map_err(|fault| (fault.kind(), fault.to_string()));
            let names_a_command = |kind| {
                matches!(
                    kind,
                    ErrorKind::MissingRequiredArgument
                        | ErrorKind::MissingSubcommand
                        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
                )
            };
            match parsed {
                Err((kind, _)) if !is_whole && names_a_command(kind) => {}
                // A value that is cut short.
                Err((ErrorKind::ValueValidation, _)) if line.contains('…') => {}
                parsed => assert!(parsed.is_ok(), "{line}: {parsed:?}"),
            }
            count += 1;
        }
    }
    assert!(count > 50, "{count} command lines were found");
}
