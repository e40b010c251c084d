import { defineConfig } from 'vitest/config';

/** What needs Microsoft's Bicep compiler: "npm run check:infra" runs it. */
export default defineConfig({ test: { include: ['test/infra/**/*.check.ts'] } });
