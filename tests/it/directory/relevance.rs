//! What search finds first (D3). Whoever changes the ranking sees here what becomes better and what worse; both engines
//! must give the same.

use api::demo;
use api::import::write::{Options, write};
use api::import::{detect, read};
use harness::{TestApp, both_engines, real_file};

use super::found;

/// Queries as people type them, and what stands first in the demonstration.
const DEMONSTRATION: &[(&str, &str)] = &[
    // Compounds, both ways.
    ("sophämtning", "Sopor och matavfall"),
    ("sopor", "Sopor och matavfall"),
    ("soptunna", "Sopor och matavfall"),
    ("ljudböcker", "Låna böcker"),
    ("handikapparkering", "Parkeringstillstånd för rörelsehindrade"),
    ("bygglovsansökan", "Bygglov"),
    // Inflection.
    ("lampor", "Gatubelysning"),
    ("förskolan", "Ansök om plats i förskola"),
    ("alkoholen", "Serveringstillstånd"),
    ("kaminer", "Anmälan om eldstad och rökkanal"),
    ("skulderna", "Budget- och skuldrådgivning"),
    // Slips, and keyboards without å, ä and ö.
    ("bygglåv", "Bygglov"),
    ("biblotek", "Biblioteken"),
    ("sophamtning", "Sopor och matavfall"),
    ("fardtjanst", "Färdtjänst"),
    ("färdtjenst", "Färdtjänst"),
    ("hemtjenst", "Hemtjänst"),
    ("trygghetslam", "Trygghetslarm"),
    ("simskoal", "Simskola"),
    ("snoröjning", "Snöröjning och halkbekämpning"),
    // Written apart.
    ("skol skjuts", "Skolskjuts"),
    ("trygghets larm", "Trygghetslarm"),
    // Still being typed.
    ("skolskj", "Skolskjuts"),
    ("bygg", "Bygglov"),
    ("återvinningsc", "Kärrets återvinningscentral"),
    // What people say.
    ("dagis", "Ansök om plats i förskola"),
    ("socialbidrag", "Ekonomiskt bistånd"),
    ("ålderdomshem", "Äldreboende"),
    ("plogning", "Snöröjning och halkbekämpning"),
    ("simhall", "Vågens badhus"),
    ("simhal", "Vågens badhus"),
    ("gifta sig", "Borgerlig vigsel"),
    ("soptipp", "Kärrets återvinningscentral"),
    // Sentences.
    ("hur ansöker jag om bygglov", "Bygglov"),
    ("jag vill bygga en altan", "Bygglov"),
    ("trasig lampa på gatan", "Gatubelysning"),
    ("anmäla oro för ett barn", "Orosanmälan för barn"),
    ("hjälp hemma", "Hemtjänst"),
    ("pengar till mat", "Ekonomiskt bistånd"),
    // Abbreviations, languages, places.
    ("SFI", "Svenska för invandrare (SFI)"),
    ("LSS", "Personlig assistans enligt LSS"),
    ("library", "Biblioteken"),
    ("building permit", "Bygglov"),
    ("garbage", "Sopor och matavfall"),
    ("trash", "Sopor och matavfall"),
    ("rubbish", "Sopor och matavfall"),
    ("kindergarten", "Ansök om plats i förskola"),
    ("swimming pool", "Vågens badhus"),
    ("kotipalvelu", "Hemtjänst"),
    ("girjerájut", "Biblioteken"),
    ("مكتبة", "Stadsbiblioteket"),
    ("storgatan", "Stadsbiblioteket"),
    ("miljöenheten", "Miljöenheten"),
    ("kultur och fritid", "Kultur- och fritidsförvaltningen"),
];

/// Queries that nothing answers well, how much may be found, and what must not be.
const NOISE: &[(&str, usize, &str)] = &[
    ("hål i vägen", 4, "Barn- och utbildningsförvaltningen"),
    ("äldrevård", 4, "Säg upp plats i förskola"),
    ("studentbostad", 4, "Simskola"),
    ("ansöka om bostadsanpassning", 4, "Ansök till komvux"),
    ("boka rymdfärja", 0, "Boka idrottshall"),
    ("pothole", 6, "Sopor och matavfall"),
];

/// The same over the e-services of a real municipality.
const SUNDSVALL: &[(&str, &str)] = &[
    ("eldstad", "Anmälan - eldstad/rökkanal"),
    ("rökkanaler", "Anmälan - eldstad/rökkanal"),
    ("bygglov plank", "Bygglov - plank eller mur"),
    ("mur", "Bygglov - plank eller mur"),
    ("bygglovshandläggare", "Kom i kontakt med en bygglovhandläggare"),
    ("busskort", "Busskortsansökan för gymnasieelever"),
    ("buskort", "Busskortsansökan för gymnasieelever"),
    ("alkohol", "Servering av alkoholdrycker"),
    ("serveringstillstånd", "Servering av alkoholdrycker"),
    ("tobak", "Tipsa om brister i handeln med tobak, e-cigg och folköl"),
    ("betyg", "Beställning av betygskopia"),
    ("betygskopior", "Beställning av betygskopia"),
    ("skollunch", "Betala lunch i skolrestaurang"),
    ("oro för barn", "Oro för barn - anmälan"),
    ("orosanmälan", "Oro för barn - anmälan"),
    ("sotning", "Ansökan om egensotning"),
    ("sotare", "Ansökan om egensotning"),
    ("förhandsbesked", "Ansökan - förhandsbesked"),
    ("vägar bidrag", "Ansök om vägbidrag"),
    ("anslagstavlan", "Sundsvalls kommuns officiella anslagstavla"),
    ("brandfarligt", "Räddningstjänsten - Ansökan om tillstånd för brandfarlig vara"),
    ("kyltorn", "Anmälan kyltorn"),
    ("ritningar", "Digitalt ritningsarkiv"),
    ("granne", "Lämna svar på grannehörande"),
    ("hemtjänstavgift", "Avgiftsberäkning för hemtjänst"),
    ("arv", "Ansökan om samtycke till fördelning vid arvskifte"),
    ("overklaga", "Överklaga beslut fattat av Vuxenutbildningen Sundsvall"),
    ("god man", "Entledigande god man/förvaltare"),
    ("entledigad", "Entledigande god man/förvaltare"),
    ("mobilitet", "Mobilitetsredogörelse"),
    ("gymnasieexamen", "Ansökan om gymnasieexamen till Vuxenutbildning Sundsvall"),
];

/// Fails with every query that finds something else first.
async fn assert_first(app: &TestApp, expected: &[(&str, &str)]) {
    let mut wrong = Vec::new();
    for (query, first) in expected {
        let hits = found(app, query).await;
        if hits.first().map(String::as_str) != Some(*first) {
            wrong.push(format!("{query}: {:?} instead of {first}", hits.iter().take(3).collect::<Vec<_>>()));
        }
    }
    assert!(wrong.is_empty(), "{} of {}: {wrong:#?}", wrong.len(), expected.len());
}

#[both_engines]
async fn what_people_look_for_in_the_demonstration_stands_first(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    assert_first(&app, DEMONSTRATION).await;
}

#[both_engines]
async fn little_or_nothing_is_found_where_nothing_answers(app: TestApp) {
    demo::fill(app.foundation()).await.unwrap();
    let mut wrong = Vec::new();
    for (query, most, never) in NOISE {
        let hits = found(&app, query).await;
        if hits.len() > *most || hits.iter().any(|hit| hit == never) {
            wrong.push(format!("{query}: {hits:?}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    // A road is no wave, though a slip away.
    assert_ne!(found(&app, "hål i vägen").await[0], "Vågens badhus");
}

#[both_engines]
async fn what_people_look_for_in_sundsvall_stands_first(app: TestApp) {
    let Some(bytes) = real_file("04-services-directory", "sundsvall_eservices_sample41_utf8.json") else {
        return;
    };
    let foundation = app.foundation();
    let dataset = read(detect(&bytes, "-").unwrap(), &bytes, foundation.world.clock.today()).unwrap();
    let options = Options {
        municipality: Some(app.home.code.clone()),
        school: None,
        language: "sv".to_owned(),
        publish: false,
        dry_run: false,
        now: foundation.world.clock.now(),
        ids: foundation.world.ids.clone(),
    };
    let summary = write(&foundation.platform, &dataset, &options, &|_| {}).await.unwrap();
    assert_eq!(summary.created, 41);
    assert_first(&app, SUNDSVALL).await;
}
