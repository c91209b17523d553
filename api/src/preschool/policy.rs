//! Who comes near child data, who may do what, and which rows exist for whom. All of it follows from the relations of
//! today (T9); municipal roles open nothing here, an administrator's least of all.

use std::sync::Arc;

use entity::{
    CommentAudience, PostStatus, comment, duty, guardian_block, guardianship, placement, post, post_read,
    post_revision, preschool_group,
};
use sea_orm::{
    ColumnTrait, Condition,
    sea_query::{Expr, ExprTrait, IntoCondition, Query, SelectStatement},
};
use uuid::Uuid;

use crate::{
    identity::{self, Assurance, Relations, nothing, valid_on},
    platform::{Failure, clock::start_of_day},
    tenancy::{RowRule, Scope, Sight, public_rows, tenant_owned},
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
);

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

/// Whether the viewer may withdraw the comment: who wrote it, and who works in the group.
pub fn may_hide(relations: &Relations, viewer: Uuid, comment: &comment::Model, group: Uuid) -> bool {
    comment.author_id == viewer || relations.works_in(group)
}

/// Whether the viewer may know how many guardians a post of the group reaches and has reached.
pub fn may_count_readers(relations: &Relations, group: Uuid) -> bool {
    relations.works_in(group)
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
    /// works in.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        let mut rule =
            Condition::any().add(guardianship::Column::ChildId.is_in(relations.children.iter().copied()));
        if !relations.duties.is_empty() {
            let children = children_of(sight, relations.worked_in());
            rule = rule.add(guardianship::Column::ChildId.in_subquery(children));
        }
        let today = valid_on(
            (guardianship::Entity, guardianship::Column::ValidFrom),
            (guardianship::Entity, guardianship::Column::ValidTo),
            sight.today,
        );
        Condition::all().add(rule).add(today)
    }
}

impl RowRule for guardian_block::Entity {
    /// Principals see blocks from the children of their preschool; a blocked guardian does not learn of it here.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        let Some((_, relations)) = known(sight) else { return nothing() };
        let headed: Vec<_> = relations.worked_in().into_iter().filter(|id| relations.heads(*id)).collect();
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
            .add(duty::Column::GroupId.is_in(relations.groups()))
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
    /// child's placement began. What the group heard before the child came is not the guardian's; from the first day on
    /// everything is, also when the child has been ill or the guardian away.
    fn visible_to(sight: &Sight<'_>) -> Condition {
        known(sight).map_or_else(nothing, |(_, relations)| posts(sight, &relations))
    }
}

fn posts(sight: &Sight<'_>, relations: &Relations) -> Condition {
    let mut rule = Condition::any().add(post::Column::GroupId.is_in(relations.worked_in()));
    for (group, since) in relations.followed() {
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
    /// Comments that were not withdrawn, on posts that the viewer sees: all of them in groups that the viewer works in,
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
            .cond_where(posts(sight, &relations))
            .cond_where(for_viewer)
            .to_owned();
        Condition::all().add(comment::Column::HiddenAt.is_null()).add(Expr::exists(post))
    }
}
