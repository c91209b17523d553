//! Who comes near child data, who may do what, and which rows exist for whom. All of it follows from the relations of
//! today (T9); municipal roles open nothing here, an administrator's least of all.

use std::sync::Arc;

use entity::{
    CommentAudience, InvitationKind, PostStatus, comment, duty, family_membership, guardian_block,
    guardianship, invitation, placement, post, post_read, post_revision, preschool_group,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, IntoCondition, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    identity::{self, Assurance, Relations, nothing, valid_on},
    platform::{Failure, clock::start_of_day},
    tenancy::{Proof, RowRule, Scope, Sight, public_rows, tenant_owned},
};

public_rows!(entity::preschool);
tenant_owned!(
    entity::preschool_group,
    entity::guardianship,
    entity::guardian_block,
    entity::placement,
    entity::duty,
    entity::post,
    entity::post_revision,
    entity::post_read,
    entity::comment,
    entity::family_membership,
    entity::invitation,
);

/// The door to what a group is told: its posts and their groups. Beside those who pass [`enter`], it lets in who was
/// invited and logs in weakly: the relation was marked so when the invitation was accepted (T8). They get the feed and
/// nothing else; what is behind the other door asks them to step up. Whoever else logs in weakly is asked to at once.
pub async fn enter_feed<Fault>(scope: &Scope) -> Result<Arc<Relations>, Failure<Fault>> {
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    let relations = identity::relations(scope).await?;
    if person.assurance < Assurance::Substantial && relations.visits.is_empty() {
        return Err(Failure::StepUpRequired);
    }
    Ok(relations)
}

/// The door to child data: first line of every action and of every read that does not hang below another. What lies
/// behind it is not there for who never passed.
pub async fn enter<Fault>(scope: &Scope) -> Result<Arc<Relations>, Failure<Fault>> {
    let person = scope.viewer().person().ok_or(Failure::Unauthenticated)?;
    if person.assurance < Assurance::Substantial {
        return Err(Failure::StepUpRequired);
    }
    Ok(identity::relations(scope).await?)
}

/// Whether the viewer may write posts in the group: who works there.
pub fn may_publish(relations: &Relations, group: Uuid) -> bool {
    relations.works_in(group)
}

/// Whether the viewer may change the post: a draft, who works in the group; what has gone out, its author while still
/// working there, and the principal.
pub fn may_edit(relations: &Relations, viewer: Uuid, post: &post::Model) -> bool {
    match post.status {
        PostStatus::Draft => relations.works_in(post.group_id),
        PostStatus::Published => {
            relations.heads(post.group_id) || (relations.works_in(post.group_id) && post.author_id == viewer)
        }
    }
}

/// Whether the viewer may comment on a post that they see: on any that has gone out. Where the author keeps comments
/// closed, a guardian's comment goes to staff only (P5).
pub fn may_comment(relations: &Relations, post: &post::Model) -> bool {
    let belongs = relations.works_in(post.group_id) || relations.follows(post.group_id);
    post.status == PostStatus::Published && belongs
}

/// Whether comments of the group's posts exist for the viewer: not for who has the feed only (P4).
pub fn may_read_comments(relations: &Relations, group: Uuid) -> bool {
    relations.works_in(group) || relations.follows(group)
}

/// Whether the viewer may invite family to the child, and withdraw what any guardian invited: each of its guardians (P4).
pub fn may_invite_family(relations: &Relations, child: Uuid) -> bool {
    relations.children.contains(&child)
}

/// Whether the viewer may withdraw the comment: who wrote it, and who works in the group.
pub fn may_hide(relations: &Relations, viewer: Uuid, comment: &comment::Model, group: Uuid) -> bool {
    comment.author_id == viewer || relations.works_in(group)
}

/// Whether the viewer may know how many guardians a post of the group reaches and has reached.
pub fn may_count_readers(relations: &Relations, group: Uuid) -> bool {
    relations.works_in(group)
}

/// Whether the viewer may keep guardians from a child that is placed in these groups, and invite new ones: who heads the
/// preschool of one (P2, T8).
pub fn may_decide_on_guardians(relations: &Relations, groups: &[Uuid]) -> bool {
    groups.iter().any(|group| relations.heads(*group))
}

/// Who looks, and their relations. Nobody before [`enter`].
fn known(sight: &Sight<'_>) -> Option<(Uuid, Arc<Relations>)> {
    let person = sight.viewer.person()?;
    Some((person.id, person.relations.known()?))
}

/// The children that are placed today in one of the groups.
fn children_of(sight: &Sight<'_>, groups: Vec<Uuid>) -> SelectStatement {
    Query::select()
        .column((placement::Entity, placement::Column::ChildId))
        .from(placement::Entity)
        .and_where(placement::Column::MunicipalityId.eq(sight.municipality_id))
        .and_where(placement::Column::GroupId.is_in(groups))
        .cond_where(valid_on(
            (placement::Entity, placement::Column::ValidFrom),
            (placement::Entity, placement::Column::ValidTo),
            sight.today,
        ))
        .to_owned()
}

impl RowRule for preschool_group::Entity {
    /// Groups of own children, and groups that the viewer works in.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        preschool_group::Column::Id.is_in(relations.groups()).into_condition()
    }
}

impl RowRule for guardianship::Entity {
    /// Who is guardian of own children (co-guardians know each other), and of the children of groups that the viewer
    /// works in. Whom a block keeps from the child only the principal sees, who can lift it: to everybody else they are
    /// no contact any more (P2).
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        let mut rule =
            Condition::any().add(guardianship::Column::ChildId.is_in(relations.children.iter().copied()));
        if !relations.duties.is_empty() {
            let children = children_of(sight, relations.worked_in());
            rule = rule.add(guardianship::Column::ChildId.in_subquery(children));
        }
        let blocked = Query::select()
            .expr(Expr::val(1))
            .from(guardian_block::Entity)
            .and_where(guardian_block::Column::MunicipalityId.eq(sight.municipality_id))
            .and_where(
                Expr::col((guardian_block::Entity, guardian_block::Column::GuardianId))
                    .equals((guardianship::Entity, guardianship::Column::GuardianId)),
            )
            .and_where(
                Expr::col((guardian_block::Entity, guardian_block::Column::ChildId))
                    .equals((guardianship::Entity, guardianship::Column::ChildId)),
            )
            .to_owned();
        let mut contact = Condition::any().add(Expr::exists(blocked).not());
        let headed = headed(&relations);
        if !headed.is_empty() {
            contact = contact.add(guardianship::Column::ChildId.in_subquery(children_of(sight, headed)));
        }
        let today = valid_on(
            (guardianship::Entity, guardianship::Column::ValidFrom),
            (guardianship::Entity, guardianship::Column::ValidTo),
            sight.today,
        );
        Condition::all().add(rule).add(contact).add(today)
    }
}

/// The groups of the preschools that the viewer heads.
fn headed(relations: &Relations) -> Vec<Uuid> {
    relations.worked_in().into_iter().filter(|group| relations.heads(*group)).collect()
}

impl RowRule for guardian_block::Entity {
    /// Principals see blocks from the children of their preschool; a blocked guardian does not learn of it here.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        let headed = headed(&relations);
        if headed.is_empty() {
            return nothing();
        }
        guardian_block::Column::ChildId.in_subquery(children_of(sight, headed)).into_condition()
    }
}

impl RowRule for placement::Entity {
    /// Today's places of own children, and today's places in groups that the viewer works in.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        let rule = Condition::any()
            .add(placement::Column::ChildId.is_in(relations.children.iter().copied()))
            .add(placement::Column::GroupId.is_in(relations.worked_in()));
        let today = valid_on(
            (placement::Entity, placement::Column::ValidFrom),
            (placement::Entity, placement::Column::ValidTo),
            sight.today,
        );
        Condition::all().add(rule).add(today)
    }
}

impl RowRule for duty::Entity {
    /// Who works today in the viewer's groups, or in the whole of their preschools.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((viewer, relations)) = known(sight) else { return nothing() };
        let whole = Condition::any()
            .add(duty::Column::GroupId.is_null())
            .add(duty::Column::Role.eq(entity::DutyRole::Principal));
        let rule = Condition::any()
            .add(duty::Column::PersonId.eq(viewer))
            .add(duty::Column::GroupId.is_in(relations.belonged_to()))
            .add(Condition::all().add(duty::Column::PreschoolId.is_in(relations.preschools())).add(whole));
        let today = valid_on(
            (duty::Entity, duty::Column::ValidFrom),
            (duty::Entity, duty::Column::ValidTo),
            sight.today,
        );
        Condition::all().add(rule).add(today)
    }
}

impl RowRule for post::Entity {
    /// Everything in groups that the viewer works in, drafts too; in groups of own children what has gone out since the
    /// child's placement began, for a family member since they became one (P4). What the group heard before the child came is not the guardian's; from the first day on
    /// everything is, also when the child has been ill or the guardian away.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        known(sight).map_or_else(nothing, |(_, relations)| posts(sight, &relations, relations.feeds()))
    }
}

/// Posts of groups that the viewer works in, and what these others have told since their day.
fn posts(sight: &Sight<'_>, relations: &Relations, told: Vec<(Uuid, chrono::NaiveDate)>) -> Condition {
    let mut rule = Condition::any().add(post::Column::GroupId.is_in(relations.worked_in()));
    for (group, since) in told {
        rule = rule.add(published_in(sight, group, since));
    }
    rule
}

fn published_in(sight: &Sight<'_>, group: Uuid, since: chrono::NaiveDate) -> Condition {
    Condition::all()
        .add(post::Column::GroupId.eq(group))
        .add(post::Column::Status.eq(PostStatus::Published))
        .add(post::Column::PublishedAt.gte(start_of_day(since)))
        .add(post::Column::PublishedAt.lte(sight.now))
}

impl RowRule for post_revision::Entity {
    /// What a post said before it was corrected: who works in the group.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        if relations.duties.is_empty() {
            return nothing();
        }
        let post = Query::select()
            .column((post::Entity, post::Column::Id))
            .from(post::Entity)
            .and_where(post::Column::MunicipalityId.eq(sight.municipality_id))
            .and_where(
                Expr::col((post::Entity, post::Column::Id))
                    .equals((post_revision::Entity, post_revision::Column::PostId)),
            )
            .and_where(post::Column::GroupId.is_in(relations.worked_in()))
            .to_owned();
        Expr::exists(post).into_condition()
    }
}

impl RowRule for post_read::Entity {
    /// One's own reading; staff learn numbers, not who (P5).
    fn visible_to(sight: &Sight<'_>) -> Condition {
        known(sight)
            .map_or_else(nothing, |(viewer, _)| post_read::Column::PersonId.eq(viewer).into_condition())
    }
}

impl RowRule for comment::Entity {
    /// Comments that were not withdrawn, on posts that the viewer sees as guardian or staff: all of them in groups that the viewer works in,
    /// else those for everyone, one's own, and what staff answered one.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((viewer, relations)) = known(sight) else { return nothing() };
        let for_viewer = Condition::any()
            .add(comment::Column::Audience.eq(CommentAudience::Everyone))
            .add(comment::Column::AuthorId.eq(viewer))
            .add(comment::Column::AddresseeId.eq(viewer))
            .add(post::Column::GroupId.is_in(relations.worked_in()));
        let post = Query::select()
            .column((post::Entity, post::Column::Id))
            .from(post::Entity)
            .and_where(post::Column::MunicipalityId.eq(sight.municipality_id))
            .and_where(
                Expr::col((post::Entity, post::Column::Id))
                    .equals((comment::Entity, comment::Column::PostId)),
            )
            .cond_where(posts(sight, &relations, relations.followed()))
            .cond_where(for_viewer)
            .to_owned();
        Condition::all().add(comment::Column::HiddenAt.is_null()).add(Expr::exists(post))
    }
}

impl RowRule for invitation::Entity {
    /// What guardians invited to own children; what a principal invited to the children of the preschool; and the one
    /// whose code the viewer shows.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        use invitation::Column;
        if let Some(Proof::Invitation(hash)) = sight.proof {
            return Column::CodeHash.eq(hash.to_vec()).into_condition();
        }
        let Some((_, relations)) = known(sight) else { return nothing() };
        let to_own = Condition::all()
            .add(Column::Kind.eq(InvitationKind::FamilyMember))
            .add(Column::ChildId.is_in(relations.children.iter().copied()));
        let mut rule = Condition::any().add(to_own);
        let headed = headed(&relations);
        if !headed.is_empty() {
            let as_principal = Condition::all()
                .add(Column::Kind.eq(InvitationKind::Guardian))
                .add(Column::ChildId.in_subquery(children_of(sight, headed)));
            rule = rule.add(as_principal);
        }
        rule
    }
}

impl RowRule for family_membership::Entity {
    /// Today's family members of own children. The staff need not know them, and they themselves see the feed.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        let today = valid_on(
            (family_membership::Entity, family_membership::Column::ValidFrom),
            (family_membership::Entity, family_membership::Column::ValidTo),
            sight.today,
        );
        let own = family_membership::Column::ChildId.is_in(relations.children.iter().copied());
        Condition::all().add(own).add(today)
    }
}
