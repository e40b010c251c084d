import type { Answer } from '../http/response.ts';

/** GET /health/live: the process answers. It asks nobody: who restarts what does not live must not restart it for storage. */
export function live(): Answer {
  return { status: 200, body: { status: 'alive' }, mediaType: 'application/json' };
}
