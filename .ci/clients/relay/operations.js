// What relay-compiler reads; relay.mjs runs the artefacts that it writes.
graphql`
  fragment operations_schools on Municipality
  @argumentDefinitions(count: { type: "Int", defaultValue: 1 }, cursor: { type: "String" })
  @refetchable(queryName: "operationsSchoolsPageQuery") {
    schools(first: $count, after: $cursor) @connection(key: "operations_schools") {
      edges { node { id calendarPath } }
    }
  }
`;
graphql`
  query operationsSchoolsQuery {
    municipality { id code ...operations_schools }
  }
`;
graphql`
  query operationsPeopleQuery {
    viewer { id displayName isStronglyAuthenticated person { id } children { id guardians { displayName isBlocked person { id } } } }
  }
`;
graphql`
  mutation operationsFileMutation($input: FileSubmissionInput!) {
    fileSubmission(input: $input) { submission { id number status } trackingCode errors { message field } }
  }
`;
