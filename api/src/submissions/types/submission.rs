//! A submission, as the viewer may see it.

use std::sync::Arc;

use async_graphql::{
    Context, ID, Object, Result, ScalarType as _, SimpleObject, dataloader::DataLoader,
    parser::types::SelectionSet, resolver_utils::enum_value,
};
use entity::{Texts, submission, submission_answer, submission_event, submission_message, submission_note};
use uuid::Uuid;

use super::{
    super::{
        actions::{Supporter, supporter_hash},
        loaders::{
            AnswerTotal, AnswersTo, CategoryId, HistoryOf, HistoryTotal, LatestAnswerTo, MessageTotal,
            MessagesOn, NameOf, NoteTotal, NotesOn, SupportBy,
        },
        policy, rules, store,
    },
    beside::Beside,
    category::SubmissionCategory,
    children::{SubmissionAnswer, SubmissionEvent, SubmissionMessage, SubmissionNote},
    enums::{SubmissionKind, SubmissionStatus},
    fields::{Through, contact_of, known_of_sender},
    people::{CaseOfficer, SubmissionContact},
};
use crate::{
    directory::{DepartmentId, types::Department},
    identity,
    platform::Internal,
    schema::{
        Loaders,
        errors::{internal, nullable},
        list::List,
        node::Kind,
        page::{self, Connection, PageArgs},
        scalars::{DateTime, LocaleTag},
        text::{GeoPoint, LocalizedText},
        written::{Item, Json},
    },
    tenancy::Scope,
};

/// A submission with what the viewer sees it through.
pub struct Submission {
    row: Arc<submission::Model>,
    through: Through,
    beside: Beside,
}

impl From<Arc<submission::Model>> for Submission {
    fn from(row: Arc<submission::Model>) -> Self {
        Self { row, through: Through::Request, beside: Beside::default() }
    }
}

impl Submission {
    /// One that is seen through a scope of its own.
    pub fn seen_through(row: Arc<submission::Model>, scope: Scope) -> Self {
        Self { row, through: Through::Own(scope), beside: Beside::default() }
    }

    /// One of a list, with what was read beside it.
    pub fn with(row: Arc<submission::Model>, beside: Beside) -> Self {
        Self { row, through: Through::Request, beside }
    }

    fn scope<'a>(&'a self, ctx: &'a Context<'_>) -> &'a Scope {
        self.through.scope(ctx)
    }

    fn reads_original(&self, ctx: &Context<'_>) -> bool {
        policy::reads_original(self.scope(ctx), &self.row)
    }

    fn is_officer(&self, ctx: &Context<'_>) -> bool {
        policy::is_officer(self.scope(ctx).viewer())
    }
}

impl Item for Submission {
    fn write(&self, json: &mut Json, scope: &Scope, selected: &SelectionSet) -> Option<()> {
        if let Through::Own(_) = self.through {
            return None;
        }
        let Self { row, beside, .. } = self;
        let reads_original = policy::reads_original(scope, row);
        json.object("Submission", selected, |json, field, selected| match field {
            "id" => json.put(&Kind::Submission.id(row.id)),
            "number" => json.put(&row.number),
            "kind" => json.put(&enum_value(SubmissionKind::from(row.kind))),
            "title" if reads_original => json.put(&row.title),
            "title" => json.put(row.public_title.as_deref().unwrap_or_default()),
            "body" if reads_original => json.put(&row.body),
            "body" => json.put(row.public_body.as_deref().unwrap_or_default()),
            "status" => json.put(&enum_value(SubmissionStatus::from(row.status))),
            "receivedAt" => json.put(&DateTime(row.received_at).to_value()),
            "supportCount" => json.put(&row.support_count),
            "phoneSupportCount" => json.put(&row.phone_support_count),
            "category" => {
                let of = ("SubmissionCategory", Kind::SubmissionCategory);
                named(json, of, beside.category.as_ref()?.parts(), scope, selected)
            }
            "department" => {
                let of = ("Department", Kind::Department);
                named(json, of, beside.department.as_ref()?.parts(), scope, selected)
            }
            "latestAnswer" => match &beside.latest_answer.as_ref()?.0 {
                Some(answer) => answer.write(json, reads_original, selected),
                None => json.null(),
            },
            _ => None,
        })
    }
}

/// An object of which only id and name are asked for.
fn named(
    json: &mut Json,
    (type_name, kind): (&str, Kind),
    thing: Option<(Uuid, &Texts)>,
    scope: &Scope,
    selected: &SelectionSet,
) -> Option<()> {
    let Some((id, name)) = thing else { return json.null() };
    json.object(type_name, selected, |json, field, selected| match field {
        "id" => json.put(&kind.id(id)),
        "name" => LocalizedText::write_of(json, scope, name, selected),
        _ => None,
    })
}

/// How to reach the sender, for those who may know.
async fn sender_of(
    submission: &Submission,
    ctx: &Context<'_>,
) -> Result<Option<SubmissionContact>, Internal> {
    let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
    let given = contact_of(ctx, &submission.through, submission.row.id).await?;
    let login = match submission.row.sender_id {
        Some(sender) => loaders.load_one(NameOf(sender)).await?,
        None => None,
    };
    Ok(SubmissionContact::of(given.as_deref(), login.as_ref()))
}

/// The moderated copy of a submission. Only case officers see it beside the original.
#[derive(SimpleObject, Clone, Debug)]
pub struct SubmissionPublicCopy {
    /// The title that is shown.
    title: String,
    /// The text that is shown.
    body: String,
    /// The place in words that is shown; null when none is.
    address: Option<String>,
    /// The point that is shown; null when none is.
    location: Option<GeoPoint>,
}

/// The newest submissions on a part of the map.
#[derive(SimpleObject)]
pub struct SubmissionsOnMap {
    /// The submissions, newest first.
    pub nodes: List<Submission>,
    /// Whether these are all of them; if not, ask for a smaller part of the map.
    pub is_complete: bool,
}

/// A submission (tyck till-ärende). The public sees a moderated copy of those that are published; the sender and case
/// officers see what the sender wrote.
#[Object]
impl Submission {
    /// The id, for `node`.
    pub async fn id(&self) -> ID {
        Kind::Submission.id(self.row.id)
    }

    /// The public number, like `2026-00017`; unique within the municipality. It is no secret and opens nothing.
    async fn number(&self) -> &str {
        &self.row.number
    }

    /// What kind of submission it is.
    async fn kind(&self) -> SubmissionKind {
        self.row.kind.into()
    }

    /// What it is about; null when the sender chose nothing.
    async fn category(&self, ctx: &Context<'_>) -> Option<Result<SubmissionCategory>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row = loaders.load_one(CategoryId(self.row.category_id?)).await.map_err(internal).transpose()?;
        Some(row.map(SubmissionCategory::from))
    }

    /// The department that answers for it; null until one does.
    async fn department(&self, ctx: &Context<'_>) -> Option<Result<Department>> {
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let row =
            loaders.load_one(DepartmentId(self.row.department_id?)).await.map_err(internal).transpose()?;
        Some(row.map(Department::from))
    }

    /// The title: the moderated one for the public.
    async fn title(&self, ctx: &Context<'_>) -> &str {
        let public = || self.row.public_title.as_deref().unwrap_or_default();
        if self.reads_original(ctx) { &self.row.title } else { public() }
    }

    /// The text, plain, with blank lines between paragraphs: the moderated one for the public.
    async fn body(&self, ctx: &Context<'_>) -> &str {
        let public = || self.row.public_body.as_deref().unwrap_or_default();
        if self.reads_original(ctx) { &self.row.body } else { public() }
    }

    /// The language that it is written in, and that the answer should be in.
    async fn locale(&self) -> LocaleTag {
        LocaleTag::of(&self.row.locale)
    }

    /// Where it stands.
    async fn status(&self) -> SubmissionStatus {
        self.row.status.into()
    }

    /// When it reached the municipality. It never changes, whatever becomes of the submission.
    async fn received_at(&self) -> DateTime {
        DateTime(self.row.received_at)
    }

    /// When something last changed that all who see the submission can see. What the sender adds moves it only where the
    /// status changes with it, and what case officers do among themselves never does.
    async fn updated_at(&self) -> DateTime {
        DateTime(self.row.updated_at)
    }

    /// Since when anyone can read the moderated copy; null when it is not published.
    async fn published_at(&self) -> Option<DateTime> {
        self.row.published_at.map(DateTime)
    }

    /// Where it is: the moderated point for the public.
    async fn location(&self, ctx: &Context<'_>) -> Option<GeoPoint> {
        if self.reads_original(ctx) {
            GeoPoint::of(self.row.latitude, self.row.longitude)
        } else {
            GeoPoint::of(self.row.public_latitude, self.row.public_longitude)
        }
    }

    /// The place in words: the moderated ones for the public.
    async fn address(&self, ctx: &Context<'_>) -> Option<&str> {
        let address = if self.reads_original(ctx) { &self.row.address } else { &self.row.public_address };
        address.as_deref()
    }

    /// How many people who were logged in support it, each once.
    async fn support_count(&self) -> i32 {
        self.row.support_count
    }

    /// How many phones on which nobody was logged in support it. Nobody vouches for these: somebody who makes up ids can make up
    /// phones, so show them apart.
    async fn phone_support_count(&self) -> i32 {
        self.row.phone_support_count
    }

    /// The newest official answer that the viewer may read; null when there is none.
    async fn latest_answer(&self, ctx: &Context<'_>) -> Option<Result<SubmissionAnswer>> {
        let row = match &self.through {
            Through::Request => {
                let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
                loaders.load_one(LatestAnswerTo(self.row.id)).await.map_err(internal).transpose()?
            }
            Through::Own(scope) => {
                let row =
                    store::find_latest_answer(scope, self.row.id).await.map_err(internal).transpose()?;
                row.map(Arc::new)
            }
        };
        let reader = policy::reader(self.scope(ctx), &self.row);
        Some(row.map(|row| SubmissionAnswer::new(row, reader)))
    }

    /// The official answers that the viewer may read, oldest first.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn answers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<SubmissionAnswer>>> {
        nullable(async {
            let reader = policy::reader(self.scope(ctx), &self.row);
            let item = |row| SubmissionAnswer::new(row, reader);
            let args = PageArgs { first, after, last, before };
            self.through
                .page::<submission_answer::Entity, AnswersTo, AnswerTotal, _>(ctx, self.row.id, args, item)
                .await
        })
        .await
    }

    /// What happened to it, oldest first. Case officers see more than the sender, the sender more than the public.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<SubmissionEvent>>> {
        nullable(async {
            let names_actor = self.is_officer(ctx);
            let item = |row| SubmissionEvent::new(row, names_actor);
            let args = PageArgs { first, after, last, before };
            self.through
                .page::<submission_event::Entity, HistoryOf, HistoryTotal, _>(ctx, self.row.id, args, item)
                .await
        })
        .await
    }

    /// What the sender wrote after filing, oldest first. Empty for all but the sender and case officers.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn messages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<SubmissionMessage>>> {
        nullable(async {
            let args = PageArgs { first, after, last, before };
            let item = SubmissionMessage::from;
            self.through
                .page::<submission_message::Entity, MessagesOn, MessageTotal, _>(ctx, self.row.id, args, item)
                .await
        })
        .await
    }

    /// The internal notes, oldest first. Empty for all but case officers.
    #[graphql(complexity = "page::cost(first, last, child_complexity)")]
    async fn notes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "So many from the start: 1 to 100, default 20.")] first: Option<i32>,
        #[graphql(desc = "Items after this cursor.")] after: Option<String>,
        #[graphql(desc = "So many from the end: 1 to 100.")] last: Option<i32>,
        #[graphql(desc = "Items before this cursor.")] before: Option<String>,
    ) -> Option<Result<Connection<SubmissionNote>>> {
        nullable(async {
            let args = PageArgs { first, after, last, before };
            let item = SubmissionNote::from;
            self.through
                .page::<submission_note::Entity, NotesOn, NoteTotal, _>(ctx, self.row.id, args, item)
                .await
        })
        .await
    }

    /// How to reach the sender; null when the sender is anonymous, and for all but the sender and case officers.
    async fn contact(&self, ctx: &Context<'_>) -> Option<Result<SubmissionContact>> {
        if !policy::reads_contact(self.scope(ctx), &self.row) {
            return None;
        }
        sender_of(self, ctx).await.map_err(internal).transpose()
    }

    /// Who handles it; null when nobody does, and for all but case officers.
    async fn case_officer(&self, ctx: &Context<'_>) -> Option<Result<CaseOfficer>> {
        let officer = self.row.case_officer_id.filter(|_| self.is_officer(ctx))?;
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        let name = loaders.load_one(NameOf(officer)).await.map_err(internal);
        if matches!(name, Ok(None)) {
            identity::types::note_protected(self.scope(ctx), officer);
        }
        Some(name.map(|name| CaseOfficer::new(officer, name.as_ref(), self.scope(ctx).locale())))
    }

    /// What the public sees, or saw before it was taken back; null when it was never published, and for all but case
    /// officers.
    async fn public_copy(&self, ctx: &Context<'_>) -> Option<SubmissionPublicCopy> {
        let title = self.row.public_title.clone().filter(|_| self.is_officer(ctx))?;
        Some(SubmissionPublicCopy {
            title,
            body: self.row.public_body.clone().unwrap_or_default(),
            address: self.row.public_address.clone(),
            location: GeoPoint::of(self.row.public_latitude, self.row.public_longitude),
        })
    }

    /// A copy to begin moderation with: the original without greeting and closing, with every part of the sender's name,
    /// addresses, telephone numbers and identity numbers masked; the place stands in `address` alone. Other people's names
    /// are for the moderator to find. Null for all but case officers.
    async fn suggested_public_copy(&self, ctx: &Context<'_>) -> Option<Result<SubmissionPublicCopy>> {
        if !self.is_officer(ctx) {
            return None;
        }
        let suggestion = async {
            let sender = known_of_sender(ctx, &self.through, &self.row).await.map_err(internal)?;
            Ok(SubmissionPublicCopy {
                title: rules::suggested(&self.row.title, &sender),
                body: rules::suggested(&self.row.body, &sender),
                address: self.row.address.as_deref().map(rules::masked),
                location: GeoPoint::of(self.row.latitude, self.row.longitude),
            })
        };
        Some(suggestion.await)
    }

    /// The statuses that the viewer may move it to with `changeSubmissionStatus`.
    async fn allowed_transitions(&self, ctx: &Context<'_>) -> Vec<SubmissionStatus> {
        let allowed = if self.is_officer(ctx) { rules::allowed_transitions(self.row.status) } else { &[] };
        allowed.iter().map(|status| SubmissionStatus::from(*status)).collect()
    }

    /// Whether the viewer may assign, convert, note and publish.
    async fn viewer_can_handle(&self, ctx: &Context<'_>) -> bool {
        self.is_officer(ctx)
    }

    /// Whether the viewer may give an official answer now.
    async fn viewer_can_answer(&self, ctx: &Context<'_>) -> bool {
        policy::may_answer(self.scope(ctx).viewer(), &self.row)
    }

    /// Whether it can be supported now.
    async fn viewer_can_support(&self, ctx: &Context<'_>) -> bool {
        policy::may_support(self.scope(ctx), &self.row)
    }

    /// Whether the viewer may add to it now.
    async fn viewer_can_add(&self, ctx: &Context<'_>) -> bool {
        policy::may_add(self.scope(ctx), &self.row)
    }

    /// Whether the viewer supports it: the person who is logged in, or else the phone.
    async fn viewer_supports(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The random id of the app's installation, when nobody is logged in.")]
        installation_id: Option<ID>,
    ) -> Result<bool> {
        let scope = self.scope(ctx);
        let installation = installation_id.as_deref().map(String::as_str);
        let Ok(supporter) = Supporter::of(scope, installation) else { return Ok(false) };
        let supporter = supporter_hash(scope.key(), self.row.id, supporter);
        let key = SupportBy { submission: self.row.id, supporter };
        let loaders = ctx.data_unchecked::<DataLoader<Loaders>>();
        Ok(loaders.load_one(key).await.map_err(internal)?.is_some())
    }
}
