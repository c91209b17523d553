// GraphiQL, wired to the GraphQL endpoint beside the page: `/2281/graphiql` asks `/2281/graphql`, over HTTP for
// queries and mutations and over graphql-transport-ws for subscriptions.
import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';

import '@graphiql/react/style.css';
import '@graphiql/plugin-doc-explorer/style.css';
import '@graphiql/plugin-history/style.css';
import 'graphiql/graphiql.css';
import './page.css';

globalThis.MonacoEnvironment = {
  getWorker(_id, label) {
    const name = label === 'json' || label === 'graphql' ? label : 'editor';
    return new Worker(new URL(`./${name}.worker.js`, import.meta.url), { type: 'module' });
  },
};

const root = document.getElementById('graphiql');
const endpoint = new URL('graphql', location.href);
endpoint.hash = '';
endpoint.search = '';
const socket = new URL(endpoint);
socket.protocol = endpoint.protocol.replace('http', 'ws');

const ask = createGraphiQLFetcher({
  url: endpoint.href,
  subscriptionUrl: socket.href,
});

// The headers editor starts with an `Authorization` to fill in. As long as it is empty it is not sent: the server would
// refuse it, for an unreadable login is never taken for none.
function fetcher(parameters, options) {
  const headers = Object.entries(options?.headers ?? {}).filter(([, value]) => value !== '');
  return ask(parameters, { ...options, headers: Object.fromEntries(headers) });
}

// One host serves many municipalities: what was typed for one must not turn up at another.
const prefix = `${endpoint.pathname}:`;
const storage = {
  get length() {
    return keys().length;
  },
  getItem: key => localStorage.getItem(prefix + key),
  setItem: (key, value) => localStorage.setItem(prefix + key, withoutHeaders(key, value)),
  removeItem: key => localStorage.removeItem(prefix + key),
  clear: () => keys().forEach(key => localStorage.removeItem(key)),
};

// The history keeps headers even where the setting says not to. A token has no business in a browser's storage unless
// somebody asked for it.
function withoutHeaders(key, value) {
  const keptOnPurpose = storage.getItem('graphiql:shouldPersistHeaders') === 'true';
  if (keptOnPurpose || !/:(queries|favorites)$/.test(key)) return value;
  return JSON.stringify(JSON.parse(value), (name, kept) => (name === 'headers' ? undefined : kept));
}

function keys() {
  return Object.keys(localStorage).filter(key => key.startsWith(prefix));
}

// A link may bring a query, variables and headers. They stay behind the `#`, where no server and no log sees them, and
// leave the address bar at once, because a header may hold a token. Nothing runs by itself.
const link = new URLSearchParams(location.hash.slice(1));
if (location.hash) {
  history.replaceState(null, '', location.pathname + location.search);
}
const brought = name => link.get(name) ?? undefined;

createRoot(root).render(
  <GraphiQL
    fetcher={fetcher}
    storage={storage}
    defaultQuery={root.dataset.query}
    initialQuery={brought('query')}
    initialVariables={brought('variables')}
    initialHeaders={brought('headers')}
    defaultHeaders={'{\n  "Authorization": ""\n}'}
    defaultEditorToolsVisibility="headers"
  >
    <GraphiQL.Logo>
      <h1>{root.dataset.name}</h1>
    </GraphiQL.Logo>
  </GraphiQL>,
);

// GraphiQL says that each tab is a tab and puts two buttons into it, which no screen reader can tell: they are a list of
// buttons, of which one is the current.
new MutationObserver(() => {
  const tabs = root.querySelector('.graphiql-tabs[role]');
  tabs?.removeAttribute('role');
  for (const tab of root.querySelectorAll('.graphiql-tab')) {
    if (tab.hasAttribute('role')) tab.removeAttribute('role');
    const isCurrent = String(tab.classList.contains('graphiql-tab-active'));
    const button = tab.querySelector('.graphiql-tab-button');
    if (button && button.getAttribute('aria-current') !== isCurrent) button.setAttribute('aria-current', isCurrent);
    if (tab.hasAttribute('aria-selected')) tab.removeAttribute('aria-selected');
  }
}).observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: ['class', 'role', 'aria-selected'] });
