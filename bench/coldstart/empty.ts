/** The smallest function app: what every app pays for Node, the platform's library and one answer. */
import { app } from '@azure/functions';

app.http('empty', { methods: ['GET'], authLevel: 'anonymous', handler: () => ({ status: 200 }) });
