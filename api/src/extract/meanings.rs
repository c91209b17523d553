//! What each part of an extract is, for the person who reads it: in Swedish, as the municipality owes them an answer that
//! can be understood (GDPR article 12.1).

/// What the section of that name holds, and why something is not in it.
pub fn meaning(section: &str) -> &'static str {
    match section {
        "person" => "Ditt namn, om din identitet är skyddad, och när uppgifterna skapades.",
        "logins" => "Inloggningar som är dina: vem som utfärdade dem och vad du heter där.",
        "identityNumberHashes" => {
            "Att ett person- eller samordningsnummer är känt. Själva numret sparas inte, bara ett värde som räknats fram ur det."
        }
        "principalNames" => "Användarnamn från skola eller arbetsgivare som är dina.",
        "registerIds" => "Vad skoladministrationens register kallar dig.",
        "roles" => "Roller som kommunen har gett dig, med första och sista dag.",
        "guardianships" => "Barn som du är eller har varit vårdnadshavare för, med id och dagar.",
        "guardians" => {
            "Under vilka dagar någon har varit vårdnadshavare för dig. Vem det är lämnas inte ut här."
        }
        "placements" => "Förskoleavdelningar som du har varit placerad i.",
        "preschoolDuties" => "Ditt arbete i förskolor och avdelningar.",
        "familyMemberships" => "Barn vars flöde du följer som anhörig, med id och dagar.",
        "invitationsSent" => "Inbjudningar som du har skickat.",
        "invitationsAccepted" => "Inbjudningar som du har tagit emot.",
        "postsWritten" => {
            "Inlägg som du har skrivit i tjänsten. Texten handlar om andra, ofta barn, och lämnas därför inte ut här; inläggets id är med."
        }
        "postsCorrected" => "Inlägg som du har rättat i tjänsten, utan text av samma skäl.",
        "comments" => "Kommentarer som du har skrivit, även borttagna.",
        "commentsInService" => {
            "Kommentarer som du har skrivit i tjänsten. Texten handlar om andra och lämnas inte ut här."
        }
        "answersReceived" => "Svar från personalen på dina kommentarer.",
        "commentsHidden" => "Kommentarer som du har tagit bort.",
        "postsRead" => "Inlägg som du har markerat som lästa.",
        "enrolments" => "Skolor som du går eller har gått i.",
        "schoolDuties" => "Skolor som du arbetar eller har arbetat i.",
        "schoolMenusFollowed" => {
            "Skolor vars matsedel du följer. Vilka allergener du letar efter sparas inte."
        }
        "menusWritten" => "Måltider i matsedeln som du har skrivit eller rättat i tjänsten, med vad de sade.",
        "classroomSessionsOpened" => {
            "Klassrumslägen som du har öppnat i tjänsten. Vem som röstade i dem vet ingen."
        }
        "mealAnswersWritten" => "Kökets svar på omdömen, som du har skrivit i tjänsten.",
        "mealCommentsModerated" => {
            "Kommentarer om skolmaten som du har godkänt eller hållit inne i tjänsten. Texten är någon annans och lämnas inte ut här."
        }
        "plateWasteRecorded" => "Matsvinn som du har vägt i tjänsten.",
        "mealFeedbackToday" => {
            "Vad du har tyckt om skolmaten i dag. Efter dagens slut vet ingen vems ett svar är, och det går inte att ta fram."
        }
        "submissions" => "Ärenden som du har skickat in med namn.",
        "submissionContacts" => "Kontaktuppgifter som du lämnade i dina ärenden.",
        "submissionMessages" => "Meddelanden i dina ärenden.",
        "submissionAnswers" => "Kommunens svar i dina ärenden.",
        "submissionHistory" => "Vad som har hänt med dina ärenden.",
        "submissionsSupported" => "Ärenden som du stöder.",
        "submissionsHandled" => "Ärenden som du handlägger.",
        "submissionActions" => "Vad du har gjort med ärenden som handläggare.",
        "submissionAnswersWritten" => {
            "Svar som du har skrivit som handläggare. Texten är till någon annan och lämnas inte ut här."
        }
        "submissionNotesWritten" => "Anteckningar som du har gjort som handläggare, utan text av samma skäl.",
        "auditEntriesAbout" => {
            "Åtkomstloggen om dig: när någon har sett eller ändrat något som rör dig. Vem det var lämnas inte ut här, och läsningar av själva loggen är inte med."
        }
        "auditEntriesBy" => {
            "Åtkomstloggen över vad du själv har sett och gjort. Vem det gällde (subject) är med när det är du eller ditt eget barn."
        }
        _ => "",
    }
}
