//! The roots: a list of who adds what, nothing else.

use std::future::{Ready, ready};

use async_graphql::{
    Context, ID, MergedObject, MergedSubscription, Object, Result, Schema, SchemaBuilder,
    dataloader::DataLoader,
};
use uuid::Uuid;

use super::{
    Loaders,
    list::List,
    node::{self, Kind, Node},
    nullable::Nullable,
    user_error::UserError,
};
use crate::{
    audit, directory, extract, feeds, identity, meals, preschool, submissions, tenancy, tenancy::Scope,
};

/// A municipality (kommun): everything that is public in it hangs here.
#[derive(MergedObject, Default)]
pub struct Municipality(
    tenancy::types::MunicipalityItself,
    directory::queries::DirectoryOfMunicipality,
    meals::queries::MealsOfMunicipality,
    feeds::queries::MenuSourcesOfMunicipality,
    preschool::queries::PreschoolsOfMunicipality,
    submissions::queries::SubmissionsOfMunicipality,
    identity::roles::queries::RolesOfMunicipality,
    identity::lookup::queries::PeopleOfMunicipality,
);

/// Who is logged in, and what is theirs.
#[derive(MergedObject, Default)]
#[graphql(name = "Viewer")]
pub struct ViewerObject(
    identity::types::IdentityOfViewer,
    meals::queries::MealsOfViewer,
    preschool::queries::PreschoolsOfViewer,
    submissions::queries::SubmissionsOfViewer,
    audit::queries::AuditOfViewer,
);

// `Node` asks its objects for their ids by a method of their own.
impl Municipality {
    /// The same as the field `id`.
    #[expect(clippy::unused_self, reason = "the signature that the interface calls")]
    pub fn id(&self, ctx: &Context<'_>) -> Ready<Result<ID>> {
        ready(Ok(tenancy::types::municipality_id(ctx.data_unchecked())))
    }
}

impl ViewerObject {
    /// The same as the field `id`.
    #[expect(clippy::unused_self, reason = "the signature that the interface calls")]
    pub fn id(&self, ctx: &Context<'_>) -> Ready<Result<ID>> {
        ready(Ok(identity::types::viewer_id(ctx.data_unchecked())))
    }
}

/// The municipality of that id, for `node`: there is no other than the one that the address names.
pub fn municipality(loaders: &DataLoader<Loaders>, id: Uuid) -> Ready<Result<Option<Municipality>>> {
    let own = tenancy::types::municipality_id(&loaders.loader().scope);
    ready(Ok((Kind::Municipality.id(id) == own).then(Municipality::default)))
}

/// The viewer of that id, for `node`: there is no other than who is logged in.
pub fn viewer(loaders: &DataLoader<Loaders>, id: Uuid) -> Ready<Result<Option<ViewerObject>>> {
    let is_own = loaders.loader().scope.viewer().person_id() == Some(id);
    ready(Ok(is_own.then(ViewerObject::default)))
}

/// Where reading begins.
#[derive(Default)]
pub struct Query;

/// Where reading begins.
#[Object]
impl Query {
    /// The municipality that the address names.
    async fn municipality(&self) -> Municipality {
        Municipality::default()
    }

    /// Who is logged in; null when nobody is.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<ViewerObject> {
        identity::types::is_somebody(ctx.data_unchecked::<Scope>()).then(ViewerObject::default)
    }

    /// The object of that id; null when there is none that the viewer can see.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "An id that the API gave.")] id: ID,
    ) -> Option<Result<Node>> {
        node::find(ctx.data_unchecked(), &id).await.transpose()
    }

    /// The objects of those ids in the same order, null for each that the viewer cannot see; what is no id is null too, with
    /// an error beside it. At most 100.
    #[graphql(complexity = "100 * child_complexity + 1")]
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Ids that the API gave, at most 100.")] ids: Vec<ID>,
    ) -> Option<Result<List<Option<Result<Node>>>>> {
        Some(node::find_all(ctx.data_unchecked(), &ids).await)
    }
}

/// Where writing begins.
#[derive(MergedObject, Default)]
#[graphql(name = "Mutation")]
pub struct Mutations(
    meals::mutations::MealsMutation,
    meals::mutations::menus::MutationsOfMenus,
    meals::mutations::follows::MutationsOfFollows,
    feeds::mutations::MenuSourceMutations,
    preschool::mutations::PreschoolMutations,
    submissions::mutations::SubmissionMutations,
    identity::roles::mutations::RoleMutations,
    extract::mutations::ExtractMutation,
);

/// Where writing begins, each mutation by itself.
pub type Mutation = Nullable<Mutations>;

/// Where listening begins.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    meals::subscriptions::MealSubscriptions,
    preschool::subscriptions::PreschoolSubscriptions,
    submissions::subscriptions::SubmissionSubscriptions,
);

/// The schema as it is served.
pub type AppSchema = Schema<Query, Mutation, Subscription>;

/// A builder with every type of the contract and no data.
#[must_use]
pub fn build() -> SchemaBuilder<Query, Mutation, Subscription> {
    Schema::build(Query, Mutation::default(), Subscription::default()).register_output_type::<UserError>()
}

/// What introspection says of the schema; async-graphql leaves it out of the schema definition language.
const DESCRIPTION: &str = "A GraphQL Schema defines the capabilities of a GraphQL server. It exposes all available types and \
    directives on the server, as well as the entry points for query, mutation, and subscription operations.";

/// The contract in the schema definition language, as `schema.graphql` holds it.
#[must_use]
pub fn sdl() -> String {
    let options = async_graphql::SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
        .include_specified_by()
        .prefer_single_line_descriptions();
    let sdl = build().finish().sdl_with_options(options);
    sdl.replacen("\nschema {", &format!("\n\"{DESCRIPTION}\"\nschema {{"), 1)
}
