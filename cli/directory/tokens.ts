import { randomUUID } from 'node:crypto';
import { assertionOf, responseWith, type AssertionContent, type DirectoryPerson } from './assertion.ts';
import { newDirectoryKey, type DirectoryKey } from './directoryKey.ts';
import { metadataDocument } from './metadataDocument.ts';
import { signXml, type SignatureForm } from './sign.ts';

/** What a test changes in the next tokens. */
export interface Spoiling {
  /** The assertion before it is signed. */
  readonly content?: (content: AssertionContent) => AssertionContent;
  readonly form?: SignatureForm;
  /** What is posted. */
  readonly wresult?: (wresult: string) => string;
}

const minuteMs = 60_000;

/** Entra's tokens begin five minutes early and last an hour. */
const earlyMinutes = 5;
const lifetimeMinutes = 65;

/** What one directory signs. */
export class DirectoryTokens {
  readonly directoryId: string;
  /** Entity id of the metadata, and issuer of the assertions. */
  readonly issuer: string;
  #keys: readonly [DirectoryKey, DirectoryKey];
  #spoiling: Spoiling = {};

  static async start(directoryId: string): Promise<DirectoryTokens> {
    return new DirectoryTokens(directoryId, await newKeyPair(new Date()));
  }

  private constructor(directoryId: string, keys: readonly [DirectoryKey, DirectoryKey]) {
    this.directoryId = directoryId;
    this.issuer = `https://sts.windows.net/${directoryId}/`;
    this.#keys = keys;
  }

  /** The key that signs. The other one is published, too, as the next one. */
  get key(): DirectoryKey {
    return this.#keys[0];
  }

  /** Replaces both keys. */
  async rollOver(): Promise<void> {
    this.#keys = await newKeyPair(new Date());
  }

  spoil(spoiling: Spoiling): void {
    this.#spoiling = spoiling;
  }

  metadata(passiveEndpoint: string): Promise<string> {
    return metadataDocument({ entityId: this.issuer, passiveEndpoint, keys: this.#keys });
  }

  /** The `wresult` with which a person signs in to a relying party. */
  async tokenFor(person: DirectoryPerson, realm: string): Promise<string> {
    const notBefore = new Date(new Date().getTime() - earlyMinutes * minuteMs);
    const notOnOrAfter = new Date(notBefore.getTime() + lifetimeMinutes * minuteMs);
    const content: AssertionContent = {
      id: `_${randomUUID()}`,
      issuer: this.issuer,
      directoryId: this.directoryId,
      nameId: person.objectId,
      audience: realm,
      ...{ person, notBefore, notOnOrAfter },
    };
    const spoiling = this.#spoiling;
    const assertion = assertionOf(spoiling.content?.(content) ?? content);
    const wresult = responseWith(await signXml(assertion, this.key, spoiling.form), content);
    return spoiling.wresult?.(wresult) ?? wresult;
  }
}

function newKeyPair(now: Date): Promise<[DirectoryKey, DirectoryKey]> {
  return Promise.all([newDirectoryKey(now), newDirectoryKey(now)]);
}
