//! `requestMyDataExport`.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};

use super::actions::{self, ExportFault};
use crate::{
    platform::Locale,
    schema::{
        errors::{UserFault, payload, user_error},
        scalars::DateTime,
    },
    tenancy::Scope,
};

/// What the extract should hold.
#[derive(InputObject)]
pub struct RequestMyDataExportInput {
    /// Whether also what the audit log says about the viewer is told. It can be long.
    #[graphql(default = true)]
    include_audit_trail: bool,
}

/// A register extract (registerutdrag, GDPR article 15).
#[derive(SimpleObject)]
pub struct DataExport {
    /// When it was put together.
    created_at: DateTime,
    /// A name for the file, without the person's.
    file_name: String,
    /// The content's media type.
    media_type: String,
    /// The archive: a JSON document (RFC 8259) with `format` (`mittkommun-data-export/1`), `createdAt`, `municipality`,
    /// `data`, which holds a list of objects for each kind of row, and `sections`, which says in Swedish what each is. Ids are UUIDs, times RFC 3339.
    content: String,
}

/// What became of `requestMyDataExport`.
#[derive(SimpleObject)]
pub struct RequestMyDataExportPayload {
    /// The archive; null when there are errors.
    export: Option<DataExport>,
    /// What to mend; empty when it is done.
    errors: Vec<RequestMyDataExportError>,
}

/// The register extract's mutation.
#[derive(Default)]
pub struct ExtractMutation;

/// The register extract's mutation.
#[Object]
impl ExtractMutation {
    /// Everything that the municipality keeps here about the viewer, as a machine-readable archive; third parties are
    /// excluded. Needs a strong login (`STEP_UP_REQUIRED`). At most 10 within 24 hours; each is noted in the audit log.
    #[graphql(complexity = "500")]
    async fn request_my_data_export(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it should hold.")] input: RequestMyDataExportInput,
    ) -> Result<RequestMyDataExportPayload> {
        let scope = ctx.data_unchecked::<Scope>();
        let (extract, errors) = payload(ctx, actions::export_mine(scope, input.include_audit_trail).await)?;
        let code = &scope.municipality().code;
        let export = |content| DataExport {
            created_at: DateTime(scope.now()),
            file_name: format!("mitt-kommun-{code}-{}.json", scope.today()),
            media_type: "application/json".to_owned(),
            content,
        };
        let export = extract.map(|extract| export(format!("{extract:#}")));
        Ok(RequestMyDataExportPayload { export, errors })
    }
}

user_error! {
    /// Why there is no extract.
    RequestMyDataExportError,
    /// Faults of `requestMyDataExport`.
    RequestMyDataExportErrorCode from ExportFault {
        /// The viewer has had 10 within 24 hours.
        ExportsTooMany = TooManyExports,
    }
}

impl UserFault for ExportFault {
    fn field(self) -> &'static [&'static str] {
        &[]
    }

    fn message(self, locale: Locale) -> String {
        let (sv, en) = match self {
            Self::TooManyExports => (
                "Du har redan fått 10 utdrag det senaste dygnet. Försök igen i morgon.",
                "You have had 10 extracts within 24 hours. Try again tomorrow.",
            ),
        };
        locale.say(sv, en).to_owned()
    }
}
