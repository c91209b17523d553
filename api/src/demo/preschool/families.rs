//! Demostad's preschools and who belongs to them. All invented.

use entity::{DutyRole, IdentityProtection};

use super::{Family, House, Stage, stories};

const BACKSIPPAN: &str = "Förskolan Backsippan";
const SOLROSEN: &str = "Förskolan Solrosen";

pub(super) const DEMOSTAD: Stage = Stage {
    preschools: &[
        House {
            name: BACKSIPPAN,
            organiser: "Demostads kommun",
            address: ("Backvägen 4", "99010", "Demostad"),
            point: (59.0312, 16.2104),
            groups: &["Blåsippan", "Vitsippan"],
        },
        House {
            name: SOLROSEN,
            organiser: "Demostads kommun",
            address: ("Solrosvägen 17", "99012", "Demostad"),
            point: (59.0247, 16.2391),
            groups: &["Gullvivan"],
        },
        House {
            name: "Föräldrakooperativet Ängsullen",
            organiser: "Ängsullen ekonomisk förening",
            address: ("Sjöstigen 2", "99014", "Demostad"),
            point: (59.0418, 16.1876),
            groups: &[],
        },
    ],
    cast: &[
        ("amir", ("Amir", "Haddad"), IdentityProtection::None),
        ("lena", ("Lena", "Ros"), IdentityProtection::None),
        ("karin", ("Karin", "Nord"), IdentityProtection::None),
        // Works here under protection: signs as "Personal".
        ("protected-educator", ("Mona", "Fält"), IdentityProtection::SecrecyMarking),
        ("elsa", ("Elsa", "Berg"), IdentityProtection::None),
        ("hugo", ("Hugo", "Berg"), IdentityProtection::None),
        ("gustav", ("Gustav", "Berg"), IdentityProtection::None),
        ("alva", ("Alva", "Ek"), IdentityProtection::None),
        ("nils", ("Nils", "Ek"), IdentityProtection::None),
        ("maja", ("Maja", "Sten"), IdentityProtection::None),
        ("gerd", ("Gerd", "Sten"), IdentityProtection::None),
        ("leo", ("Leo", "Wik"), IdentityProtection::None),
        ("sara", ("Sara", "Wik"), IdentityProtection::None),
        ("yasmin", ("Yasmin", "Ali"), IdentityProtection::None),
        ("hassan", ("Hassan", "Ali"), IdentityProtection::None),
        ("vera", ("Vera", "Holmberg"), IdentityProtection::None),
        ("anna", ("Anna", "Holmberg"), IdentityProtection::None),
        // A child and a guardian whom no list may show.
        ("protected-child", ("Tuva", "Skog"), IdentityProtection::ProtectedRegistration),
        ("protected-guardian", ("Tora", "Skog"), IdentityProtection::ProtectedRegistration),
    ],
    staff: &[
        ("educator", BACKSIPPAN, Some("Blåsippan"), DutyRole::Educator),
        ("amir", BACKSIPPAN, Some("Blåsippan"), DutyRole::Educator),
        ("lena", BACKSIPPAN, Some("Vitsippan"), DutyRole::Educator),
        ("protected-educator", BACKSIPPAN, Some("Vitsippan"), DutyRole::Educator),
        ("principal", BACKSIPPAN, None, DutyRole::Principal),
        ("karin", SOLROSEN, Some("Gullvivan"), DutyRole::Educator),
    ],
    families: &[
        family("elsa", &["guardian", "gustav"], &[("Blåsippan", 80, None)]),
        family("hugo", &["guardian", "gustav"], &[("Vitsippan", 80, None)]),
        family("alva", &["other-guardian"], &[("Gullvivan", 60, None)]),
        // Went to school: the place has ended, and with it Olle's sight of Blåsippan.
        family("nils", &["other-guardian"], &[("Blåsippan", 85, Some(14))]),
        // Bo is guardian by law and kept from Maja by decision.
        Family {
            child: "maja",
            guardians: &["blocked-guardian", "gerd"],
            blocked: &["blocked-guardian"],
            places: &[("Blåsippan", 70, None)],
        },
        family("leo", &["sara"], &[("Blåsippan", 75, None)]),
        family("yasmin", &["hassan"], &[("Vitsippan", 75, None)]),
        // Began last week: Anna sees what has gone out since.
        family("vera", &["anna"], &[("Blåsippan", 7, None)]),
        family("protected-child", &["protected-guardian"], &[("Blåsippan", 50, None)]),
    ],
    stories: stories::STORIES,
};

const fn family(
    child: &'static str,
    guardians: &'static [&'static str],
    places: &'static [(&'static str, u64, Option<u64>)],
) -> Family {
    Family { child, guardians, blocked: &[], places }
}
