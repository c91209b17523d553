//! What Demostad's groups told. All invented.

use super::{
    Said, Story,
    To::{Everyone, Guardian, Staff},
};

const fn told(
    group: &'static str,
    by: &'static str,
    at: (u64, u32),
    title: &'static str,
    body: &'static str,
) -> Story {
    Story { group, by, at, title, body, open: Some(false), talk: &[], read_by: &[] }
}

pub(super) const STORIES: &[Story] = &[
    // Blåsippan
    Story {
        open: Some(true),
        talk: &[
            Said("guardian", 95, "Vad roligt! Elsa pratade om kottarna hela kvällen.", Everyone),
            Said("sara", 130, "Leo undrar om kotten får följa med hem i morgon?", Everyone),
            Said("educator", 240, "Absolut, den ligger på hans hylla!", Everyone),
        ],
        read_by: &["gustav", "sara"],
        ..told(
            "Blåsippan",
            "educator",
            (1, 15),
            "Kottar, granar och matematik",
            "I dag gick vi till Kotteskogen. Barnen samlade kottar och sorterade dem efter storlek, och till slut \
             hade vi en rad som räckte hela vägen till den stora stenen.\n\nVi räknade till 43. På vägen hem såg vi \
             två ekorrar.",
        )
    },
    Story {
        talk: &[
            Said(
                "guardian",
                40,
                "Elsa har fått nya stövlar i storlek 27, är det stort nog med raggsockor?",
                Staff,
            ),
            Said(
                "amir",
                75,
                "Det blir perfekt. Ta gärna med ett par extra sockor också.",
                Guardian("guardian"),
            ),
        ],
        read_by: &["guardian", "gustav", "sara", "gerd"],
        ..told(
            "Blåsippan",
            "amir",
            (3, 13),
            "Dags för vinterkläderna",
            "Nu är det kallt på morgnarna. Se till att det finns på barnets krok:\n\n– fodrade stövlar\n– vantar, \
             gärna två par\n– mössa och halskrage\n– ombyte av allt\n\nMärk kläderna med namn.",
        )
    },
    Story {
        read_by: &["gustav"],
        ..told(
            "Blåsippan",
            "educator",
            (4, 15),
            "Veckan som gick",
            "Måndag: vi bakade bröd till mellanmålet.\nTisdag: biblioteket, vi lånade böcker om rymden.\nOnsdag: \
             rörelse i gympasalen.\nTorsdag: skogen.\nFredag: avslutning med sång.\n\nTrevlig helg!",
        )
    },
    Story {
        read_by: &["guardian", "sara", "gerd"],
        ..told(
            "Blåsippan",
            "principal",
            (8, 9),
            "Planeringsdag den sista fredagen i månaden",
            "Förskolan Backsippan är stängd för planering den sista fredagen i månaden. Behöver ni omsorg den dagen \
             finns plats på Förskolan Solrosen. Säg till senast en vecka innan.",
        )
    },
    Story {
        open: Some(true),
        talk: &[
            Said("gerd", 50, "Maja älskar rymden just nu. Tack för att ni hakar på!", Everyone),
            Said("protected-guardian", 200, "Vi har en stjärnkikare som ni får låna.", Everyone),
            Said("educator", 1_100, "Ja tack, gärna nästa vecka!", Everyone),
        ],
        read_by: &["guardian", "gustav", "sara", "gerd"],
        ..told(
            "Blåsippan",
            "educator",
            (11, 14),
            "Tema: rymden",
            "Barnen har många frågor om månen. Därför blir rymden vårt tema fram till jul. Vi bygger en raket av \
             kartonger i hallen, så ta gärna med kartonger som ni inte behöver.",
        )
    },
    Story {
        read_by: &["guardian", "gustav", "sara"],
        ..told(
            "Blåsippan",
            "amir",
            (15, 16),
            "Magsjuka på avdelningen",
            "Två barn har haft magsjuka i dag. Vi tvättar händerna extra noga och leker mest ute.\n\nEtt barn som \
             kräkts ska vara hemma minst 48 timmar efter att det blivit friskt.",
        )
    },
    Story {
        open: Some(true),
        talk: &[Said("sara", 30, "Så fint! Tack.", Everyone)],
        read_by: &["guardian", "sara", "gerd"],
        ..told(
            "Blåsippan",
            "educator",
            (20, 15),
            "Vi tryckte löv",
            "Barnen målade löv från lönnen på gården och tryckte dem på tyg. Tygerna hänger i fönstret mot parken, \
             titta gärna när ni hämtar.",
        )
    },
    Story {
        read_by: &["guardian", "gustav", "sara", "gerd", "other-guardian"],
        ..told(
            "Blåsippan",
            "educator",
            (26, 10),
            "Utvecklingssamtal",
            "Nu är det dags för höstens samtal. Listan med tider hänger i hallen. Passar ingen tid, skriv här så \
             hittar vi en annan.",
        )
    },
    Story {
        read_by: &["guardian", "sara", "other-guardian"],
        ..told(
            "Blåsippan",
            "amir",
            (33, 14),
            "Fotografering på torsdag",
            "På torsdag kommer fotografen. Den som inte vill att barnet är med på gruppbilden säger till oss i dag \
             eller i morgon.",
        )
    },
    Story {
        open: Some(true),
        talk: &[Said("gustav", 400, "Vilken soppa! Elsa vill ha receptet.", Everyone)],
        read_by: &["guardian", "gustav", "sara", "gerd", "other-guardian"],
        ..told(
            "Blåsippan",
            "educator",
            (40, 15),
            "Soppa på egna morötter",
            "Morötterna i pallkragen blev till slut stora nog. Vi drog upp 31 stycken, skrubbade, skar och kokade \
             soppa. Alla smakade.",
        )
    },
    told(
        "Blåsippan",
        "principal",
        (47, 8),
        "Nya öppettider från måndag",
        "Från och med måndag öppnar vi 06.15. Vi stänger som förut 18.00.",
    ),
    told(
        "Blåsippan",
        "educator",
        (55, 15),
        "Välkomna till höstterminen",
        "Vi är 16 barn på Blåsippan i höst. De första veckorna lär vi känna varandra och gården. Hälsningar Eva och \
         Amir",
    ),
    // Vitsippan
    Story {
        open: Some(true),
        talk: &[
            Said("hassan", 60, "Yasmin sjunger den hemma också!", Everyone),
            Said("guardian", 90, "Hugo med. Hela tiden.", Everyone),
        ],
        read_by: &["hassan"],
        ..told(
            "Vitsippan",
            "lena",
            (2, 14),
            "Sångsamling med rytm",
            "Vi har övat på Bä bä vita lamm med trummor och triangel. De minsta dansar, de lite större spelar.",
        )
    },
    Story {
        read_by: &["hassan", "gustav"],
        ..told(
            "Vitsippan",
            "protected-educator",
            (5, 15),
            "Vattenlek inomhus",
            "I regnet flyttade vi in leken: baljor, muggar och sjunkande stenar. Alla blev blöta, ombytena tog slut. \
             Fyll gärna på i lådan.",
        )
    },
    Story {
        read_by: &["guardian", "hassan"],
        ..told(
            "Vitsippan",
            "principal",
            (8, 9),
            "Planeringsdag den sista fredagen i månaden",
            "Förskolan Backsippan är stängd för planering den sista fredagen i månaden. Behöver ni omsorg den dagen \
             finns plats på Förskolan Solrosen. Säg till senast en vecka innan.",
        )
    },
    Story {
        read_by: &["guardian", "gustav", "hassan"],
        ..told(
            "Vitsippan",
            "lena",
            (12, 13),
            "Sova ute",
            "Nu har vi fått nya liggunderlag till vagnarna. Barnen som sover ute behöver overall, mössa och vantar \
             ända ned till tio minusgrader.",
        )
    },
    Story {
        open: Some(true),
        talk: &[Said("guardian", 20, "Åh, vilken lycka!", Everyone)],
        read_by: &["guardian", "hassan"],
        ..told(
            "Vitsippan",
            "lena",
            (18, 15),
            "Första turen med vagnståget",
            "Sex barn, en lång vagn och en runda till dammen. Änderna fick havregryn. Vi mötte en traktor, och då \
             stod alla upp.",
        )
    },
    told(
        "Vitsippan",
        "protected-educator",
        (24, 14),
        "Färg med händerna",
        "Gult och blått blev grönt, tyckte alla. Målningarna torkar och kommer hem på fredag.",
    ),
    told(
        "Vitsippan",
        "lena",
        (31, 13),
        "Höstlov",
        "Under höstlovet är Vitsippan och Blåsippan tillsammans på Blåsippan. Meddela barnets tider senast på onsdag.",
    ),
    told(
        "Vitsippan",
        "lena",
        (45, 15),
        "Inskolningen är klar",
        "Nu är alla nya barn inskolade. Tack för ert tålamod. Från nästa vecka har vi fasta dagar för skog och \
         rörelse.",
    ),
    // Gullvivan
    Story {
        open: Some(true),
        talk: &[
            Said("other-guardian", 35, "Alva sover med sin lykta.", Everyone),
            Said("karin", 70, "Så ska en lykta användas!", Everyone),
        ],
        ..told(
            "Gullvivan",
            "karin",
            (1, 16),
            "Lyktvandring i kväll",
            "Klockan 17 tänder vi lyktorna vid grinden och går en runda i parken. Familjen är välkommen. Varm saft \
             finns.",
        )
    },
    Story {
        talk: &[
            Said("other-guardian", 25, "Alva är förkyld, vi kommer nog inte i morgon.", Staff),
            Said("karin", 55, "Tack för att du skrev. Krya på er!", Guardian("other-guardian")),
        ],
        read_by: &["other-guardian"],
        ..told(
            "Gullvivan",
            "karin",
            (6, 14),
            "Luciatåget övar",
            "Vi övar till Lucia varje morgon efter frukost. Säg till om barnet vill ha en egen dräkt, annars har vi \
             att låna ut.",
        )
    },
    Story {
        read_by: &["other-guardian"],
        ..told(
            "Gullvivan",
            "karin",
            (13, 15),
            "Myror under luppen",
            "Vi hittade en stubbe full av myror. Barnen ritade dem med sex ben, och sedan med fler.",
        )
    },
    Story {
        read_by: &["other-guardian"],
        ..told(
            "Gullvivan",
            "karin",
            (22, 13),
            "Ny meny i köket",
            "Köket provar två nya rätter i månaden. I veckan var det linsbiffar. Skriv gärna vad barnet säger hemma.",
        )
    },
    told(
        "Gullvivan",
        "karin",
        (36, 15),
        "Simhallen nästa onsdag",
        "Fem barn i taget går till simhallen. Packa badkläder, handduk och en smörgås.",
    ),
    told(
        "Gullvivan",
        "karin",
        (52, 14),
        "Hej från Gullvivan",
        "Gården är ny i höst: klätterställning, sandlåda och en kulle att rulla ned för.",
    ),
    // Drafts
    Story {
        open: None,
        ..told(
            "Blåsippan",
            "educator",
            (1, 16),
            "Julfika för familjerna",
            "Utkast: torsdagen den andra veckan i december klockan 15. Kolla med köket om pepparkakor.",
        )
    },
    Story {
        open: None,
        ..told(
            "Vitsippan",
            "lena",
            (2, 16),
            "Veckobrev",
            "Utkast: skriv om trummorna och om de nya overallerna.",
        )
    },
];
