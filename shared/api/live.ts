import { version } from '../../generated/version.ts';
import type { Answer } from './response.ts';

/**
 * GET /health/live: the process answers. It asks nobody, and needs no setting: a restart mends neither storage nor settings.
 */
export function live(): Answer {
  return { status: 200, body: { status: 'alive', version }, mediaType: 'application/json' };
}
