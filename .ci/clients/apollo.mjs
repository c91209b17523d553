// Apollo Client with its cache as it is by default: screens that are opened one after the other keep each other's data,
// nobody is mixed up with somebody else, and the console stays silent.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { ApolloClient, HttpLink, InMemoryCache, gql } from '@apollo/client';
import { SetContextLink } from '@apollo/client/link/context';
import { loadDevMessages, loadErrorMessages } from '@apollo/client/dev';
import { buildSchema, isAbstractType } from 'graphql';
import { silent } from './console.mjs';

loadDevMessages();
loadErrorMessages();

const schema = buildSchema(readFileSync('schema.graphql', 'utf8'));
const possibleTypes = Object.fromEntries(
  Object.values(schema.getTypeMap())
    .filter(isAbstractType)
    .map(type => [type.name, schema.getPossibleTypes(type).map(possible => possible.name)]),
);

const client = token =>
  new ApolloClient({
    cache: new InMemoryCache({ possibleTypes }),
    link: new SetContextLink(({ headers }) => ({
      headers: { ...headers, ...(token && { authorization: `Bearer ${token}` }) },
    })).concat(new HttpLink({ uri: `${process.env.ORIGIN}/9901/graphql` })),
  });

const SERVICES = gql`
  query Services {
    municipality { id code services(first: 3) { nodes { id department { id } } } }
  }
`;
const SCHOOLS = gql`
  query Schools {
    municipality { id schools(first: 2) { nodes { id weekMenu { firstDay days { date meals { id version } } } } } }
  }
`;
const PEOPLE = gql`
  query People {
    viewer { id displayName isStronglyAuthenticated person { id } children { id guardians { displayName isBlocked person { id } } } }
  }
`;
const NODE = gql`
  query Anything($id: ID!) { node(id: $id) { __typename id ... on School { calendarPath } } }
`;

await silent('apollo', async () => {
  const phone = client();
  const services = (await phone.query({ query: SERVICES })).data;
  const schools = (await phone.query({ query: SCHOOLS })).data;
  assert.deepEqual(phone.readQuery({ query: SERVICES }), services, 'the second screen evicted the first');
  assert.deepEqual(phone.readQuery({ query: SCHOOLS }), schools);
  const school = schools.municipality.schools.nodes[0];
  const { data } = await phone.query({ query: NODE, variables: { id: school.id } });
  assert.equal(data.node.__typename, 'School');
  assert.match(data.node.calendarPath, /menu\.ics$/);
  assert.deepEqual(phone.readQuery({ query: SCHOOLS }), schools);

  const guardian = client(process.env.GUARDIAN);
  const people = (await guardian.query({ query: PEOPLE })).data;
  assert.ok(people.viewer.children.length > 0);
  assert.deepEqual(guardian.readQuery({ query: PEOPLE }), people, 'people are mixed up in the cache');
  const { viewer } = guardian.readQuery({ query: gql`{ viewer { id displayName isStronglyAuthenticated } }` });
  assert.equal(viewer.displayName, people.viewer.displayName);
});
