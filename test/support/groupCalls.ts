import type { StorageCall } from './storageProxy.ts';

/** Names storage calls in their order: what each is for, and the how manyeth of its kind it is. */
export class CallNames {
  readonly seen: string[] = [];

  next(call: StorageCall): string {
    const kind = kindOf(call);
    const name = `${kind} ${this.seen.filter((each) => each.startsWith(`${kind} `)).length + 1}`;
    this.seen.push(name);
    return name;
  }
}

/**
 * What a call is: of transactions the plan of a large change, the preparation of its members, the commit of any change or
 * deletion, a part that is carried out, the marks of a member that is leaving, or the end of one of its memberships.
 */
function kindOf({ method, url, body }: StorageCall): string {
  if (!url.includes('$batch'))
    return `${method} ${/RowKey(?:=| ge )'([a-z]+):/.exec(decodeURIComponent(url))?.[1] ?? ''}`;
  const changes = (verb: string, prefix: string) =>
    new RegExp(`^${verb} \\S+RowKey='${prefix}%3A`, 'm').test(body);
  if (body.includes('"RowKey":"a:')) return 'commit';
  if (changes('DELETE', 'p')) return 'part';
  if (changes('PUT', 'p')) return 'plan';
  if (body.includes('"leaving"')) return 'marks';
  return changes('DELETE', 'm') ? 'ending' : 'members';
}
