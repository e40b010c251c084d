/** The process that runs Azurite's table service on SQLite. */
import { runTableServer } from './tables/run.ts';

await runTableServer();
