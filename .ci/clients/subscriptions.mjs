// graphql-ws: what is published is heard, by whom may hear it; queries and mutations run over the same socket.
import assert from 'node:assert/strict';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';
import { silent } from './console.mjs';

const open = token =>
  createClient({
    url: `${process.env.ORIGIN.replace('http', 'ws')}/9901/graphql`,
    webSocketImpl: WebSocket,
    retryAttempts: 0,
    connectionParams: { Authorization: `Bearer ${token}` },
  });
const ask = async (client, query, variables) => {
  for await (const { data, errors } of client.iterate({ query, variables })) {
    assert.equal(errors, undefined, JSON.stringify(errors));
    return data;
  }
};

await silent('graphql-ws', async () => {
  const [guardian, educator] = [open(process.env.GUARDIAN), open(process.env.EDUCATOR)];
  const { viewer } = await ask(educator, '{ viewer { groups { id } } }');
  const heard = guardian.iterate({ query: 'subscription { postPublished { id title viewerHasRead } }' });
  const next = heard.next();
  // The guardian's socket answers in turn: once this is answered, the subscription stands.
  await ask(guardian, '{ viewer { id } }');
  const input = { groupId: viewer.groups[0].id, title: 'Skogen', body: 'I dag var vi i skogen.' };
  const post = 'mutation ($input: PublishPostInput!) { publishPost(input: $input) { post { id } errors { message } } }';
  const { publishPost } = await ask(educator, post, { input });
  assert.deepEqual(publishPost.errors, []);
  const { value } = await next;
  assert.equal(value.data.postPublished.id, publishPost.post.id);
  await heard.return();
  await Promise.all([guardian.dispose(), educator.dispose()]);
});
