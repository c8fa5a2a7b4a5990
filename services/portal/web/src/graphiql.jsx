import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import './graphiql.css';

const main = document.getElementById('graphiql');
const workers = { json: main.dataset.jsonWorker, graphql: main.dataset.graphqlWorker };

globalThis.MonacoEnvironment = {
  getWorker: (_, label) => new Worker(workers[label] ?? main.dataset.editorWorker),
};

const fetcher = createGraphiQLFetcher({ url: '/graphql' });
const welcome = `# One question, several cities. Ctrl+Enter runs it.
{
  playgrounds(first: 5) {
    totalCount
    nodes { id city name }
    pageInfo { hasNextPage endCursor }
  }
}
`;

createRoot(main).render(<GraphiQL fetcher={fetcher} defaultQuery={welcome} />);
