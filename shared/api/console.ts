import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { HttpRequest } from '@azure/functions';
import { pathNotFound } from '../scim/errors/request.ts';
import type { Config } from '../config/config.ts';
import type { Answer, Call } from './endpoint.ts';

/** Asks browsers to come by HTTPS for a year (RFC 6797). */
const strictTransport = { 'Strict-Transport-Security': 'max-age=31536000' };

/** GET /console and every path below it: the page, which finds its own way from the path. */
export async function getConsolePage(call: Call): Promise<Answer> {
  const page = await consoleFile(pageName);
  if (page === undefined) throw notThere();
  return fileAnswer(call, page, 'text/html; charset=utf-8', {
    'Cache-Control': 'no-store',
    'Content-Security-Policy': contentSecurityPolicy(call.service.config),
    'Referrer-Policy': 'no-referrer',
  });
}

const mediaTypes: Readonly<Record<string, string>> = {
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
};

/** GET /console/files/{name}: a script or a style sheet. The hash in its name changes with its content. */
export async function getConsoleFile(call: Call): Promise<Answer> {
  const { name = '' } = call.request.params;
  const mediaType = mediaTypes[name.slice(name.lastIndexOf('.') + 1)];
  const file = await consoleFile(name);
  if (file === undefined || mediaType === undefined) throw notThere();
  return fileAnswer(call, file, mediaType, { 'Cache-Control': 'public, max-age=31536000, immutable' });
}

const notThere = () => pathNotFound('The console begins at /console.');

/**
 * Scripts and styles of this origin alone, requests to it and to the Entra by which operators sign in; no script makes
 * markup of text.
 */
function contentSecurityPolicy({ operators, entraAuthority }: Config): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    operators === undefined ? "connect-src 'self'" : `connect-src 'self' ${entraAuthority}`,
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",
  ].join('; ');
}

function fileAnswer(
  { request, service }: Call,
  { bytes, gzipped }: ConsoleFile,
  mediaType: string,
  headers: Readonly<Record<string, string>>,
): Answer {
  const compressed = acceptsGzip(request);
  return {
    status: 200,
    bytes: compressed ? gzipped : bytes,
    mediaType,
    headers: {
      ...headers,
      'X-Content-Type-Options': 'nosniff',
      Vary: 'Accept-Encoding',
      ...(compressed ? { 'Content-Encoding': 'gzip' } : {}),
      ...((service.config.publicUrl ?? request.url).startsWith('https:') ? strictTransport : {}),
    },
  };
}

function acceptsGzip({ headers }: HttpRequest): boolean {
  return /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/i.test(headers.get('accept-encoding') ?? '');
}

/** A file of the web console, as the build made it. */
interface ConsoleFile {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly gzipped: Uint8Array<ArrayBuffer>;
}

/** The page; every other file has the hash of its content in its name. */
const pageName = 'index.html';

/** `dist/console/`, beside the bundle, or from the source. */
const folder = import.meta.filename.endsWith('.ts')
  ? join(import.meta.dirname, '../../dist/console')
  : join(import.meta.dirname, 'console');

let known: Promise<ReadonlyMap<string, ConsoleFile>> | undefined;

/** The file of this name; undefined if there is none. The first call reads all files, so that no cold start has to. */
async function consoleFile(name: string): Promise<ConsoleFile | undefined> {
  known ??= readFiles().catch((error: unknown) => {
    known = undefined;
    throw error;
  });
  return (await known).get(name);
}

async function readFiles(): Promise<ReadonlyMap<string, ConsoleFile>> {
  const names = await readdir(folder);
  return new Map(
    await Promise.all(names.map(async (name): Promise<[string, ConsoleFile]> => [name, await read(name)])),
  );
}

async function read(name: string): Promise<ConsoleFile> {
  const bytes = await readFile(join(folder, name));
  return { bytes, gzipped: await promisify(gzip)(bytes, { level: 9 }) };
}
