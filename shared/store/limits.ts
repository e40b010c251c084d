/**
 * Maximum size of one user. A write rewrites every row of a user in one transaction, which Table Storage limits to 100
 * operations and 4 MiB.
 */
export const maxUserBytes = 65_536;
export const maxEmails = 20;

/** Characters in one property of a row: Table Storage allows 32 Ki. */
export const documentPieceLength = 30_000;

/** Operations in one transaction of Table Storage. */
export const maxTransactionOperations = 100;

/** Time that one request may spend on storage, in milliseconds; the host cuts answers at 230 s. */
export const requestDeadlineMs = 60_000;

/**
 * Time for one attempt of a storage call, in milliseconds: a lost packet costs this much, and not the whole request.
 */
export const attemptTimeoutMs = 10_000;

/** How often a storage call is attempted. Even if each attempt hangs, that leaves time within `requestDeadlineMs`. */
export const maxAttempts = 4;
