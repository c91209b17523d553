//! Rows with sensible defaults, to be written with [`Municipality::insert`](crate::Municipality::insert). A test sets what
//! it is about and leaves the rest:
//!
//! ```ignore
//! let school = app.home.insert(a_school("Björkskolan")).await;
//! let name = Set("Mellanmål".to_owned());
//! let meal = app.home.insert(meal::ActiveModel { name, ..a_meal(&school, monday) }).await;
//! ```

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use entity::{
    AllergenStates, ChannelKind, InvitationKind, MenuSourceKind, PostStatus, RelationAssurance, SchoolStatus,
    StringList, SubmissionKind, SubmissionStatus, Texts, comment, department, dish, facility,
    family_membership, guardian_block, invitation, meal, menu_source, opening_hours, person, placement, post,
    preschool, preschool_group, school, service, service_channel, service_facility, submission,
    submission_category, unit,
};
use sea_orm::{ActiveModelTrait, Set};

use crate::actors::Actor;

/// The first day of every relation whose beginning no test cares about.
pub const LONG_AGO: NaiveDate = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a date");

/// When everything ends that no test sees end.
pub const NEVER: DateTime<Utc> = DateTime::from_timestamp_nanos(4_000_000_000_000_000_000);

/// A text in Swedish.
#[must_use]
pub fn swedish(text: &str) -> Texts {
    Texts::of("sv", text)
}

/// A department (förvaltning).
#[must_use]
pub fn a_department(name: &str) -> department::ActiveModel {
    department::ActiveModel { name: Set(swedish(name)), sort_order: Set(0), ..ActiveModelTrait::default() }
}

/// A unit of a department.
#[must_use]
pub fn a_unit(department: &department::Model, name: &str) -> unit::ActiveModel {
    unit::ActiveModel {
        department_id: Set(department.id),
        name: Set(swedish(name)),
        sort_order: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A service (tjänst) of a department.
#[must_use]
pub fn a_service(department: &department::Model, name: &str) -> service::ActiveModel {
    service::ActiveModel {
        department_id: Set(department.id),
        name: Set(swedish(name)),
        life_events: Set(StringList::default()),
        target_groups: Set(StringList::default()),
        keywords: Set(StringList::default()),
        sort_order: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A way to reach a service.
#[must_use]
pub fn a_channel(service: &service::Model, kind: ChannelKind, value: &str) -> service_channel::ActiveModel {
    service_channel::ActiveModel {
        service_id: Set(service.id),
        kind: Set(kind),
        value: Set(value.to_owned()),
        requires_login: Set(false),
        sort_order: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A facility (anläggning) in the middle of nowhere in particular.
#[must_use]
pub fn a_facility(name: &str) -> facility::ActiveModel {
    facility::ActiveModel {
        name: Set(swedish(name)),
        latitude: Set(Some(59.3)),
        longitude: Set(Some(18.1)),
        ..ActiveModelTrait::default()
    }
}

/// That a service is offered at a facility.
#[must_use]
pub fn offered_at(service: &service::Model, facility: &facility::Model) -> service_facility::ActiveModel {
    service_facility::ActiveModel {
        service_id: Set(service.id),
        facility_id: Set(facility.id),
        ..ActiveModelTrait::default()
    }
}

/// Opening hours of a facility on an ISO weekday, 1 for Monday, in whole hours of the Stockholm clock.
#[must_use]
pub fn open(facility: &facility::Model, weekday: i32, from: u32, to: u32) -> opening_hours::ActiveModel {
    let at = |hour| NaiveTime::from_hms_opt(hour, 0, 0).expect("an hour of the day");
    opening_hours::ActiveModel {
        facility_id: Set(facility.id),
        weekday: Set(weekday),
        opens: Set(at(from)),
        closes: Set(at(to)),
        ..ActiveModelTrait::default()
    }
}

/// A school in use.
#[must_use]
pub fn a_school(name: &str) -> school::ActiveModel {
    school::ActiveModel {
        name: Set(name.to_owned()),
        status: Set(SchoolStatus::Active),
        organiser: Set(Some("Kommunal".to_owned())),
        school_types: Set(["GR"].into_iter().collect()),
        ..ActiveModelTrait::default()
    }
}

/// Lunch at a school.
#[must_use]
pub fn a_meal(school: &school::Model, served_on: NaiveDate) -> meal::ActiveModel {
    meal::ActiveModel {
        school_id: Set(school.id),
        served_on: Set(served_on),
        name: Set("Lunch".to_owned()),
        sort_order: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A dish of a meal, of whose allergens nothing is known.
#[must_use]
pub fn a_dish(meal: &meal::Model, name: &str) -> dish::ActiveModel {
    dish::ActiveModel {
        meal_id: Set(meal.id),
        name: Set(name.to_owned()),
        sort_order: Set(0),
        diet_labels: Set(StringList::default()),
        allergens: Set(AllergenStates::default()),
        ..ActiveModelTrait::default()
    }
}

/// Where a school's menu is fetched from, due at once.
#[must_use]
pub fn a_menu_source(school: &school::Model, url: &str, now: DateTime<Utc>) -> menu_source::ActiveModel {
    menu_source::ActiveModel {
        school_id: Set(school.id),
        url: Set(url.to_owned()),
        kind: Set(MenuSourceKind::Auto),
        enabled: Set(true),
        created_at: Set(now),
        failures: Set(0),
        rows_refused: Set(0),
        next_fetch_at: Set(now),
        ..ActiveModelTrait::default()
    }
}

/// A preschool (förskola).
#[must_use]
pub fn a_preschool(name: &str) -> preschool::ActiveModel {
    preschool::ActiveModel {
        name: Set(name.to_owned()),
        search_name: Set(name.to_lowercase()),
        organiser: Set(Some("Kommunal".to_owned())),
        ..ActiveModelTrait::default()
    }
}

/// A group (avdelning) of a preschool.
#[must_use]
pub fn a_group(preschool: &preschool::Model, name: &str) -> preschool_group::ActiveModel {
    preschool_group::ActiveModel {
        preschool_id: Set(preschool.id),
        name: Set(name.to_owned()),
        ..ActiveModelTrait::default()
    }
}

/// That a child has a place in a group, since always.
#[must_use]
pub fn a_placement(child: &person::Model, group: &preschool_group::Model) -> placement::ActiveModel {
    placement::ActiveModel {
        child_id: Set(child.id),
        group_id: Set(group.id),
        valid_from: Set(LONG_AGO),
        ..ActiveModelTrait::default()
    }
}

/// That a guardian is kept from a child (P2).
#[must_use]
pub fn a_block(guardian: &Actor, child: &person::Model) -> guardian_block::ActiveModel {
    guardian_block::ActiveModel {
        guardian_id: Set(guardian.id()),
        child_id: Set(child.id),
        ..ActiveModelTrait::default()
    }
}

/// That somebody follows a child's groups as family, on this guardian's invitation, since always (P4).
#[must_use]
pub fn a_family_member(
    member: &Actor,
    child: &person::Model,
    guardian: &Actor,
) -> family_membership::ActiveModel {
    family_membership::ActiveModel {
        child_id: Set(child.id),
        person_id: Set(member.id()),
        invited_by: Set(guardian.id()),
        assurance: Set(RelationAssurance::Verified),
        valid_from: Set(LONG_AGO),
        ..ActiveModelTrait::default()
    }
}

/// An invitation to a child that can be accepted with this code.
#[must_use]
pub fn an_invitation(
    kind: InvitationKind,
    child: &person::Model,
    by: &Actor,
    code: &str,
) -> invitation::ActiveModel {
    invitation::ActiveModel {
        kind: Set(kind),
        child_id: Set(child.id),
        invited_by: Set(by.id()),
        code_hash: Set(api::platform::code::hash(code).to_vec()),
        expires_at: Set(NEVER),
        ..ActiveModelTrait::default()
    }
}

/// A post that went out to a group.
#[must_use]
pub fn a_post(group: &preschool_group::Model, author: &Actor, at: DateTime<Utc>) -> post::ActiveModel {
    post::ActiveModel {
        status: Set(PostStatus::Published),
        published_at: Set(Some(at)),
        ..a_draft(group, author)
    }
}

/// A post that only staff of the group see.
#[must_use]
pub fn a_draft(group: &preschool_group::Model, author: &Actor) -> post::ActiveModel {
    post::ActiveModel {
        group_id: Set(group.id),
        author_id: Set(author.id()),
        title: Set("Utflykt till skogen".to_owned()),
        body: Set("Ta med regnkläder.".to_owned()),
        locale: Set("sv".to_owned()),
        status: Set(PostStatus::Draft),
        comments_open: Set(true),
        comment_count: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A comment on a post. The post's count is not raised: that is the action's work.
#[must_use]
pub fn a_comment(post: &post::Model, author: &Actor) -> comment::ActiveModel {
    comment::ActiveModel {
        post_id: Set(post.id),
        author_id: Set(author.id()),
        body: Set("Vilken tid?".to_owned()),
        ..ActiveModelTrait::default()
    }
}

/// A category of submissions.
#[must_use]
pub fn a_category(code: &str) -> submission_category::ActiveModel {
    submission_category::ActiveModel {
        code: Set(code.to_owned()),
        name: Set(swedish(code)),
        sort_order: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// A fault report that was received and that nobody has looked at or published. The number must be unused.
#[must_use]
pub fn a_submission(number: &str) -> submission::ActiveModel {
    submission::ActiveModel {
        number: Set(number.to_owned()),
        kind: Set(SubmissionKind::FaultReport),
        title: Set("Trasig lampa".to_owned()),
        body: Set("Lampan vid lekplatsen är trasig.".to_owned()),
        locale: Set("sv".to_owned()),
        status: Set(SubmissionStatus::Received),
        support_count: Set(0),
        phone_support_count: Set(0),
        ..ActiveModelTrait::default()
    }
}

/// The same, published as it was written.
#[must_use]
pub fn a_published_submission(number: &str, at: DateTime<Utc>) -> submission::ActiveModel {
    let row = a_submission(number);
    submission::ActiveModel {
        public_title: Set(Some("Trasig lampa".to_owned())),
        public_body: Set(Some("Lampan vid lekplatsen är trasig.".to_owned())),
        published_at: Set(Some(at)),
        ..row
    }
}
