//! Grannköping's preschool: the same people's neighbours, so that nothing of theirs is to be seen from Demostad. All
//! invented.

use entity::{DutyRole, IdentityProtection};

use super::{
    Family, House, Said, Stage, Story,
    To::{Everyone, Guardian, Staff},
};

const ANGEN: &str = "Förskolan Ängen";

pub(super) const STAGE: Stage = Stage {
    preschools: &[
        House {
            name: ANGEN,
            organiser: "Grannköpings kommun",
            address: ("Ängsgatan 1", "99020", "Grannköping"),
            point: (58.8721, 16.4418),
            groups: &["Blåsippan", "Vitsippan", "Gullvivan"],
        },
        House {
            name: "Förskolan Kvarnen",
            organiser: "Kvarnens pedagogik AB",
            address: ("Kvarnbacken 8", "99022", "Grannköping"),
            point: (58.8664, 16.4702),
            groups: &[],
        },
    ],
    cast: &[
        ("britt", ("Britt", "Lönn"), IdentityProtection::None),
        ("sixten", ("Sixten", "Berg"), IdentityProtection::None),
        ("ebba", ("Ebba", "Berg"), IdentityProtection::None),
        ("otto", ("Otto", "Ek"), IdentityProtection::None),
        ("iris", ("Iris", "Sten"), IdentityProtection::None),
    ],
    staff: &[
        ("educator", ANGEN, Some("Blåsippan"), DutyRole::Educator),
        ("britt", ANGEN, Some("Gullvivan"), DutyRole::Educator),
        ("principal", ANGEN, None, DutyRole::Principal),
    ],
    families: &[
        family("sixten", &["guardian"], &[("Blåsippan", 80, None)]),
        family("ebba", &["guardian"], &[("Vitsippan", 80, None)]),
        family("otto", &["other-guardian"], &[("Gullvivan", 80, None)]),
        Family {
            child: "iris",
            guardians: &["blocked-guardian"],
            blocked: &["blocked-guardian"],
            places: &[("Blåsippan", 80, None)],
        },
    ],
    stories: &[
        Story {
            group: "Blåsippan",
            by: "educator",
            at: (1, 15),
            title: "Vi såg en älg",
            body: "Bakom ängen stod en älg. Vi stod alldeles stilla tills den gick.",
            open: Some(true),
            talk: &[Said("guardian", 45, "Sixten har berättat tre gånger!", Everyone)],
            read_by: &[],
        },
        Story {
            group: "Blåsippan",
            by: "educator",
            at: (6, 14),
            title: "Byt till vinterskor",
            body: "Marken är blöt. Ta med skor som tål väta, och extra strumpor.",
            open: Some(false),
            talk: &[
                Said("guardian", 30, "Finns det skor att låna?", Staff),
                Said("educator", 50, "Ja, storlek 24 till 28.", Guardian("guardian")),
            ],
            read_by: &["guardian"],
        },
        Story {
            group: "Blåsippan",
            by: "principal",
            at: (13, 9),
            title: "Föräldramöte",
            body: "Välkomna till föräldramöte på torsdag klockan 18 i matsalen.",
            open: Some(false),
            talk: &[],
            read_by: &["guardian"],
        },
        Story {
            group: "Vitsippan",
            by: "principal",
            at: (3, 10),
            title: "Vikarie i veckan",
            body: "I veckan är det vikarie på Vitsippan. Lämningen sker hos Blåsippan före klockan sju.",
            open: Some(false),
            talk: &[],
            read_by: &[],
        },
        Story {
            group: "Vitsippan",
            by: "principal",
            at: (13, 9),
            title: "Föräldramöte",
            body: "Välkomna till föräldramöte på torsdag klockan 18 i matsalen.",
            open: Some(false),
            talk: &[],
            read_by: &["guardian"],
        },
        Story {
            group: "Gullvivan",
            by: "britt",
            at: (2, 15),
            title: "Byggdag",
            body: "Vi byggde en bro av klossar som höll för en vattenkanna.",
            open: Some(true),
            talk: &[],
            read_by: &[],
        },
        Story {
            group: "Gullvivan",
            by: "britt",
            at: (9, 15),
            title: "Nya böcker",
            body: "Biblioteket har lånat oss tjugo nya böcker. Tre av dem är på arabiska.",
            open: Some(false),
            talk: &[],
            read_by: &["other-guardian"],
        },
        Story {
            group: "Blåsippan",
            by: "educator",
            at: (1, 16),
            title: "Adventsfika",
            body: "Utkast: fråga köket om datum.",
            open: None,
            talk: &[],
            read_by: &[],
        },
    ],
};

const fn family(
    child: &'static str,
    guardians: &'static [&'static str],
    places: &'static [(&'static str, u64, Option<u64>)],
) -> Family {
    Family { child, guardians, blocked: &[], places }
}
