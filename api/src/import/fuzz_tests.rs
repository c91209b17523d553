//! Every parser against broken input: deterministic mutations of small documents of every kind and of the real
//! files. What must hold: no panic, nothing refused without a reason, every record either taken or refused.

use chrono::NaiveDate;

use super::real_data;
use super::{Dataset, Source, detect, read};

/// A small generator of numbers (xorshift), so that a failure can be repeated.
pub(super) struct Random(pub(super) u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    pub(super) fn below(&mut self, limit: usize) -> usize {
        usize::try_from(self.next() % (limit.max(1) as u64)).expect("a small number")
    }
}

/// Pieces that parsers stumble over.
const PIECES: [&[u8]; 34] = [
    b"\"",
    b"\\",
    b"{",
    b"}",
    b"[",
    b"]",
    b",",
    b";",
    b"\t",
    b"\n",
    b"\r\n",
    b"<",
    b">",
    b"</",
    b"&",
    b"&#x110000;",
    b"<br />",
    b": ",
    b"\0",
    b"\xFF\xFE",
    b"\xEF\xBB\xBF",
    b"\xC3",
    b"\xF0\x9F\x8D\x95",
    b"null",
    b"-1",
    b"1e999",
    b"99999999999999999999",
    b"NaN",
    b"9223372036854775807",
    b"-9223372036854775808",
    b"0",
    b"\xE2\x80\x8B",
    b"<![CDATA[",
    b"<a href=\"",
];

pub(super) fn mutate(bytes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for _ in 0..=random.below(4) {
        let at = random.below(out.len() + 1);
        match random.below(6) {
            0 => out.truncate(at),
            1 => {
                let end = (at + random.below(40)).min(out.len());
                out.drain(at.min(end)..end);
            }
            2 => {
                let piece = PIECES[random.below(PIECES.len())];
                out.splice(at..at, piece.iter().copied());
            }
            3 => {
                if let Some(byte) = out.get_mut(at) {
                    *byte ^= 1 << random.below(8);
                }
            }
            4 => {
                let end = (at + random.below(60)).min(out.len());
                let copy = out[at.min(end)..end].to_vec();
                let to = random.below(out.len() + 1);
                out.splice(to..to, copy);
            }
            _ => {
                let piece = PIECES[random.below(PIECES.len())];
                let end = (at + piece.len()).min(out.len());
                out.splice(at..end, piece.iter().copied());
            }
        }
    }
    out
}

fn check(dataset: &Dataset) {
    assert_eq!(dataset.read(), dataset.accepted() + dataset.refused().len());
    for refusal in dataset.refused() {
        assert!(!refusal.faults.is_empty(), "refused without a reason: {refusal:?}");
        for fault in &refusal.faults {
            assert!(!fault.field.is_empty() && !fault.swedish().is_empty() && !fault.english().is_empty());
        }
    }
    match dataset {
        Dataset::Menu(menu) => {
            for entry in menu.entries.values() {
                let _ = super::menus::served(entry);
                assert!(!entry.dish.is_empty());
            }
        }
        Dataset::Boundaries(parsed) => {
            for boundary in parsed.values() {
                let _ = boundary.geometry();
            }
        }
        _ => {}
    }
}

/// `MITTKOMMUN_FUZZ=100` multiplies the rounds by a hundred, for a night's run.
fn torment(bytes: &[u8], source: Source, rounds: usize, seed: u64) {
    let times = std::env::var("MITTKOMMUN_FUZZ").ok().and_then(|times| times.parse().ok()).unwrap_or(1_usize);
    let rounds = rounds * times;
    let reference = NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date");
    let mut random = Random(seed | 1);
    for _ in 0..rounds {
        let broken = mutate(bytes, &mut random);
        let _ = detect(&broken, "x");
        if let Ok(dataset) = read(source, &broken, reference) {
            check(&dataset);
        }
    }
}

/// One small document of every kind, with something in each field.
fn samples() -> Vec<(Source, &'static str)> {
    use Source as S;
    vec![
        (S::Counties, "county_code,county_name\n01,Stockholms län\n"),
        (
            S::Municipalities,
            "code,name,region,population,area,location_lat_google_2015_05_28,location_lng_google_2015_05_28\n0180,Stockholms kommun,Stockholms län,9000,\"1,5\",59.3,18.0\n",
        ),
        (
            S::Boundaries,
            r#"{"features":[{"properties":{"id":"0180","kom_namn":"S","geo_point_2d":[59.2,18.3]},"geometry":{"type":"MultiPolygon","coordinates":[[[[18,59],[19,59],[19,60],[18,59]]]]}}]}"#,
        ),
        (S::PostalCodes, "postal_code;locality;municipality_code\n10004;Stockholm;180\n"),
        (S::PlaceNames, "city\nAbbekås\n"),
        (
            S::SchoolUnits,
            "{\"body\":{\"_embedded\":{\"listedSchoolUnits\":[{\"code\":\"12345678\",\"name\":\"Ask\",\"geographicalAreaCode\":\"0114\",\"typeOfSchooling\":[{\"code\":\"gr\",\"schoolYears\":[\"1\"]}],\"wgs84Latitude\":\"59\",\"wgs84Longitude\":\"18\"}]}}}\n{\"body\":{}}\n",
        ),
        (S::SchoolStatistics, "Kod;Skolenhetsnamn;Grund-skola\n0114;Ask;Ja\n"),
        (
            S::Preschools,
            "skolverkets_id,Namn,Kommunkod,Postnummer,Latitud,Longitud,x_sweref,y_sweref,geo_point\n1,Ask,180,25247.0,,,674032,6580822,0101000020E6100000A38FF980406F2940B534B74258054C40\n",
        ),
        (S::PreschoolGroups, "school_id,school_name,lat,lon,group_name\n1,Ask,57.7,11.9,Grodan\n"),
        (
            S::EServices,
            r#"{"Flows":[{"ID":1,"FlowFamilyID":2,"Name":"N","URL":"https://e.se/x","Category":"C","CategoryID":3,"ShortDescription":"<p>.H&auml;r <a href=\"http://mailto:a@b.se\">b</a></p>","LongDescription":"<table><tr><td>x</td></tr></table>","Aliases":["https://e.se/a"]}]}"#,
        ),
        (
            S::Facilities,
            "Fastighet,Populärnamn,Latitude,Longitude,Formatted Address\n10104 Rådhuset,56.9,12.4,\"A 1, 311 31 Falkenberg, Sweden\"\n",
        ),
        (
            S::Facilities,
            r#"[{"title":"Ask","address":"A 1","postaltown":"B","postalnumber":"163 70","lat":59.3,"lng":17.9,"markerid":"1"}]"#,
        ),
        (
            S::FoodIt,
            "// provider: foodit.se, URL: https://webmenu.foodit.se/rss\n{\"entries\":[{\"title\":\"Måndag 20260105\",\"summary\":\": Fisk. : Tofu.\"}],\"feed\":{\"subtitle\":\"Ask 2026-01-05\"}}",
        ),
        (
            S::Skolmaten,
            "<?xml version=\"1.0\"?><rss><channel><title>Skolmaten - Ask</title><item><title>Måndag - Vecka 2</title><description>Fisk, &lt;br/&gt;Tofu (Vegan)</description><pubDate>Mon, 05 Jan 2026 00:00:00 GMT</pubDate></item></channel></rss>",
        ),
        (
            S::Skolmaten,
            r#"{"weeks":[{"year":2026,"number":2,"days":[{"date":1767567600,"items":["Fisk",{"name":"Tofu"}]},{"year":2026,"month":1,"day":6,"reason":"Lov"}]}]}"#,
        ),
        (
            S::Mateo,
            r#"[{"date":"2026-01-05T00:00:00.000Z","deviation":"Lov","meals":[{"name":"Fisk","type":"Lunch 1","categories":[{"name":"Fisk"}],"allergens":["Mjölk"]}]}]"#,
        ),
        (
            S::Matilda,
            r#"[{"name":null,"date":"2025-12-29T00:00:00","dateDescription":null,"description":"x","distributor":{"name":"S"},"courses":[{"name":"Jullov","optionName":"A","tags":["v"],"knownAllergens":[{"name":"Ägg"}]}]}]"#,
        ),
        (
            S::Mashie,
            r#"{"Weeks":[{"MenuName":"M","Days":[{"DayMenuDate":1767567600000,"HolidayName":"x","DayMenus":[{"MenuAlternativeName":"Alt 1","DayMenuName":"Fisk","DayMenuInfo":"y"}]}]}]}"#,
        ),
        (
            S::MenuGo,
            r#"[{"Datum":"2026-02-03","HighlightedDay":false,"Maträtt":[{"Namn":"Korvstroganoff","Matgrupp":["Kyckling"]}]}]"#,
        ),
        (
            S::OpenMeal,
            r#"{"meals":[{"name":"Lunch","date":"2022-06-16","distributor":{"id":"9","name":"Ask"},"courses":[{"name":"Fisk","order":0,"knownAllergens":[{"name":"Fisk","codes":[{"code":"AF","type":"GS1"}]}],"nutrients":[],"co2Equivalents":0.58}]}]}"#,
        ),
        (
            S::Calendar,
            "BEGIN:VCALENDAR\r\nX-WR-CALNAME:Ask matsedel\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20260105\r\nSUMMARY:Matsedel\r\nDESCRIPTION:Fisk\\nTofu\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        ),
        (
            S::Open311,
            r#"[{"service_request_id":"A","status":"open","service_code":"1","service_name":"N","description":"a\r\nb","requested_datetime":"2023-12-11T09:01:37+01:00","updated_datetime":null,"lat":50.8,"long":6.9}]"#,
        ),
        (
            S::Open311,
            "<service_requests><request><service_request_id>1</service_request_id><status>open</status><service_code>1</service_code><requested_datetime>2018-07-30T00:01:00-04:00</requested_datetime><lat>43.6</lat><long>-79.2</long></request></service_requests>",
        ),
    ]
}

#[test]
fn small_documents_of_every_kind_are_understood_whole() {
    let reference = NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date");
    for (source, text) in samples() {
        let dataset =
            read(source, text.as_bytes(), reference).unwrap_or_else(|why| panic!("{source}: {why}"));
        assert!(dataset.accepted() > 0 && dataset.refused().is_empty(), "{source}: {:?}", dataset.refused());
        assert_eq!(detect(text.as_bytes(), "x"), Some(source), "{text}");
    }
}

#[test]
fn no_mutation_of_a_small_document_brings_a_parser_down() {
    for (index, (source, text)) in samples().into_iter().enumerate() {
        torment(text.as_bytes(), source, 500, 0x9E37_79B9_7F4A_7C15 ^ index as u64);
    }
}

#[test]
fn no_mutation_of_a_real_file_brings_a_parser_down() {
    for folder in [
        "01-municipalities",
        "02-schools-preschools",
        "03-school-menus/vendor-captures-2026-01",
        "04-services-directory",
        "05-issue-reports",
        "05-issue-reports/georeport-xml",
    ] {
        for (name, bytes) in real_data::read_all(folder) {
            let Some(source) = detect(&bytes, &name) else { continue };
            // A part of a large file is as good and much faster.
            let part = bytes.get(..12_000).unwrap_or(&bytes);
            torment(part, source, 6, bytes.len() as u64);
        }
    }
}

/// Every kind of file is also given to the parsers of all other kinds, as `--kind` allows.
#[test]
fn a_file_read_as_the_wrong_kind_is_refused_and_nothing_worse() {
    let reference = NaiveDate::from_ymd_opt(2026, 1, 9).expect("a date");
    for (_, text) in samples() {
        for source in Source::ALL {
            if let Ok(dataset) = read(*source, text.as_bytes(), reference) {
                check(&dataset);
            }
        }
    }
}
