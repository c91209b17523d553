//! Values written into a document that both validators let through: an input field given twice, a `@oneOf` choice
//! left to a variable that can be null, and texts that a scalar of ours cannot read.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{Type, Value as Literal, VariableDefinition},
    executable::{Selection, SelectionSet},
    parser::SourceSpan,
    schema::ExtendedType,
    validation::Valid,
};
use async_graphql::{Name, Pos, ServerError, Value};

use super::inputs::Inputs;

/// What is wrong with the values in this document.
pub(super) fn check(inputs: &Inputs, document: &Valid<ExecutableDocument>) -> Vec<ServerError> {
    let mut check = Check { inputs, document, variables: &[], complaints: Vec::new() };
    for operation in document.operations.iter() {
        check.variables = &operation.variables;
        check.selections(&operation.selection_set);
    }
    check.variables = &[];
    for fragment in document.fragments.values() {
        check.selections(&fragment.selection_set);
    }
    check.complaints
}

struct Check<'a> {
    inputs: &'a Inputs,
    document: &'a ExecutableDocument,
    variables: &'a [Node<VariableDefinition>],
    complaints: Vec<ServerError>,
}

impl Check<'_> {
    fn complain(&mut self, at: Option<SourceSpan>, message: String) {
        let at = at.and_then(|at| at.line_column(&self.document.sources));
        let at = at.map(|at| Pos { line: at.line, column: at.column });
        self.complaints.push(ServerError::new(message, at));
    }

    fn selections(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    for argument in &field.arguments {
                        if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                            self.literal(&definition.ty, &argument.value);
                        }
                    }
                    self.selections(&field.selection_set);
                }
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set),
                Selection::FragmentSpread(_) => {}
            }
        }
    }

    fn literal(&mut self, expected: &Type, literal: &Node<Literal>) {
        if let Literal::List(items) = literal.as_ref()
            && expected.is_list()
        {
            return items.iter().for_each(|item| self.literal(expected.item_type(), item));
        }
        let inputs = self.inputs;
        let name = expected.inner_named_type();
        match (inputs.schema.types.get(name), literal.as_ref()) {
            (_, Literal::Null | Literal::Variable(_)) => {}
            (Some(ExtendedType::InputObject(of)), Literal::Object(fields)) => {
                let mut seen = HashSet::new();
                for (field, value) in fields {
                    if !seen.insert(field) {
                        let message = format!("There can be only one input field named \"{field}\".");
                        self.complain(value.location(), message);
                    }
                    if let Some(definition) = of.fields.get(field) {
                        self.literal(&definition.ty, value);
                    }
                }
                if of.directives.has("oneOf") && !self.chooses_one(fields) {
                    let message = format!("\"{name}\" takes exactly one field, and it cannot be null.");
                    self.complain(literal.location(), message);
                }
            }
            (Some(ExtendedType::Scalar(_)), value) => {
                if let Some(value) = constant(value)
                    && let Some(Err(said)) = inputs.scalars.read(name, &value)
                {
                    self.complain(literal.location(), said);
                }
            }
            _ => {}
        }
    }

    fn chooses_one(&self, fields: &[(apollo_compiler::Name, Node<Literal>)]) -> bool {
        match fields {
            [(_, only)] => match only.as_ref() {
                Literal::Null => false,
                // In a fragment the variable belongs to whoever uses it, and is checked when it is read.
                Literal::Variable(name) => self
                    .variables
                    .iter()
                    .find(|variable| variable.name == *name)
                    .is_none_or(|it| it.ty.is_non_null()),
                _ => true,
            },
            _ => false,
        }
    }
}

/// The literal as a value, where no variable takes part in it.
fn constant(literal: &Literal) -> Option<Value> {
    Some(match literal {
        Literal::Null => Value::Null,
        Literal::Variable(_) => return None,
        Literal::Enum(name) => Value::Enum(Name::new(name)),
        Literal::String(text) => Value::String(text.clone()),
        Literal::Float(number) => Value::Number(number.as_str().parse().ok()?),
        Literal::Int(number) => Value::Number(number.as_str().parse().ok()?),
        Literal::Boolean(value) => Value::Boolean(*value),
        Literal::List(items) => Value::List(items.iter().map(|item| constant(item)).collect::<Option<_>>()?),
        Literal::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| Some((Name::new(name), constant(value)?)));
            Value::Object(fields.collect::<Option<_>>()?)
        }
    })
}
