//! Values written into a document. Of enums and of our scalars all faults are told as those of variables are, in the
//! client's language and with the place. And two faults are found that both validators let through: an input field given
//! twice, and a `@oneOf` choice left to a variable that can be null.

use std::collections::HashSet;

use apollo_compiler::{
    ExecutableDocument, Node,
    ast::{Type, Value as Literal, VariableDefinition},
    executable::{Selection, SelectionSet},
    parser::SourceSpan,
    schema::ExtendedType,
};
use async_graphql::{Name, Pos, ServerError, Value};

use super::inputs::{InputFault, Inputs};

/// What is wrong with the values in a document.
#[derive(Default)]
pub(super) struct Verdict {
    /// Values of enums and of our scalars.
    pub faults: Vec<InputFault>,
    /// The rest; holds only for a document that is valid otherwise.
    pub complaints: Vec<ServerError>,
}

/// What is wrong with the values in this document.
pub(super) fn check(inputs: &Inputs, document: &ExecutableDocument) -> Verdict {
    let mut check = Check { inputs, document, variables: &[], path: Vec::new(), verdict: Verdict::default() };
    for operation in document.operations.iter() {
        check.variables = &operation.variables;
        check.selections(&operation.selection_set);
    }
    check.variables = &[];
    for fragment in document.fragments.values() {
        check.selections(&fragment.selection_set);
    }
    check.verdict
}

struct Check<'a> {
    inputs: &'a Inputs,
    document: &'a ExecutableDocument,
    variables: &'a [Node<VariableDefinition>],
    /// The argument, and the way into it.
    path: Vec<String>,
    verdict: Verdict,
}

impl Check<'_> {
    fn complain(&mut self, at: Option<SourceSpan>, message: String) {
        let at = self.position(at);
        self.verdict.complaints.push(ServerError::new(message, at));
    }

    fn position(&self, at: Option<SourceSpan>) -> Option<Pos> {
        let at = at.and_then(|at| at.line_column(&self.document.sources))?;
        Some(Pos { line: at.line, column: at.column })
    }

    fn selections(&mut self, set: &SelectionSet) {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    for argument in &field.arguments {
                        if let Some(definition) = field.definition.argument_by_name(&argument.name) {
                            self.path = vec![argument.name.to_string()];
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
            for (place, item) in items.iter().enumerate() {
                self.path.push(place.to_string());
                self.literal(expected.item_type(), item);
                self.path.pop();
            }
            return;
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
                        self.path.push(field.to_string());
                        self.literal(&definition.ty, value);
                        self.path.pop();
                    }
                }
                if of.directives.has("oneOf") && !self.chooses_one(fields) {
                    let message = format!("\"{name}\" takes exactly one field, and it cannot be null.");
                    self.complain(literal.location(), message);
                }
            }
            (Some(ExtendedType::Scalar(_) | ExtendedType::Enum(_)), value) => {
                let written = self.position(literal.location()).unwrap_or_default();
                if let Some(value) = constant(value)
                    && let Some(fault) = inputs.fault_of(name, &value, &self.path, written)
                {
                    self.verdict.faults.push(fault);
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
