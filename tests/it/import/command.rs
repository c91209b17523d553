//! `mittkommun import` as people use it.

use std::fs;
use std::process::Output;

use harness::process::Program;

fn program() -> Program {
    Program::at(env!("CARGO_BIN_EXE_mittkommun-under-test"))
}

fn file(program: &Program, name: &str, content: &str) {
    fs::write(program.folder.path().join(name), content).unwrap();
}

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn an_empty_folder_becomes_a_database_with_what_the_files_say() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n0180,Stockholms kommun\n2281,Sundsvalls kommun\n");
    file(&program, "postnummer.csv", "postal_code,locality,municipality_code\n10004,Stockholm,180\n");
    // The order in which they build on each other is found.
    let output = program.run(&["import", "postnummer.csv", "kommuner.csv"], &[]);
    assert!(output.status.success(), "{}", said(&output));
    assert!(said(&output).contains("kommuner.csv: municipalities: 2 read, 2 created"), "{}", said(&output));
    assert!(said(&output).contains("postal-codes: 1 read, 1 created"), "{}", said(&output));
    assert!(
        said(&output).contains("a lost leading zero was restored (1 times, first at line 2)"),
        "{}",
        said(&output)
    );
    assert!(!program.folder.path().join("mittkommun-import-report.jsonl").exists(), "nothing to report");
    let again = program.run(&["import", "kommuner.csv"], &[]);
    assert!(said(&again).contains("2 read, 0 created, 0 changed, 2 unchanged"), "{}", said(&again));
}

#[test]
fn refused_rows_are_reported_in_both_languages_and_refuse_the_run_only_if_asked() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n0180,Stockholms kommun\nabc,\n");
    let output = program.run(&["import", "kommuner.csv"], &[]);
    assert!(output.status.success(), "{}", said(&output));
    let report = fs::read_to_string(program.folder.path().join("mittkommun-import-report.jsonl")).unwrap();
    let entries: Vec<serde_json::Value> =
        report.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(entries.len(), 2, "one for each fault: {report}");
    assert_eq!(entries[0]["code"], "NOT_A_MUNICIPALITY_CODE");
    assert_eq!(entries[0]["sv"], "municipality_code ”abc” är ingen kommunkod med fyra siffror");
    assert_eq!(entries[0]["en"], "municipality_code “abc” is not a municipality code of four digits");
    assert_eq!(
        (entries[1]["field"].as_str(), entries[1]["at"].as_str()),
        (Some("municipality_name"), Some("line 3"))
    );
    assert_eq!(entries[1]["row"], "abc | ");
    let strict = program.run(&["import", "--strict", "--report", "r.csv", "kommuner.csv"], &[]);
    assert!(!strict.status.success());
    let table = fs::read_to_string(program.folder.path().join("r.csv")).unwrap();
    assert!(table.starts_with("file,kind,outcome,at,code,field,sv,en,row\n"), "{table}");
}

#[test]
fn an_unusable_file_ends_with_an_error_and_the_others_are_imported() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n0180,Stockholms kommun\n");
    file(&program, "trasig.json", "{\"Flows\":[{\"FlowFamilyID\":1},");
    file(&program, "okänd.txt", "hej\n");
    file(&program, "tom.csv", "\n");
    let output =
        program.run(&["import", "okänd.txt", "trasig.json", "kommuner.csv", "tom.csv", "saknas.csv"], &[]);
    assert!(!output.status.success());
    let said = said(&output);
    for expected in [
        "okänd.txt: the file is of no kind",
        "trasig.json: not readable as JSON",
        "tom.csv: the file is empty",
        "saknas.csv",
        "1 created",
        "4 of 5 files",
    ] {
        assert!(said.contains(expected), "no {expected:?} in:\n{said}");
    }
}

#[test]
fn what_the_file_does_not_say_is_asked_for() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n0180,Stockholms kommun\n");
    file(
        &program,
        "meny.json",
        r#"[{"date":"2026-01-05T00:00:00.000Z","meals":[{"name":"Fisk","type":"Lunch 1"}]}]"#,
    );
    assert!(program.run(&["import", "kommuner.csv"], &[]).status.success());
    let output = program.run(&["import", "meny.json"], &[]);
    assert!(!output.status.success() && said(&output).contains("--municipality"), "{}", said(&output));
    let output = program.run(&["import", "--municipality", "0180", "meny.json"], &[]);
    assert!(!output.status.success() && said(&output).contains("--school"), "{}", said(&output));
    let arguments =
        ["import", "--municipality", "0180", "--school", "Askskolan", "--kind", "mateo", "meny.json"];
    let output = program.run(&arguments, &[]);
    assert!(output.status.success() && said(&output).contains("1 created"), "{}", said(&output));
    let output = program.run(&["import", "--kind", "menyer", "meny.json"], &[]);
    assert!(!output.status.success() && said(&output).contains("skolmaten"), "{}", said(&output));
}

const MENU: &str = "<?xml version=\"1.0\"?><rss><channel><title>Skolmaten - Askskolan</title>\
    <link>https://skolmaten.se/askskolan</link><item><title>Måndag - Vecka 2</title><description>Fisk</description>\
    <pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate></item></channel></rss>";

#[test]
fn the_summary_names_the_school_that_a_menu_made_or_used() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n2281,Sundsvalls kommun\n");
    file(&program, "meny.xml", MENU);
    assert!(program.run(&["import", "kommuner.csv"], &[]).status.success());
    let to = |school: &str| {
        let output = program.run(&["import", "--municipality", "2281", "--school", school, "meny.xml"], &[]);
        assert!(output.status.success(), "{}", said(&output));
        said(&output)
    };
    assert!(to("Hagaskolam").contains("school made: Hagaskolam"));
    let again = to("hagaskolam");
    assert!(again.contains("school used: Hagaskolam") && !again.contains("school made"), "{again}");
}

#[test]
fn a_report_that_cannot_be_written_fails_before_anything_is_imported() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n0180,Stockholms kommun\nabc,\n");
    let output = program.run(&["import", "--report", "nowhere/report.csv", "kommuner.csv"], &[]);
    assert!(!output.status.success() && said(&output).contains("nowhere/report.csv"), "{}", said(&output));
    let output = program.run(&["import", "kommuner.csv"], &[]);
    assert!(said(&output).contains("1 created"), "something was imported before: {}", said(&output));
}

#[test]
fn a_language_that_is_none_is_refused() {
    let output = program().run(&["import", "--language", "x x", "kommuner.csv"], &[]);
    assert!(!output.status.success() && said(&output).contains("BCP 47"), "{}", said(&output));
}

#[test]
fn a_calendar_is_recognised_and_the_same_again_changes_nothing_whatever_its_ids_are() {
    let program = program();
    file(&program, "kommuner.csv", "code,name\n0180,Stockholms kommun\n");
    let calendar = |uid: &str| {
        format!(
            "BEGIN:VCALENDAR\nX-WR-CALNAME:Askskolan matsedel\nBEGIN:VEVENT\nUID:{uid}\nDTSTART:20260104T230000Z\nSUMMARY:Matsedel\n\
             DESCRIPTION:Fisk\\nTofu\nEND:VEVENT\nBEGIN:VEVENT\nDTSTART:snart\nSUMMARY:Gröt\nEND:VEVENT\nEND:VCALENDAR"
        )
    };
    file(&program, "mat.ics", &calendar("1"));
    let arguments = ["import", "--municipality", "0180", "kommuner.csv", "mat.ics"];
    let first = program.run(&arguments, &[]);
    assert!(
        said(&first).contains("mat.ics: icalendar: 3 read, 2 created, 0 changed, 0 unchanged, 1 skipped"),
        "{}",
        said(&first)
    );
    assert!(said(&first).contains("school made: Askskolan"), "{}", said(&first));
    let report = fs::read_to_string(program.folder.path().join("mittkommun-import-report.jsonl")).unwrap();
    assert!(report.contains("DTSTART ”snart” är inget datum") && report.contains("SUMMARY:Gröt"), "{report}");
    file(&program, "mat.ics", &calendar("2"));
    let again = program.run(&arguments, &[]);
    assert!(
        said(&again).contains("3 read, 0 created, 0 changed, 2 unchanged, 1 skipped"),
        "{}",
        said(&again)
    );
}
