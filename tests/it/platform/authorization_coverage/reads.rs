//! What each field answers to whom that is read at the roots, of the municipality, or of the viewer.

use harness::{TestApp, both_engines};
use serde_json::json;

use super::super::tables::{asked, outcomes};
use super::super::whole::{Whole, id};
use super::fields;

/// What each selection answers.
const READS: &str = "
Query.municipality
    everybody: Björkhamn
Query.node
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, educator, principal, data-protection officer: Child
    others: absent
Query.nodes
    resident, case officer: [Submission, Submission, Department]
    others: [null, Submission, Department]
Query.viewer
    anonymous: absent
    others: Viewer
Municipality.caseOfficers
    case officer: [CaseOfficer Testsson]
    others: []
Municipality.code
    everybody: 9901
Municipality.defaultLocale
    everybody: sv
Municipality.departments
    everybody: 1
Municipality.facilities
    everybody: 1
Municipality.facilityKinds
    everybody: [Kök]
Municipality.id
    everybody: municipality:00000000-0000-0000-0000-0000000026ad
Municipality.mealComments
    kitchen: [Mer sånt!, Jag är allergisk mot fisk, Gott]
    others: [Mer sånt!]
Municipality.mealFeedbackByDish
    everybody: []
Municipality.mealFeedbackForm
    everybody: [Mycket dåligt, Dåligt, Okej, Bra, Mycket bra]
Municipality.mealFeedbackSummary
    everybody: true
Municipality.mealFeedbackTrend
    everybody: [true]
Municipality.mealPlateWaste
    everybody: 0
Municipality.mealPlateWasteTrend
    everybody: [0]
Municipality.menuSources
    kitchen, communicator, administrator: [mat.example.se]
    others: []
Municipality.name
    everybody: Björkhamn
Municipality.people
    anonymous: UNAUTHENTICATED
    data-protection officer, administrator: 1
    others: FORBIDDEN
Municipality.preschools
    everybody: 1
Municipality.roleAssignments
    administrator: 5
    kitchen, case officer, communicator, data-protection officer: 1
    others: 0
Municipality.school
    everybody: Björkskolan
Municipality.schools
    everybody: 1
Municipality.search
    everybody: 1
Municipality.services
    everybody: 1
Municipality.submissionByTrackingCode
    everybody: Tack
Municipality.submissionCategories
    everybody: [belysning]
Municipality.submissions
    case officer: 6
    others: 1
Municipality.submissionsInBox
    case officer: [RECEIVED]
    others: [PLANNED]
Viewer.auditTrail
    data-protection officer: AuditEntryConnection
    anonymous: absent
    others: FORBIDDEN
Viewer.auditTrailExport
    data-protection officer: AuditTrailExport
    anonymous: absent
    others: FORBIDDEN
Viewer.children
    guardian: [Elsa Testsson]
    guardian beside: [Nils Testsson]
    guardian of protected: [Tuva Testsson]
    guardian elsewhere: [Hugo Testsson]
    anonymous: absent
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: []
Viewer.displayName
    resident: Rut Testsson
    pupil: Pupil Testsson
    guardian beside: Gunnar Testsson
    guardian of protected: Tora Testsson
    guardian elsewhere: Gull Testsson
    blocked guardian: Bo Testsson
    family member: Fia Testsson
    invited guardian: Ivar Testsson
    principal: Principal Testsson
    kitchen: KitchenStaff Testsson
    case officer: CaseOfficer Testsson
    communicator: Communicator Testsson
    data-protection officer: DataProtectionOfficer Testsson
    administrator: Administrator Testsson
    API client: Program Testsson
    anonymous: absent
    guardian, weakly logged in guardian: Gun Testsson
    others: Educator Testsson
Viewer.feed
    anonymous: absent
    educator, principal: 2
    API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member, invited guardian: 1
    others: 0
Viewer.followedSchools
    anonymous: absent
    others: []
Viewer.groups
    educator: [Blåsippan]
    educator elsewhere: [Vitsippan]
    principal: [Blåsippan, Vitsippan]
    anonymous: absent
    invited guardian, API client, weakly logged in guardian: STEP_UP_REQUIRED
    others: []
Viewer.id
    anonymous: absent
    others: their own
Viewer.isStronglyAuthenticated
    anonymous: absent
    invited guardian, API client, weakly logged in guardian: false
    others: true
Viewer.mealAlerts
    anonymous: absent
    others: 0
Viewer.person
    anonymous: absent
    others: their own
Viewer.roles
    kitchen: [KITCHEN_STAFF]
    case officer: [CASE_OFFICER]
    communicator: [COMMUNICATOR]
    data-protection officer: [DATA_PROTECTION_OFFICER]
    administrator: [ADMINISTRATOR]
    anonymous: absent
    others: []
Viewer.sessionExpiresAt
    anonymous: absent
    others: 2054-01-30T10:00:00.000Z
Viewer.submissions
    resident: 1
    anonymous: absent
    others: 0
Viewer.unreadPostCount
    anonymous: absent
    educator, principal: 2
    API client, weakly logged in guardian: STEP_UP_REQUIRED
    guardian, guardian beside, guardian of protected, family member, invited guardian: 1
    others: 0
";

/// What to ask of each field that is read.
pub async fn selection(app: &TestApp, whole: &Whole, field: &str) -> Option<String> {
    let thing = |name| whole.things().find(|thing| thing.name == name).map(|thing| thing.id.as_str());
    let of_municipality = match field {
        "Query.municipality" => return Some("municipality { name }".to_owned()),
        "Query.viewer" => return Some("viewer { __typename }".to_owned()),
        "Query.node" => return Some(format!("node(id: {:?}) {{ __typename }}", thing("child")?)),
        "Query.nodes" => {
            let ids = [thing("own")?, thing("public")?, thing("department")?];
            return Some(format!("nodes(ids: {ids:?}) {{ __typename }}"));
        }
        // Other readings come into it meanwhile.
        "Viewer.auditTrail" => return Some("viewer { auditTrail { __typename } }".to_owned()),
        "Viewer.auditTrailExport" => return Some("viewer { auditTrailExport { __typename } }".to_owned()),
        "Viewer.children" => return Some("viewer { children { displayName } }".to_owned()),
        "Viewer.followedSchools" => return Some("viewer { followedSchools { name } }".to_owned()),
        "Viewer.mealAlerts" => return Some("viewer { mealAlerts { totalCount } }".to_owned()),
        "Viewer.groups" => return Some("viewer { groups { name } }".to_owned()),
        "Viewer.feed" => return Some("viewer { feed { totalCount } }".to_owned()),
        "Viewer.unreadPostCount" => return Some("viewer { unreadPostCount }".to_owned()),
        "Viewer.submissions" => return Some("viewer { submissions { totalCount } }".to_owned()),
        "Viewer.id"
        | "Viewer.displayName"
        | "Viewer.isStronglyAuthenticated"
        | "Viewer.roles"
        | "Viewer.sessionExpiresAt" => return Some(format!("viewer {{ {} }}", &field["Viewer.".len()..])),
        "Viewer.person" => return Some("viewer { person { id } }".to_owned()),
        "Municipality.caseOfficers" => "caseOfficers { name }".to_owned(),
        "Municipality.menuSources" => "menuSources { host }".to_owned(),
        "Municipality.code"
        | "Municipality.defaultLocale"
        | "Municipality.facilityKinds"
        | "Municipality.id"
        | "Municipality.name" => field["Municipality.".len()..].to_owned(),
        "Municipality.departments"
        | "Municipality.facilities"
        | "Municipality.preschools"
        | "Municipality.roleAssignments"
        | "Municipality.schools"
        | "Municipality.services"
        | "Municipality.submissions" => format!("{} {{ totalCount }}", &field["Municipality.".len()..]),
        "Municipality.mealComments" => {
            "mealComments(statuses: [HELD, RELEASED]) { nodes { text } }".to_owned()
        }
        "Municipality.mealFeedbackByDish" => "mealFeedbackByDish(order: BEST) { name }".to_owned(),
        "Municipality.mealFeedbackForm" => "mealFeedbackForm { ratings { label } }".to_owned(),
        "Municipality.mealFeedbackSummary" => "mealFeedbackSummary { isHidden }".to_owned(),
        "Municipality.mealFeedbackTrend" => "mealFeedbackTrend(by: TERM) { summary { isHidden } }".to_owned(),
        "Municipality.mealPlateWaste" => "mealPlateWaste { meals }".to_owned(),
        "Municipality.mealPlateWasteTrend" => "mealPlateWasteTrend(by: TERM) { waste { meals } }".to_owned(),
        "Municipality.people" => "people(filter: { name: \"rut\" }) { totalCount }".to_owned(),
        "Municipality.school" => "school(code: \"12345678\") { name }".to_owned(),
        "Municipality.search" => "search(query: \"specialkost\") { totalCount }".to_owned(),
        "Municipality.submissionByTrackingCode" => {
            format!("submissionByTrackingCode(trackingCode: {:?}) {{ title }}", tracking_code(app).await)
        }
        "Municipality.submissionCategories" => "submissionCategories { code }".to_owned(),
        "Municipality.submissionsInBox" => {
            "submissionsInBox(box: { south: 59, west: 18, north: 60, east: 19 }) { nodes { status } }"
                .to_owned()
        }
        _ => return None,
    };
    Some(format!("municipality {{ {of_municipality} }}"))
}

/// The tracking code of something that was filed.
pub async fn tracking_code(app: &TestApp) -> String {
    let input = json!({ "kind": "PRAISE", "title": "Tack", "body": "Fin park.", "isAnonymous": true });
    let query = "mutation($input: FileSubmissionInput!) { fileSubmission(input: $input) { trackingCode } }";
    app.ask(query, json!({ "input": input })).await.ok().text("/fileSubmission/trackingCode").to_owned()
}

#[both_engines]
async fn every_field_of_the_roots_answers_each_what_the_table_says(app: TestApp) {
    let whole = Whole::found(&app).await;
    let mut names = Vec::new();
    let mut selections = Vec::new();
    for of in ["Query", "Municipality", "Viewer"] {
        for field in fields(&app, of).await {
            let name = format!("{of}.{field}");
            let selection = selection(&app, &whole, &name).await;
            selections.push(selection.unwrap_or_else(|| panic!("no selection for {name}")));
            names.push(name);
        }
    }
    let mut read = vec![Vec::new(); names.len()];
    for (name, actor) in whole.actors() {
        let own = actor.person.as_ref().map(|person| ["viewer", "person"].map(|kind| id(kind, person.id)));
        let answers = asked(&app, &whole.here, &actor, selections.iter().cloned()).await;
        for (line, answer) in read.iter_mut().zip(answers) {
            let answer = if own.as_ref().is_some_and(|own| own.contains(&answer)) {
                "their own".to_owned()
            } else {
                answer
            };
            line.push((name, answer));
        }
    }
    let lines = names.iter().zip(read).map(|(name, read)| format!("{name}\n{}", outcomes(&read)));
    assert_eq!(format!("\n{}", lines.collect::<String>()), READS);
}
