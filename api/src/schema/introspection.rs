//! How much an operation asks about the schema itself.
//!
//! async-graphql counts a list of introspection as one field. Here the answer is counted as it will be: each type, field
//! and argument that the schema has, as often as it is asked for.

use std::ops::ControlFlow;

use apollo_compiler::{
    ExecutableDocument, Name, Schema,
    ast::{DirectiveDefinition, FieldDefinition, InputValueDefinition, Type},
    collections::HashMap,
    executable::{Field, Operation, Selection, SelectionSet},
    schema::{ExtendedType, Implementers},
};

/// The fields that the answer to an operation has about the schema. Counting stops above the bound.
pub(super) fn count(
    schema: &Schema,
    document: &ExecutableDocument,
    operation: &Operation,
    bound: usize,
) -> usize {
    let implementers = schema.implementers_map();
    let mut counting = Counting { schema, document, implementers: &implementers, count: 0, bound };
    let _enough = counting.root(&operation.selection_set);
    counting.count
}

struct Counting<'a> {
    schema: &'a Schema,
    document: &'a ExecutableDocument,
    implementers: &'a HashMap<Name, Implementers>,
    count: usize,
    bound: usize,
}

/// What an object of introspection stands for.
#[derive(Clone, Copy)]
enum Meta<'a> {
    Schema,
    Type(&'a Type),
    ListOf(&'a Type),
    Named(&'a str),
    Field(&'a FieldDefinition),
    Argument(&'a InputValueDefinition),
    Directive(&'a DirectiveDefinition),
    /// A value of an enum, from which nothing leads on.
    Value,
}

impl<'a> Counting<'a> {
    /// Only the root of queries has fields about the schema.
    fn root(&mut self, set: &'a SelectionSet) -> ControlFlow<()> {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => match field.name.as_str() {
                    "__schema" => self.selections(&field.selection_set, Meta::Schema)?,
                    "__type" => {
                        let named = field.specified_argument_by_name("name").and_then(|name| name.as_str());
                        // One that a variable names could be any: the largest is meant.
                        let named = named.unwrap_or_else(|| self.largest());
                        self.selections(&field.selection_set, Meta::Named(named))?;
                    }
                    _ => {}
                },
                Selection::InlineFragment(inline) => self.root(&inline.selection_set)?,
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.root(&fragment.selection_set)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn largest(&self) -> &'a str {
        let fields = |kind: &ExtendedType| match kind {
            ExtendedType::Object(kind) => kind.fields.len(),
            ExtendedType::Interface(kind) => kind.fields.len(),
            _ => 0,
        };
        let largest = self.schema.types.iter().max_by_key(|(_, kind)| fields(kind));
        largest.map_or("Query", |(name, _)| name.as_str())
    }

    fn selections(&mut self, set: &'a SelectionSet, of: Meta<'a>) -> ControlFlow<()> {
        for selection in &set.selections {
            match selection {
                Selection::Field(field) => {
                    self.count += 1;
                    if self.count > self.bound {
                        return ControlFlow::Break(());
                    }
                    if !field.selection_set.is_empty() {
                        self.field(field, of)?;
                    }
                }
                Selection::InlineFragment(inline) => self.selections(&inline.selection_set, of)?,
                Selection::FragmentSpread(spread) => {
                    if let Some(fragment) = self.document.fragments.get(&spread.fragment_name) {
                        self.selections(&fragment.selection_set, of)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    fn field(&mut self, field: &'a Field, of: Meta<'a>) -> ControlFlow<()> {
        let schema = self.schema;
        let set = &field.selection_set;
        match (of, field.name.as_str()) {
            (Meta::Schema, "types") => self.all(set, schema.types.keys().map(|name| Meta::Named(name))),
            (Meta::Schema, "directives") => self
                .all(set, schema.directive_definitions.values().map(|directive| Meta::Directive(directive))),
            (Meta::Schema, root) => {
                let definition = &schema.schema_definition;
                let named = match root {
                    "queryType" => &definition.query,
                    "mutationType" => &definition.mutation,
                    _ => &definition.subscription,
                };
                self.all(set, named.iter().map(|name| Meta::Named(name.as_str())))
            }
            (Meta::Type(Type::Named(name)), _) => self.named(set, name, field.name.as_str()),
            (Meta::Named(name), part) => self.named(set, name, part),
            (Meta::Type(wrapped), "ofType") => match wrapped {
                Type::NonNullNamed(name) => self.selections(set, Meta::Named(name)),
                Type::NonNullList(inner) => self.selections(set, Meta::ListOf(inner)),
                Type::List(inner) => self.selections(set, Meta::Type(inner)),
                Type::Named(_) => ControlFlow::Continue(()),
            },
            (Meta::ListOf(inner), "ofType") => self.selections(set, Meta::Type(inner)),
            (Meta::Directive(definition), "args") => {
                self.all(set, definition.arguments.iter().map(|argument| Meta::Argument(argument)))
            }
            (Meta::Field(definition), "args") => {
                self.all(set, definition.arguments.iter().map(|argument| Meta::Argument(argument)))
            }
            (Meta::Field(definition), "type") => self.selections(set, Meta::Type(&definition.ty)),
            (Meta::Argument(definition), "type") => self.selections(set, Meta::Type(&definition.ty)),
            // Null, or nothing that leads on.
            _ => ControlFlow::Continue(()),
        }
    }

    /// The lists of a type.
    fn named(&mut self, set: &'a SelectionSet, name: &'a str, part: &str) -> ControlFlow<()> {
        let Some(kind) = self.schema.types.get(name) else { return ControlFlow::Continue(()) };
        match (kind, part) {
            (ExtendedType::Object(kind), "fields") => {
                self.all(set, kind.fields.values().map(|field| Meta::Field(field)))
            }
            (ExtendedType::Interface(kind), "fields") => {
                self.all(set, kind.fields.values().map(|field| Meta::Field(field)))
            }
            (ExtendedType::Object(kind), "interfaces") => {
                self.all(set, kind.implements_interfaces.iter().map(|name| Meta::Named(name.as_str())))
            }
            (ExtendedType::Interface(_), "possibleTypes") => {
                let objects = self.implementers.get(name).into_iter().flat_map(|all| &all.objects);
                self.all(set, objects.map(|name| Meta::Named(name)))
            }
            (ExtendedType::Union(kind), "possibleTypes") => {
                self.all(set, kind.members.iter().map(|name| Meta::Named(name.as_str())))
            }
            (ExtendedType::Enum(kind), "enumValues") => {
                self.all(set, kind.values.keys().map(|_| Meta::Value))
            }
            (ExtendedType::InputObject(kind), "inputFields") => {
                self.all(set, kind.fields.values().map(|field| Meta::Argument(field)))
            }
            _ => ControlFlow::Continue(()),
        }
    }

    fn all(&mut self, set: &'a SelectionSet, mut each: impl Iterator<Item = Meta<'a>>) -> ControlFlow<()> {
        each.try_for_each(|of| self.selections(set, of))
    }
}
