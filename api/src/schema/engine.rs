//! The schemas behind the executor, whatever their root types.

use async_graphql::{
    ObjectType, Positioned, Request, Response, Schema, ServerError, SubscriptionType, Value, Variables,
    parser::types::{BaseType, DocumentOperations, ExecutableDocument},
};
use futures_util::{FutureExt, future::BoxFuture, stream::BoxStream};

/// Gives the numbers among the variables a default. async-graphql weighs a document while it validates it, and reads the
/// sizes that arguments name; a variable that has no value yet would be a fault.
fn give_sizes(document: &mut ExecutableDocument) {
    let operations: Vec<_> = match &mut document.operations {
        DocumentOperations::Single(operation) => vec![operation],
        DocumentOperations::Multiple(operations) => operations.values_mut().collect(),
    };
    for operation in operations {
        for variable in &mut operation.node.variable_definitions {
            if matches!(&variable.node.var_type.node.base, BaseType::Named(name) if name == "Int") {
                let pos = variable.pos;
                variable.node.default_value.get_or_insert_with(|| Positioned::new(Value::from(1), pos));
            }
        }
    }
}

/// What async-graphql's schema can do, whatever its root types.
pub(super) trait Engine: Send + Sync {
    /// Runs a query or mutation that is known to be valid.
    fn execute(&self, request: Request) -> BoxFuture<'_, Response>;
    /// Runs a subscription that is known to be valid.
    fn stream(&self, request: Request) -> BoxStream<'static, Response>;
    /// How many fields a valid operation could be answered with.
    fn weigh(&self, document: ExecutableDocument, variables: Variables) -> usize;
    /// Says what is wrong with a document.
    fn judge(&self, document: ExecutableDocument) -> Vec<ServerError>;
}

pub(super) struct Engines<Q, M, S> {
    pub trusting: Schema<Q, M, S>,
    pub listening: Schema<Q, M, S>,
    pub weigh: Schema<Q, M, S>,
    pub judge: Schema<Q, M, S>,
}

impl<Q, M, S> Engine for Engines<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    fn execute(&self, request: Request) -> BoxFuture<'_, Response> {
        self.trusting.execute(request).boxed()
    }

    fn stream(&self, request: Request) -> BoxStream<'static, Response> {
        self.listening.execute_stream(request)
    }

    fn weigh(&self, document: ExecutableDocument, variables: Variables) -> usize {
        let mut request = Request::new("").variables(variables);
        request.set_parsed_query(document);
        // Nothing in it waits: no resolver runs.
        let answer = self.weigh.execute(request).now_or_never();
        match answer.map(|answer| answer.data) {
            Some(Value::Number(complexity)) => {
                complexity.as_u64().and_then(|complexity| complexity.try_into().ok()).unwrap_or(usize::MAX)
            }
            // What cannot be weighed cannot run either, and is told why then.
            _ => 0,
        }
    }

    fn judge(&self, mut document: ExecutableDocument) -> Vec<ServerError> {
        give_sizes(&mut document);
        let mut request = Request::new("");
        // Which operation is named does not matter: the rules look at all of them.
        if let DocumentOperations::Multiple(operations) = &document.operations
            && let Some(name) = operations.keys().next()
        {
            request = request.operation_name(name.as_str());
        }
        request.set_parsed_query(document);
        // Nothing in it waits: no resolver runs.
        let verdict = self.judge.execute(request).now_or_never();
        verdict.map_or_else(
            || vec![ServerError::new("the document was not judged", None)],
            |verdict| verdict.errors,
        )
    }
}
