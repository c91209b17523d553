// Relay: artefacts of its compiler, run by its runtime with a normalising store.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import relay from 'relay-runtime';
import { silent } from './console.mjs';

const { Environment, Network, RecordSource, Store, commitMutation, createOperationDescriptor, fetchQuery } = relay;

// The compiler writes imports without the ending that Node.js demands.
const folder = 'relay/__generated__';
for (const name of readdirSync(folder)) {
  const text = readFileSync(`${folder}/${name}`, 'utf8');
  writeFileSync(`${folder}/${name}`, text.replace(/from '(\.\/[^']+\.graphql)'/g, "from '$1.js'"));
}
const artefact = async name => (await import(`./${folder}/${name}.graphql.js`)).default;

const environment = token =>
  new Environment({
    store: new Store(new RecordSource()),
    network: Network.create(async ({ text }, variables) => {
      const response = await fetch(`${process.env.ORIGIN}/9901/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) },
        body: JSON.stringify({ query: text, variables }),
      });
      return response.json();
    }),
  });

await silent('relay', async () => {
  const phone = environment();
  const schools = await artefact('operationsSchoolsQuery');
  const first = await fetchQuery(phone, schools, {}).toPromise();
  assert.equal(first.municipality.code, '9901');
  const page = await artefact('operationsSchoolsPageQuery');
  const refetch = page.params.metadata.connection ?? page.params.metadata.refetch;
  const variables = { count: 1, cursor: null, id: first.municipality.id };
  await fetchQuery(phone, page, variables).toPromise();
  const kept = phone.lookup(createOperationDescriptor(schools, {}).fragment);
  assert.equal(kept.isMissingData, false, `a page evicted the first screen (${refetch})`);

  const guardian = environment(process.env.GUARDIAN);
  const people = await artefact('operationsPeopleQuery');
  const asked = await fetchQuery(guardian, people, {}).toPromise();
  assert.ok(asked.viewer.children.length > 0);
  const { data } = guardian.lookup(createOperationDescriptor(people, {}).fragment);
  assert.deepEqual(JSON.parse(JSON.stringify(data)), JSON.parse(JSON.stringify(asked)), 'people are mixed up');

  const input = {
    kind: 'FAULT_REPORT', title: 'Lampan är trasig', body: 'Lampan vid lekplatsen lyser inte.', isAnonymous: true,
    idempotencyKey: randomUUID(),
  };
  const mutation = await artefact('operationsFileMutation');
  const file = () => new Promise((resolve, reject) => {
    commitMutation(phone, { mutation, variables: { input }, onCompleted: resolve, onError: reject });
  });
  const [filed, again] = [await file(), await file()];
  assert.deepEqual(filed.fileSubmission.errors, []);
  assert.equal(again.fileSubmission.trackingCode, filed.fileSubmission.trackingCode);
});
