//! The values of variables, held against what the operation declares (`CoerceVariableValues` in the GraphQL
//! specification, section 6.1.2).
//!
//! async-graphql looks at a variable where it is used, while the operation already runs: a wrong one would answer
//! half a result. Here all of them are checked first, all faults come back together, each names the place, and none
//! repeats the value: it could be a personal identity number.

use std::collections::HashMap;

use apollo_compiler::{
    Schema,
    ast::Type,
    schema::{EnumType, ExtendedType, InputObjectType},
    validation::Valid,
};
use async_graphql::{InputType, Name, Number, Pos, ServerError, Value, Variables};

use super::{
    disclosure::{coded, extend, without_numbers},
    errors::Code,
};
use crate::platform::Locale;

/// Faults beyond this many are not looked for.
const FAULTS: usize = 20;

/// A variable as an operation declares it.
#[derive(Debug, Clone)]
pub(super) struct Variable {
    pub name: Name,
    pub declared: Type,
    pub default: Option<Value>,
}

/// How the values of a scalar are read, and what they look like in Swedish and English.
#[derive(Debug, Clone, Copy)]
struct Reading {
    fits: fn(&Value) -> bool,
    looks: (&'static str, &'static str),
}

/// The scalars of the schema beyond the five built-in ones, and how their values are read.
#[derive(Debug, Clone, Default)]
pub struct Scalars(HashMap<String, Reading>);

impl Scalars {
    /// Adds a scalar, so that a value of it is checked before anything runs. A value that does not fit is answered with
    /// what one looks like, in Swedish and English.
    #[must_use]
    pub fn with<T: InputType>(mut self, sv: &'static str, en: &'static str) -> Self {
        let fits = |value: &Value| T::parse(Some(value.clone())).is_ok();
        self.0.insert(T::type_name().into_owned(), Reading { fits, looks: (sv, en) });
        self
    }

    /// What is wrong with a value of a scalar of ours, if anything is.
    fn problem(&self, scalar: &str, value: &Value) -> Option<Problem> {
        let reading = self.0.get(scalar).filter(|reading| !(reading.fits)(value))?;
        Some(Problem::Unreadable { expected: scalar.to_owned(), looks: reading.looks })
    }
}

/// What is wrong with one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFault {
    /// The variable, and the way into it: input fields by name, list items by position.
    pub path: Vec<String>,
    problem: Problem,
    /// Where it is written in the document; nowhere for the value of a variable.
    written: Option<Pos>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Problem {
    Missing { expected: String },
    Null { expected: String },
    Mismatch { expected: String, found: Kind },
    OutOfRange,
    NotOneOf { expected: String, values: String },
    UnknownField { of: String },
    ExactlyOne { of: String },
    Unreadable { expected: String, looks: (&'static str, &'static str) },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Boolean,
    Number,
    Text,
    List,
    Object,
}

impl Kind {
    const fn of(value: &Value) -> Self {
        match value {
            Value::Boolean(_) => Self::Boolean,
            Value::Number(_) => Self::Number,
            Value::List(_) => Self::List,
            Value::Object(_) => Self::Object,
            _ => Self::Text,
        }
    }

    fn name(self, locale: Locale) -> &'static str {
        let (sv, en) = match self {
            Self::Boolean => ("ett sanningsvärde", "a boolean"),
            Self::Number => ("ett tal", "a number"),
            Self::Text => ("en text", "a string"),
            Self::List => ("en lista", "a list"),
            Self::Object => ("ett objekt", "an object"),
        };
        locale.say(sv, en)
    }
}

impl InputFault {
    /// The fault as the client sees it: `extensions.field` is the path for a program.
    pub(super) fn into_error(self, locale: Locale) -> ServerError {
        let sign = if self.written.is_some() { "" } else { "$" };
        let place = format!("{sign}{}", without_numbers(&self.path.join(".")));
        let (sv, en) = match self.problem {
            Problem::Missing { expected } => (
                format!("{place}: värde saknas ({expected})."),
                format!("{place}: a value is missing ({expected})."),
            ),
            Problem::Null { expected } => (
                format!("{place}: får inte vara null ({expected})."),
                format!("{place}: cannot be null ({expected})."),
            ),
            Problem::Mismatch { expected, found } => (
                format!("{place}: väntade {expected}, fick {}.", found.name(Locale::Sv)),
                format!("{place}: expected {expected}, got {}.", found.name(Locale::En)),
            ),
            Problem::OutOfRange => (
                format!("{place}: ett heltal mellan -2147483648 och 2147483647 väntades."),
                format!("{place}: expected a whole number between -2147483648 and 2147483647."),
            ),
            Problem::NotOneOf { expected, values } => (
                format!("{place}: väntade {expected}, något av {values}."),
                format!("{place}: expected {expected}, one of {values}."),
            ),
            Problem::UnknownField { of } => {
                (format!("{place}: {of} har inget sådant fält."), format!("{place}: {of} has no such field."))
            }
            Problem::ExactlyOne { of } => (
                format!("{place}: {of} ska ha exakt ett fält, och det får inte vara null."),
                format!("{place}: {of} takes exactly one field, and it cannot be null."),
            ),
            Problem::Unreadable { expected, looks: (sv, en) } => (
                format!("{place}: väntade {expected}, {sv}."),
                format!("{place}: expected {expected}, {en}."),
            ),
        };
        let mut error = coded(Code::BadUserInput, locale.say(sv, en));
        error.locations.extend(self.written);
        extend(
            &mut error,
            "field",
            Value::List(self.path.iter().map(|step| Value::String(without_numbers(step))).collect()),
        );
        error
    }
}

/// How many values there are in all variables, also in those that nobody declared.
pub(super) fn count(values: &Variables) -> usize {
    fn within(value: &Value) -> usize {
        1 + match value {
            Value::List(items) => items.iter().map(within).sum(),
            Value::Object(fields) => fields.values().map(within).sum(),
            _ => 0,
        }
    }
    values.values().map(within).sum()
}

fn not_one_of(of: &EnumType) -> Problem {
    let values = of.values.keys().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    Problem::NotOneOf { expected: of.name.to_string(), values }
}

/// The input types of the schema.
#[derive(Debug)]
pub(super) struct Inputs {
    pub schema: Valid<Schema>,
    pub scalars: Scalars,
}

impl Inputs {
    /// What is wrong with a value that is written into a document where an enum or a scalar of ours is expected.
    pub fn fault_of(
        &self,
        expected: &str,
        value: &Value,
        path: &[String],
        written: Pos,
    ) -> Option<InputFault> {
        let problem = match self.schema.types.get(expected)? {
            ExtendedType::Enum(of) => {
                let known = matches!(value, Value::Enum(name) if of.values.contains_key(name.as_str()));
                (!known).then(|| not_one_of(of))
            }
            _ => self.scalars.problem(expected, value),
        };
        problem.map(|problem| InputFault { path: path.to_vec(), problem, written: Some(written) })
    }

    /// Checks the values and fills in defaults. Answers the variables that have neither: the arguments that name
    /// them are to be read as left out.
    pub fn coerce<'v>(
        &self,
        declared: &'v [Variable],
        values: &mut Variables,
    ) -> Result<Vec<&'v Name>, Vec<InputFault>> {
        let (mut left_out, mut defaults) = (Vec::new(), Vec::new());
        let mut check = Check { inputs: self, path: Vec::new(), faults: Vec::new() };
        for variable in declared {
            check.path.push(Step::Key(&variable.name));
            match (values.get(&variable.name), &variable.default) {
                (Some(value), _) => check.value(&variable.declared, value),
                (None, Some(default)) => defaults.push((variable.name.clone(), default.clone())),
                (None, None) if variable.declared.is_non_null() => {
                    check.fault(Problem::Missing { expected: variable.declared.to_string() });
                }
                (None, None) => left_out.push(&variable.name),
            }
            check.path.pop();
        }
        if !check.faults.is_empty() {
            return Err(check.faults);
        }
        values.extend(defaults);
        Ok(left_out)
    }
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Item(usize),
}

struct Check<'a> {
    inputs: &'a Inputs,
    path: Vec<Step<'a>>,
    faults: Vec<InputFault>,
}

impl<'a> Check<'a> {
    fn fault(&mut self, problem: Problem) {
        if self.faults.len() < FAULTS {
            let path = self.path.iter().map(|step| match step {
                Step::Key(key) => (*key).to_owned(),
                Step::Item(item) => item.to_string(),
            });
            self.faults.push(InputFault { path: path.collect(), problem, written: None });
        }
    }

    fn value(&mut self, expected: &Type, value: &'a Value) {
        match (expected, value) {
            (Type::NonNullNamed(_) | Type::NonNullList(_), Value::Null) => {
                self.fault(Problem::Null { expected: expected.to_string() });
            }
            (_, Value::Null) => {}
            (Type::List(item) | Type::NonNullList(item), Value::List(values)) => {
                for (index, value) in values.iter().enumerate() {
                    self.path.push(Step::Item(index));
                    self.value(item, value);
                    self.path.pop();
                }
            }
            // One value where a list is expected stands for a list of that one.
            (Type::List(item) | Type::NonNullList(item), value) => self.value(item, value),
            (Type::Named(name) | Type::NonNullNamed(name), value) => self.named(name, value),
        }
    }

    fn named(&mut self, name: &str, value: &'a Value) {
        let inputs = self.inputs;
        match inputs.schema.types.get(name) {
            Some(ExtendedType::Scalar(_)) => self.scalar(name, value),
            Some(ExtendedType::Enum(of)) => {
                let known = match value {
                    Value::String(text) => of.values.contains_key(text.as_str()),
                    Value::Enum(text) => of.values.contains_key(text.as_str()),
                    _ => false,
                };
                if !known {
                    self.fault(not_one_of(of));
                }
            }
            Some(ExtendedType::InputObject(of)) => match value {
                Value::Object(fields) => self.object(of, fields),
                other => self.mismatch(name, other),
            },
            // Validation has refused variables of any other type.
            _ => self.mismatch(name, value),
        }
    }

    fn object(
        &mut self,
        of: &'a InputObjectType,
        fields: &'a async_graphql::indexmap::IndexMap<Name, Value>,
    ) {
        for (name, value) in fields {
            self.path.push(Step::Key(name));
            match of.fields.get(name.as_str()) {
                Some(field) => self.value(&field.ty, value),
                None => self.fault(Problem::UnknownField { of: of.name.to_string() }),
            }
            self.path.pop();
        }
        for (name, field) in &of.fields {
            if field.is_required() && !fields.contains_key(name.as_str()) {
                self.path.push(Step::Key(name));
                self.fault(Problem::Missing { expected: field.ty.to_string() });
                self.path.pop();
            }
        }
        let one_of = of.directives.has("oneOf");
        if one_of && (fields.len() != 1 || fields.values().any(|value| *value == Value::Null)) {
            self.fault(Problem::ExactlyOne { of: of.name.to_string() });
        }
    }

    fn scalar(&mut self, name: &str, value: &Value) {
        match (name, value) {
            ("Int", Value::Number(number)) => {
                if number.as_i64().is_none_or(|number| i32::try_from(number).is_err()) {
                    self.fault(Problem::OutOfRange);
                }
            }
            ("Float", Value::Number(_))
            | ("String" | "ID", Value::String(_))
            | ("Boolean", Value::Boolean(_)) => {}
            ("ID", Value::Number(number)) if !Number::is_f64(number) => {}
            ("Int" | "Float" | "String" | "ID" | "Boolean", other) => self.mismatch(name, other),
            (custom, value) => {
                if let Some(problem) = self.inputs.scalars.problem(custom, value) {
                    self.fault(problem);
                }
            }
        }
    }

    fn mismatch(&mut self, expected: &str, value: &Value) {
        self.fault(Problem::Mismatch { expected: expected.to_owned(), found: Kind::of(value) });
    }
}
