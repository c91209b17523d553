//! What a register gives and takes is in the audit log (T10, P10).

use entity::AuditAction::{ProtectionChanged, RelationEnded, RelationGranted};
use entity::{AuditAction, audit_entry, preschool, preschool_group, school};
use harness::ss12000::records::{id, with_guardians};
use harness::{TestApp, both_engines};
use serde_json::json;
use uuid::Uuid;

use super::{ANNA, BO, Office};
use crate::audit::log;

type Told = (AuditAction, Option<Uuid>, Option<String>, Option<Uuid>);

/// What the register's runs have written so far, sorted.
async fn told(app: &TestApp) -> Vec<Told> {
    let of_register = |entry: &audit_entry::Model| entry.request_id.starts_with("ss12000:");
    let entries = log(app).await.into_iter().filter(of_register);
    let mut told: Vec<Told> = entries
        .map(|entry| {
            assert_eq!(entry.actor_id, None, "nobody in particular");
            (entry.action, entry.subject_id, entry.object_kind, entry.object_id)
        })
        .collect();
    told.sort_by_key(|entry| format!("{entry:?}"));
    told
}

#[both_engines]
async fn what_a_register_gives_and_takes_is_in_the_audit_log(app: TestApp) {
    let office = Office::with_a_family(&app);
    office.syncs(&[]);
    let mut ids = Vec::new();
    for name in ["Bo", "Anna", "Eva"] {
        ids.push(office.person(name).await.unwrap().id);
    }
    let [bo, anna, eva] = ids[..] else { panic!("{ids:?}") };
    let group = app.home.rows(preschool_group::Entity).await[0].id;
    let preschool = app.home.rows(preschool::Entity).await[0].id;
    let school = app.home.rows(school::Entity).await[0].id;
    let entry =
        |action, subject, kind: &str, object| (action, Some(subject), Some(kind.to_owned()), Some(object));
    let mut first = vec![
        entry(RelationGranted, bo, "GUARDIAN", anna),
        entry(RelationGranted, bo, "GROUP", group),
        entry(RelationGranted, bo, "SCHOOL", school),
        entry(RelationGranted, eva, "PRESCHOOL", preschool),
    ];
    first.sort_by_key(|entry| format!("{entry:?}"));
    assert_eq!(told(&app).await, first);

    office.syncs(&["--full"]);
    assert_eq!(told(&app).await, first, "what is as it was is no entry");

    office.register.change("persons", &id(BO), |bo| *bo = with_guardians(bo.clone(), &[]));
    office
        .register
        .change("persons", &id(ANNA), |anna| anna["securityMarking"] = json!("Sekretessmarkering"));
    office.syncs(&[]);
    let mut second = first;
    second.push(entry(RelationEnded, bo, "GUARDIAN", anna));
    second.push((ProtectionChanged, Some(anna), None, None));
    second.sort_by_key(|entry| format!("{entry:?}"));
    assert_eq!(told(&app).await, second);

    let url = app.database_url();
    let verified = office.program.run(&["audit", "verify", "--database-url", url], &Office::environment());
    assert!(verified.status.success(), "{}", super::said(&verified));
}
