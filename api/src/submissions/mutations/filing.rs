//! `fileSubmission`.

use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};

use super::{
    super::{
        actions::{self, Filed},
        rules::{Contact, Draft, FileFault, Place},
        types::{Submission, SubmissionKind},
    },
    Field, limit, path,
};
use crate::{
    platform::{Locale, idempotency},
    schema::{
        errors::{UserFault, payload, user_error},
        node::Kind,
        retries::client_key,
        scalars::{EmailAddress, LocaleTag, PhoneNumber},
        text::GeoPointInput,
    },
    tenancy::Scope,
};

/// How to reach the sender. Everything may be left out.
#[derive(InputObject, Clone, Debug)]
pub struct SubmissionContactInput {
    /// The name, at most 200 characters.
    name: Option<String>,
    /// The e-mail address.
    email: Option<EmailAddress>,
    /// The telephone number.
    phone: Option<PhoneNumber>,
}

/// What to file.
#[derive(InputObject, Clone, Debug)]
pub struct FileSubmissionInput {
    /// What kind of submission it is.
    kind: SubmissionKind,
    /// What it is about, one of `submissionCategories` or of what is below them.
    category_id: Option<ID>,
    /// What it is about in a few words, at most 200 characters.
    title: String,
    /// The text, plain, at most 10,000 characters.
    body: String,
    /// Where it is.
    location: Option<GeoPointInput>,
    /// Where it is, in words, at most 200 characters.
    address: Option<String>,
    /// How to reach the sender. Not together with `isAnonymous`.
    contact: Option<SubmissionContactInput>,
    /// Whether nothing may be kept that tells who the sender is, also when somebody is logged in. Only the tracking code
    /// leads back to the submission then.
    #[graphql(default)]
    is_anonymous: bool,
    /// Whether a case officer writes it down for somebody who called, came or wrote: then nobody here is its sender, `contact` is
    /// theirs, and the tracking code is for them. Case officers must say; nobody else may file for somebody else.
    is_for_somebody_else: Option<bool>,
    /// The language that it is written in, and that the answer should be in; that of the request when left out.
    locale: Option<LocaleTag>,
    /// A value of the client's own, the same at every retry, so that a retried filing is one filing. From
    /// whoever is not logged in, and for an anonymous filing, it must be one that nobody guesses: a UUID, or at least 22
    /// characters.
    idempotency_key: Option<ID>,
}

/// What became of it.
#[derive(SimpleObject)]
pub struct FileSubmissionPayload {
    /// The submission as its sender sees it; null when there are errors.
    submission: Option<Submission>,
    /// The private code that opens the submission for whoever has it, with or without login. It is told here and never
    /// again: show it to the sender. Null when there are errors.
    tracking_code: Option<String>,
    /// What is wrong with the input.
    errors: Vec<FileSubmissionError>,
}

user_error! {
    /// Why a submission was not filed.
    FileSubmissionError,
    /// Why a submission was not filed.
    FileSubmissionErrorCode from FileFault {
        /// The title says nothing.
        TitleBlank = Blank(Field::Title),
        /// The text says nothing.
        BodyBlank = Blank(_),
        /// The title is longer than 200 characters.
        TitleTooLong = TooLong(Field::Title),
        /// The address is longer than 200 characters.
        AddressTooLong = TooLong(Field::Address),
        /// The name is longer than 200 characters.
        ContactNameTooLong = TooLong(Field::ContactName),
        /// The text is longer than 10,000 characters.
        BodyTooLong = TooLong(_),
        /// Mail cannot go to the e-mail address.
        EmailInvalid,
        /// The telephone number cannot be dialled.
        PhoneInvalid,
        /// The location is no point by latitude and longitude.
        LocationInvalid,
        /// There is no such category.
        CategoryNotFound = UnknownCategory,
        /// The category is no longer offered.
        CategoryDeprecated,
        /// It is to be anonymous and has contact details.
        ContactNotAllowed = AnonymousWithContact,
        /// A case officer did not say whether it is for somebody else.
        ForSomebodyElseMissing,
        /// Only case officers file for somebody else.
        ForSomebodyElseNotAllowed = ForSomebodyElseNotPermitted,
        /// The idempotency key is empty, longer than 255 characters, holds control characters, or has fewer than 22
        /// characters where nobody is logged in.
        IdempotencyKeyInvalid,
        /// The idempotency key came before with another input.
        IdempotencyKeyReused,
        /// The submission was filed under this key before, and its tracking code cannot be shown again because the
        /// installation's secret key is another one now.
        TrackingCodeLost,
    }
}

impl UserFault for FileFault {
    fn field(self) -> &'static [&'static str] {
        match self {
            Self::Blank(field) | Self::TooLong(field) => path(field),
            Self::EmailInvalid => &["contact", "email"],
            Self::PhoneInvalid => &["contact", "phone"],
            Self::LocationInvalid => &["location"],
            Self::UnknownCategory | Self::CategoryDeprecated => &["categoryId"],
            Self::AnonymousWithContact => &["contact"],
            Self::ForSomebodyElseMissing | Self::ForSomebodyElseNotPermitted => &["isForSomebodyElse"],
            Self::IdempotencyKeyInvalid | Self::IdempotencyKeyReused | Self::TrackingCodeLost => {
                &["idempotencyKey"]
            }
        }
    }

    fn message(self, locale: Locale) -> String {
        let fixed = match self {
            Self::TooLong(field) => {
                let limit = limit(field);
                return locale.say(
                    format!("Texten är för lång: högst {limit} tecken."),
                    format!("The text is too long: at most {limit} characters."),
                );
            }
            Self::Blank(_) => ("Här behöver stå något.", "Something must be written here."),
            Self::EmailInvalid => (
                "E-postadressen ska se ut som namn@exempel.se.",
                "The e-mail address should look like name@example.se.",
            ),
            Self::PhoneInvalid => (
                "Telefonnumret ska ha 5 till 15 siffror, som 070-123 45 67.",
                "The telephone number should have 5 to 15 digits, like 070-123 45 67.",
            ),
            Self::LocationInvalid => (
                "Platsen ska ha en latitud och en longitud i grader.",
                "The location needs a latitude and a longitude in degrees.",
            ),
            Self::UnknownCategory => ("Kategorin finns inte.", "There is no such category."),
            Self::CategoryDeprecated => (
                "Kategorin används inte längre. Välj en annan.",
                "The category is no longer used. Choose another one.",
            ),
            Self::AnonymousWithContact => (
                "Ett anonymt ärende kan inte ha kontaktuppgifter. Ta bort dem, eller välj att inte vara anonym.",
                "An anonymous submission cannot have contact details. Leave them out, or do not be anonymous.",
            ),
            Self::ForSomebodyElseMissing => (
                "Ange om ärendet är ditt eget eller om du skriver för någon annan.",
                "Say whether the submission is your own or written for somebody else.",
            ),
            Self::ForSomebodyElseNotPermitted => (
                "Bara handläggare kan lämna in för någon annan.",
                "Only case officers can file for somebody else.",
            ),
            Self::IdempotencyKeyInvalid => idempotency::INVALID_FOR_ANYBODY,
            Self::TrackingCodeLost => (
                "Ärendet är mottaget, men spårningskoden kan inte visas igen. Skicka inte in det på nytt.",
                "The submission was received, but its tracking code cannot be shown again. Do not file it anew.",
            ),
            Self::IdempotencyKeyReused => (
                "Nyckeln har redan använts för ett annat ärende.",
                "The key was used for another submission already.",
            ),
        };
        locale.say(fixed.0, fixed.1).to_owned()
    }
}

impl FileSubmissionInput {
    fn draft(self, scope: &Scope) -> Draft {
        let category = self.category_id.map(|id| Kind::SubmissionCategory.row(&id));
        let contact = self.contact.map(|contact| Contact {
            name: contact.name,
            email: contact.email.map(|email| email.0),
            phone: contact.phone.map(|phone| phone.0),
        });
        let point = self.location.map(|point| (point.latitude, point.longitude));
        let locale = self.locale.as_ref().map_or_else(|| scope.locale().tag(), LocaleTag::as_str).to_owned();
        Draft {
            kind: self.kind.into(),
            category,
            title: self.title,
            body: self.body,
            place: Place { point, address: self.address },
            contact,
            anonymous: self.is_anonymous,
            locale,
        }
    }
}

/// Filing.
#[derive(Default)]
pub struct Filing;

/// Filing.
#[Object]
impl Filing {
    /// Files a submission (tyck till). It has its number and received time when this answers, and nobody but the sender
    /// and case officers sees it.
    async fn file_submission(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to file.")] input: FileSubmissionInput,
    ) -> Result<FileSubmissionPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let key = client_key("fileSubmission", input.idempotency_key.as_ref(), &input);
        let for_other = input.is_for_somebody_else;
        let filed = actions::file(scope, input.draft(scope), for_other, key.as_ref()).await;
        let (filed, errors) = payload(ctx, filed)?;
        let (submission, tracking_code) = filed
            .map(|Filed { row, tracking_code, scope }| (Submission::seen_through(row, scope), tracking_code))
            .unzip();
        let tracking_code = tracking_code.flatten();
        Ok(FileSubmissionPayload { submission, tracking_code, errors })
    }
}
