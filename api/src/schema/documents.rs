//! Documents that have been found valid, kept so that each is parsed and validated once.
//!
//! Most of what a small operation costs is reading it. A document is checked the first time it is seen, by two
//! validators, because async-graphql's own misses conflicts between nested fields, and more. From then on it is
//! known by its whole text: by a hash, two texts could be made to share one.

use std::{
    collections::HashMap,
    mem,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use apollo_compiler::{
    ExecutableDocument as Checked, Schema,
    diagnostic::Diagnostic,
    executable,
    introspection::check_max_depth,
    parser::Parser,
    validation::{DiagnosticData, WithErrors},
};
use async_graphql::{
    Name, Pos, Positioned, ServerError,
    parser::{
        parse_query,
        types::{DocumentOperations, ExecutableDocument, OperationDefinition, OperationType, Selection},
    },
};
use moka::sync::Cache;

use super::{
    engine::Engine,
    flatten::Flattening,
    inputs::{Inputs, Variable},
    introspection,
    limits::{Limit, Limits},
    literals,
    refusal::Refusal,
    repeats::{Unrepeated, are_unrepeated},
};

/// What the second parser is told it reads.
const DOCUMENT: &str = "document";

/// What a selection weighs in memory, roughly: its node, its names, its place in a list.
const SELECTION_BYTES: usize = 400;

/// The next [`Operation::constant`].
static NUMBER: AtomicU64 = AtomicU64::new(0);

/// One operation of a valid document, without fragments.
pub(super) struct Operation {
    pub kind: OperationType,
    pub document: ExecutableDocument,
    pub variables: Vec<Variable>,
    /// What its requests carry where it asks for no object twice.
    pub unrepeated: Option<Unrepeated>,
    /// The fields of its answer that are about the schema.
    pub introspection: usize,
    /// The fields of its answer, where no variable takes part in that.
    pub complexity: OnceLock<usize>,
    /// A number of its own, where its answer is always the same: it asks about the schema alone, and has no variables.
    pub constant: Option<u64>,
}

/// A valid document.
pub(super) struct Document {
    operations: HashMap<Option<Name>, Arc<Operation>>,
    bytes: u32,
}

impl Document {
    /// The operation to run (`GetOperation` in the GraphQL specification, section 6.1).
    pub fn operation(&self, name: Option<&str>) -> Result<&Arc<Operation>, Refusal> {
        match name {
            None => {
                let mut all = self.operations.values();
                match (all.next(), all.next()) {
                    (Some(only), None) => Ok(only),
                    _ => Err(Refusal::OperationNameMissing),
                }
            }
            Some(name) => self
                .operations
                .iter()
                .find_map(|(own, operation)| (own.as_deref() == Some(name)).then_some(operation))
                .ok_or_else(|| Refusal::UnknownOperation(name.chars().take(100).collect())),
        }
    }
}

/// The documents known to be valid, within a bound of bytes.
pub(super) struct Documents {
    known: Cache<Box<str>, Arc<Document>>,
    inputs: Inputs,
}

impl Documents {
    pub fn new(inputs: Inputs, limits: &Limits) -> Self {
        let known = Cache::builder().max_capacity(limits.document_cache_bytes).weigher(weight).build();
        Self { known, inputs }
    }

    pub const fn inputs(&self) -> &Inputs {
        &self.inputs
    }

    /// The document of this text, checked now if it has not been seen before.
    pub fn find(&self, text: &str, engine: &dyn Engine, limits: &Limits) -> Result<Arc<Document>, Refusal> {
        if let Some(document) = self.known.get(text) {
            return Ok(document);
        }
        let document = Arc::new(self.check(text, engine, limits)?);
        self.known.insert(text.into(), Arc::clone(&document));
        Ok(document)
    }

    fn check(&self, text: &str, engine: &dyn Engine, limits: &Limits) -> Result<Document, Refusal> {
        limits.admit_text(text)?;
        let schema = &self.inputs.schema;
        let mut parser = Parser::new().recursion_limit(limits.nesting * 2);
        let document = parse_query(text).map_err(|fault| {
            let said = parser.parse_executable(schema, text, DOCUMENT).err();
            let said = said.and_then(|said| said.errors.iter().next().map(|fault| worded(&fault)));
            Refusal::Invalid(vec![said.unwrap_or_else(|| fault.into())])
        })?;
        limits.admit(&document)?;

        let checked = parser.parse_executable(schema, text, DOCUMENT);
        let verdict =
            checked.as_ref().map(|checked| literals::check(&self.inputs, checked)).unwrap_or_default();
        if !verdict.faults.is_empty() {
            return Err(Refusal::Values(verdict.faults));
        }
        let complaints = engine.judge(document.clone());
        if !complaints.is_empty() {
            return Err(Refusal::Invalid(complaints));
        }
        let complain =
            |said: WithErrors<Checked>| Refusal::Invalid(said.errors.iter().map(|it| worded(&it)).collect());
        let checked = checked.map_err(complain)?.validate(schema).map_err(complain)?;
        if !verdict.complaints.is_empty() {
            return Err(Refusal::Invalid(verdict.complaints));
        }
        for operation in checked.operations.iter() {
            check_max_depth(&checked, operation).map_err(|_| Refusal::IntrospectionTooDeep)?;
            let count = introspection::count(schema, &checked, operation, limits.introspection);
            Limit::Introspection.check(count, limits.introspection)?;
        }
        Ok(keep(schema, document, &checked, limits))
    }
}

#[expect(clippy::borrowed_box, reason = "the cache hands out its keys like this")]
fn weight(text: &Box<str>, document: &Arc<Document>) -> u32 {
    document.bytes.saturating_add(u32::try_from(text.len()).unwrap_or(u32::MAX))
}

/// A complaint of the second parser and validator, in the words of graphql-js that developers know.
fn worded(fault: &Diagnostic<'_, DiagnosticData>) -> ServerError {
    let fault = fault.unstable_to_json_compat();
    let mut error = ServerError::new(fault.message, None);
    error.locations = fault.locations.iter().map(|at| Pos { line: at.line, column: at.column }).collect();
    error
}

/// What is kept of a valid document: its operations, each with the fragments written out.
fn keep(schema: &Schema, document: ExecutableDocument, checked: &Checked, limits: &Limits) -> Document {
    let ExecutableDocument { operations, fragments } = document;
    let flattening = Flattening { schema, fragments: &fragments };
    let operations: Vec<_> = match operations {
        DocumentOperations::Single(operation) => vec![(None, operation)],
        DocumentOperations::Multiple(operations) => {
            operations.into_iter().map(|(name, operation)| (Some(name), operation)).collect()
        }
    };
    let mut selections = 0;
    let operations = operations.into_iter().map(|(name, mut operation)| {
        let declared = checked.operations.get(name.as_deref()).ok();
        let root = declared.map_or("", |declared| declared.object_type());
        let set = &mut operation.node.selection_set.node.items;
        *set = flattening.selections(root, mem::take(set));
        selections += count(set);
        let introspection = declared
            .map_or(0, |declared| introspection::count(schema, checked, declared, limits.introspection));
        let is_about_the_schema = is_about_the_schema(set);
        let unrepeated = are_unrepeated(&operation.node.selection_set.node).then_some(Unrepeated);
        let variables = declared.map(|declared| variables(&operation.node, declared)).unwrap_or_default();
        let kept = Operation {
            kind: operation.node.ty,
            constant: (introspection > 0 && variables.is_empty() && is_about_the_schema)
                .then(|| NUMBER.fetch_add(1, Ordering::Relaxed)),
            variables,
            unrepeated,
            introspection,
            complexity: OnceLock::new(),
            document: ExecutableDocument {
                operations: DocumentOperations::Single(operation),
                fragments: HashMap::new(),
            },
        };
        (name, Arc::new(kept))
    });
    let operations = operations.collect();
    Document { operations, bytes: u32::try_from(selections * SELECTION_BYTES).unwrap_or(u32::MAX) }
}

/// Whether nothing else is asked for. The fragments have been written out.
fn is_about_the_schema(selections: &[Positioned<Selection>]) -> bool {
    selections.iter().all(|selection| match &selection.node {
        Selection::Field(field) => field.node.name.node.starts_with("__"),
        Selection::InlineFragment(inline) => is_about_the_schema(&inline.node.selection_set.node.items),
        Selection::FragmentSpread(_) => false,
    })
}

fn count(selections: &[Positioned<Selection>]) -> usize {
    let inner = selections.iter().map(|selection| match &selection.node {
        Selection::Field(field) => count(&field.node.selection_set.node.items),
        Selection::InlineFragment(inline) => count(&inline.node.selection_set.node.items),
        Selection::FragmentSpread(_) => 0,
    });
    selections.len() + inner.sum::<usize>()
}

fn variables(operation: &OperationDefinition, declared: &executable::Operation) -> Vec<Variable> {
    let types = declared.variables.iter().map(|variable| &*variable.ty);
    let pairs = operation.variable_definitions.iter().zip(types);
    pairs
        .map(|(variable, declared)| Variable {
            name: variable.node.name.node.clone(),
            declared: declared.clone(),
            default: variable.node.default_value.as_ref().map(|default| default.node.clone()),
        })
        .collect()
}
