//! Writing, publishing and correcting posts.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use crate::{
    platform::{Locale, idempotency::ClientKey},
    preschool::{
        actions::{self, NewPostFault, NewPostInput, PostStatusInput, PublishDraftFault, UpdatePostFault},
        rules::{POST_LENGTH, TITLE_LENGTH},
        types::Post,
    },
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
        retries::client_key,
        scalars::LocaleTag,
    },
    tenancy::Scope,
};

/// A post that goes out at once.
#[derive(InputObject)]
pub struct PublishPostInput {
    /// The group that it is for.
    group_id: ID,
    /// Its title, on one line, at most 200 characters.
    title: String,
    /// Plain text with blank lines between paragraphs, at most 10,000 characters.
    body: String,
    /// The language that it is written in; the municipality's own when left out.
    locale: Option<LocaleTag>,
    /// Whether guardians see each other's comments. If not, a guardian's comment goes to staff only.
    #[graphql(default)]
    comments_open: bool,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same post.
    idempotency_key: Option<ID>,
}

/// A post that is kept for the group's staff.
#[derive(InputObject)]
pub struct DraftPostInput {
    /// The group that it is for.
    group_id: ID,
    /// Its title, on one line, at most 200 characters.
    title: String,
    /// Plain text with blank lines between paragraphs, at most 10,000 characters.
    body: String,
    /// The language that it is written in; the municipality's own when left out.
    locale: Option<LocaleTag>,
    /// Whether guardians see each other's comments once it is out. If not, a guardian's comment goes to staff only.
    #[graphql(default)]
    comments_open: bool,
    /// A key of the client's own making, at most 255 characters: the same key and input again answers the same draft.
    idempotency_key: Option<ID>,
}

/// A draft that goes out.
#[derive(InputObject)]
pub struct PublishDraftInput {
    /// The draft.
    post_id: ID,
}

/// A change to a draft, or a correction of a post that is out. What is left out stays as it is.
#[derive(InputObject)]
pub struct UpdatePostInput {
    /// The post.
    post_id: ID,
    /// Its new title, on one line, at most 200 characters.
    title: Option<String>,
    /// Its new text, at most 10,000 characters.
    body: Option<String>,
    /// The language that it is written in.
    locale: Option<LocaleTag>,
    /// Whether guardians see each other's comments from now on. Comments that are there keep the audience they had.
    comments_open: Option<bool>,
}

/// What became of `publishPost`.
#[derive(SimpleObject)]
pub struct PublishPostPayload {
    /// The post, out; null when there are errors.
    post: Option<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<PublishPostError>,
}

/// What became of `draftPost`.
#[derive(SimpleObject)]
pub struct DraftPostPayload {
    /// The draft; null when there are errors.
    post: Option<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<DraftPostError>,
}

/// What became of `publishDraft`.
#[derive(SimpleObject)]
pub struct PublishDraftPayload {
    /// The post, out; null when there are errors.
    post: Option<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<PublishDraftError>,
}

/// What became of `updatePost`.
#[derive(SimpleObject)]
pub struct UpdatePostPayload {
    /// The post as it is now; null when there are errors.
    post: Option<Post>,
    /// What to mend; empty when it is done.
    errors: Vec<UpdatePostError>,
}

/// The mutations of posts.
#[derive(Default)]
pub struct MutationsOfPosts;

/// The mutations of posts.
#[Object]
impl MutationsOfPosts {
    /// Publishes a post to the guardians of a group. For who works in the group.
    async fn publish_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The post.")] input: PublishPostInput,
    ) -> Result<PublishPostPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let key = client_key("publishPost", input.idempotency_key.as_ref(), &input);
        let PublishPostInput { group_id, title, body, locale, comments_open, .. } = input;
        let texts = (title, body, locale);
        let status = PostStatusInput::Published;
        let input = new_post(scope, &group_id, texts, comments_open, status, key);
        let (post, errors) = payload(ctx, actions::create_post(scope, input).await)?;
        Ok(PublishPostPayload { post: post.map(Post::from), errors })
    }

    /// Saves a draft that the group's staff can change and let go out. For who works in the group.
    async fn draft_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: DraftPostInput,
    ) -> Result<DraftPostPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let key = client_key("draftPost", input.idempotency_key.as_ref(), &input);
        let DraftPostInput { group_id, title, body, locale, comments_open, .. } = input;
        let texts = (title, body, locale);
        let status = PostStatusInput::Draft;
        let input = new_post(scope, &group_id, texts, comments_open, status, key);
        let (post, errors) = payload(ctx, actions::create_post(scope, input).await)?;
        Ok(DraftPostPayload { post: post.map(Post::from), errors })
    }

    /// Publishes a draft to the guardians of its group. A post that is out already is answered as it is. For who works
    /// in the group.
    async fn publish_draft(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The draft.")] input: PublishDraftInput,
    ) -> Result<PublishDraftPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let id = Kind::Post.row(&input.post_id);
        let (post, errors) = payload(ctx, actions::publish_draft(scope, id).await)?;
        Ok(PublishDraftPayload { post: post.map(Post::from), errors })
    }

    /// Changes a draft, or corrects a post that is out; the earlier wording of that is kept for staff. Drafts are for
    /// everybody who works in the group, posts that are out for their author and the principal.
    async fn update_post(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The change.")] input: UpdatePostInput,
    ) -> Result<UpdatePostPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let input = actions::UpdatePostInput {
            post: Kind::Post.row(&input.post_id),
            title: input.title,
            body: input.body,
            locale: input.locale.map(|locale| locale.as_str().to_owned()),
            comments_open: input.comments_open,
        };
        let (post, errors) = payload(ctx, actions::update_post(scope, input).await)?;
        Ok(UpdatePostPayload { post: post.map(Post::from), errors })
    }
}

fn new_post(
    scope: &Scope,
    group: &ID,
    (title, body, locale): (String, String, Option<LocaleTag>),
    comments_open: bool,
    status: PostStatusInput,
    idempotency_key: Option<ClientKey>,
) -> NewPostInput {
    let own = scope.municipality().default_locale.tag();
    NewPostInput {
        group: Kind::PreschoolGroup.row(group),
        title,
        body,
        locale: locale.map_or_else(|| own.to_owned(), |locale| locale.as_str().to_owned()),
        comments_open,
        status,
        idempotency_key,
    }
}

user_error! {
    /// What is to be mended before a post goes out.
    PublishPostError,
    /// Faults of `publishPost`.
    PublishPostErrorCode from NewPostFault {
        /// There is no such group for the viewer.
        GroupNotFound,
        /// The title says nothing.
        TitleBlank,
        /// The title is longer than 200 characters.
        TitleTooLong,
        /// The title holds a personal identity number, which is not for a group to read.
        TitleTellsIdentityNumber(_),
        /// The text says nothing.
        BodyBlank,
        /// The text is longer than 10,000 characters.
        BodyTooLong,
        /// The text holds a personal identity number, which is not for a group to read.
        BodyTellsIdentityNumber(_),
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// What is to be mended before a draft is saved.
    DraftPostError,
    /// Faults of `draftPost`.
    DraftPostErrorCode from NewPostFault {
        /// There is no such group for the viewer.
        GroupNotFound,
        /// The title says nothing.
        TitleBlank,
        /// The title is longer than 200 characters.
        TitleTooLong,
        /// The title holds a personal identity number, which is not for a group to read.
        TitleTellsIdentityNumber(_),
        /// The text says nothing.
        BodyBlank,
        /// The text is longer than 10,000 characters.
        BodyTooLong,
        /// The text holds a personal identity number, which is not for a group to read.
        BodyTellsIdentityNumber(_),
        /// The key is empty, longer than 255 characters, or holds control characters.
        IdempotencyKeyInvalid,
        /// The key was used before, with other input.
        IdempotencyKeyReused,
    }
}

user_error! {
    /// Why a draft does not go out.
    PublishDraftError,
    /// Faults of `publishDraft`.
    PublishDraftErrorCode from PublishDraftFault {
        /// There is no such post for the viewer.
        PostNotFound,
    }
}

user_error! {
    /// What is to be mended before a post is changed.
    UpdatePostError,
    /// Faults of `updatePost`.
    UpdatePostErrorCode from UpdatePostFault {
        /// There is no such post for the viewer.
        PostNotFound,
        /// The title says nothing.
        TitleBlank,
        /// The title is longer than 200 characters.
        TitleTooLong,
        /// The title holds a personal identity number, which is not for a group to read.
        TitleTellsIdentityNumber(_),
        /// The text says nothing.
        BodyBlank,
        /// The text is longer than 10,000 characters.
        BodyTooLong,
        /// The text holds a personal identity number, which is not for a group to read.
        BodyTellsIdentityNumber(_),
    }
}

impl UserFault for NewPostFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::GroupNotFound => &["groupId"],
            Self::TitleBlank | Self::TitleTooLong | Self::TitleTellsIdentityNumber(_) => &["title"],
            Self::BodyBlank | Self::BodyTooLong | Self::BodyTellsIdentityNumber(_) => &["body"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused => &["idempotencyKey"],
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::GroupNotFound => {
                locale.say("Avdelningen finns inte.", "There is no such group.").to_owned()
            }
            Self::TitleBlank => title_blank(locale),
            Self::TitleTooLong => title_too_long(locale),
            Self::BodyBlank => super::comments::body_blank(locale),
            Self::BodyTooLong => body_too_long(locale),
            Self::TitleTellsIdentityNumber(place) | Self::BodyTellsIdentityNumber(place) => {
                place.describe(locale)
            }
            Self::IdempotencyKeyInvalid => super::comments::key_invalid(locale),
            Self::IdempotencyKeyReused => super::comments::key_reused(locale),
        }
    }
}

impl UserFault for PublishDraftFault {
    fn field(self) -> &'static [&'static str] {
        &["postId"]
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::PostNotFound => super::comments::post_not_found(locale),
        }
    }
}

impl UserFault for UpdatePostFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::PostNotFound => &["postId"],
            Self::TitleBlank | Self::TitleTooLong | Self::TitleTellsIdentityNumber(_) => &["title"],
            Self::BodyBlank | Self::BodyTooLong | Self::BodyTellsIdentityNumber(_) => &["body"],
        }
    }

    fn message(self, locale: Locale) -> String {
        match self {
            Self::PostNotFound => super::comments::post_not_found(locale),
            Self::TitleBlank => title_blank(locale),
            Self::TitleTooLong => title_too_long(locale),
            Self::BodyBlank => super::comments::body_blank(locale),
            Self::BodyTooLong => body_too_long(locale),
            Self::TitleTellsIdentityNumber(place) | Self::BodyTellsIdentityNumber(place) => {
                place.describe(locale)
            }
        }
    }
}

fn title_blank(locale: Locale) -> String {
    locale.say("Skriv en rubrik.", "Write a title.").to_owned()
}

fn title_too_long(locale: Locale) -> String {
    locale.say(
        format!("Rubriken får vara högst {TITLE_LENGTH} tecken."),
        format!("The title may have at most {TITLE_LENGTH} characters."),
    )
}

fn body_too_long(locale: Locale) -> String {
    locale.say(
        format!("Texten får vara högst {POST_LENGTH} tecken."),
        format!("The text may have at most {POST_LENGTH} characters."),
    )
}
