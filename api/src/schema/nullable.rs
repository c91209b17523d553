//! A root whose fields fail one by one.

use std::borrow::Cow;

use async_graphql::{
    ContainerType, Context, ContextSelectionSet, ObjectType, OutputType, Positioned, ServerResult, Value,
    parser::types::Field,
    registry::{MetaType, Registry},
    resolver_utils::resolve_container_serial,
};

/// The same object with every field nullable: a field that fails, for whatever reason, is null, has its error beside it, and
/// leaves the others alone.
///
/// For mutations, which are done one after the other: what the first has done, and a tracking code that is told once, must
/// not be lost to the second.
#[derive(Default)]
pub struct Nullable<T>(T);

impl<T: ObjectType> ContainerType for Nullable<T> {
    async fn resolve_field(&self, ctx: &Context<'_>) -> ServerResult<Option<Value>> {
        self.0.resolve_field(ctx).await.or_else(|fault| {
            ctx.add_error(if fault.path.is_empty() { ctx.set_error_path(fault) } else { fault });
            Ok(Some(Value::Null))
        })
    }
}

impl<T: ObjectType> OutputType for Nullable<T> {
    fn type_name() -> Cow<'static, str> {
        T::type_name()
    }

    fn create_type_info(registry: &mut Registry) -> String {
        let name = T::create_type_info(registry);
        if let Some(MetaType::Object { fields, .. }) = registry.types.get_mut(&*T::type_name()) {
            for field in fields.values_mut() {
                field.ty.truncate(field.ty.trim_end_matches('!').len());
            }
        }
        name
    }

    async fn resolve(&self, ctx: &ContextSelectionSet<'_>, _: &Positioned<Field>) -> ServerResult<Value> {
        resolve_container_serial(ctx, self).await
    }
}

impl<T: ObjectType> ObjectType for Nullable<T> {}
