/** A command that sends Entra's Test connection request, to be pasted into a terminal. */
export function tryIt(tenantUrl: string, token: string): string {
  return [
    'The secret token is shown this once. Try it:',
    '',
    `  curl -H "Authorization: Bearer ${token}" "${tenantUrl}/Users?filter=userName+eq+%22jane@example.com%22"`,
  ].join('\n');
}
