import { getConsoleFile, getConsolePage } from '../shared/api/console.ts';
import { consoleServed } from '../shared/service.ts';
import { servePublic } from './register.ts';

// The host tries the name that sorts first: the page answers what is no file.
if (consoleServed()) {
  servePublic('consoleFile', 'GET', 'console/files/{name}', getConsoleFile);
  servePublic('consolePage', 'GET', 'console/{*path}', getConsolePage);
}
