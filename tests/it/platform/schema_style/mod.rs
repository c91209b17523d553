//! The conventions of the public contract: what every type, field and mutation looks like, so that who knows one part of
//! the schema knows the rest.

pub(super) mod contract;
mod mutations;
mod shapes;
mod texts;

use contract::Contract;

/// The faults that a rule finds in the contract as it stands.
fn found_by(rule: fn(&Contract) -> Vec<String>) -> Vec<String> {
    rule(&Contract::read(&api::schema::sdl()))
}

#[test]
fn every_element_has_a_description() {
    assert_eq!(found_by(texts::undescribed), [""; 0]);
}

#[test]
fn a_deprecation_names_its_replacement_and_a_date() {
    assert_eq!(found_by(texts::vague_deprecations), [""; 0]);
}

#[test]
fn names_are_spelled_as_graphql_spells_them() {
    assert_eq!(found_by(texts::misspelled), [""; 0]);
}

#[test]
fn there_is_no_json_scalar_and_every_scalar_is_specified() {
    assert_eq!(found_by(shapes::shapeless_scalars), [""; 0]);
}

#[test]
fn lists_are_null_only_where_an_argument_can_break_them() {
    assert_eq!(found_by(shapes::nullable_lists), [""; 0]);
}

#[test]
fn what_an_argument_can_break_is_nullable() {
    assert_eq!(found_by(shapes::breakable), [""; 0]);
}

#[test]
fn connections_have_edges_nodes_and_page_info() {
    assert_eq!(found_by(shapes::incomplete_connections), [""; 0]);
}

#[test]
fn outputs_refer_to_objects_and_never_to_their_ids() {
    assert_eq!(found_by(shapes::bare_references), [""; 0]);
}

#[test]
fn a_mutation_takes_one_input_and_returns_its_payload() {
    assert_eq!(found_by(mutations::irregular), [""; 0]);
}

#[test]
fn user_errors_share_an_interface_and_have_codes_of_their_own() {
    assert_eq!(found_by(mutations::irregular_errors), [""; 0]);
}

#[test]
fn an_object_with_an_id_is_a_node() {
    assert_eq!(found_by(shapes::ids_of_no_node), [""; 0]);
}

#[test]
fn codes_of_user_errors_name_a_field_and_its_fault() {
    assert_eq!(found_by(mutations::misnamed_codes), [""; 0]);
}

/// A rule that finds nothing wrong with anything keeps nothing: here is one of each fault.
#[test]
fn the_rules_find_what_they_look_for() {
    let contract = Contract::read(
        r#"
        scalar JSON
        type query_root { id: ID meals(first: Int): MealConnection week(number: Int): Int! personnummer: String schoolId: ID }
        "Said." type MealConnection { "Said." edges: [MealEdge] "Said." pageInfo: PageInfo! }
        "Said." type Old { "Said." a: Int! @deprecated(reason: "No longer used") }
        "Said." enum Face { "Said." happy }
        "Said." type Mutation { "Said." rateMeal("Said." meal: ID!, "Said." rating: Int!): Boolean! }
        "Said." enum RateMealErrorCode { "Said." NOT_FOUND "Said." UNKNOWN_DISH }
        "Said." type RateMealError { "Said." message: String! }
        "#,
    );
    let rules: [fn(&Contract) -> Vec<String>; 12] = [
        texts::undescribed,
        texts::vague_deprecations,
        texts::misspelled,
        shapes::shapeless_scalars,
        shapes::breakable,
        shapes::ids_of_no_node,
        shapes::nullable_lists,
        shapes::incomplete_connections,
        shapes::bare_references,
        mutations::irregular,
        mutations::irregular_errors,
        mutations::misnamed_codes,
    ];
    for (number, rule) in rules.into_iter().enumerate() {
        assert!(!rule(&contract).is_empty(), "rule {number} is blind");
    }
    assert!(texts::undescribed(&contract).contains(&"query_root.meals(first) is not described".to_owned()));
}
