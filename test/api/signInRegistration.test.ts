import { describe, expect, test } from 'vitest';
import { signInAs, stranger, useSignIn } from '../support/useSignIn.ts';

const setup = await useSignIn();
const tenant = await setup.tenant({ automaticRegistration: true });

async function usersOf({ objectId }: { objectId: string }) {
  const { body } = await tenant.scim.send('GET', `/Users?filter=externalId+eq+%22${objectId}%22`);
  return body.Resources;
}

describe('where people are registered automatically', () => {
  test('somebody new is created as SCIM would create them, and signed in', async () => {
    const jane = stranger();
    const { browser, reply } = await signInAs(setup, tenant.url, jane);
    expect(reply.status).toBe(303);
    expect((await browser.get(`${tenant.url}/me`)).status).toBe(200);
    const [user, ...others] = await usersOf(jane);
    expect(others).toEqual([]);
    expect(user).toMatchObject({
      ...{ userName: jane.userName, externalId: jane.objectId, displayName: jane.displayName, active: true },
      name: { givenName: 'Given', familyName: 'Family' },
      emails: [{ type: 'work', value: jane.email, primary: true }],
      'urn:ietf:params:scim:schemas:extension:uniFLOWOnline:2.0:User': { localUsername: jane.nickname },
    });
    const { body } = await tenant.scim.send('GET', `/provisioningLog?user=${jane.objectId}`);
    expect(body.Resources.map(({ action, actor }) => [action, actor])).toEqual(
      ['signIn', 'create'].map((action) => [
        action,
        { tenant: tenant.name, credential: { id: 'single-sign-on', label: 'Single sign-on' } },
      ]),
    );
  });

  test('somebody who signs in again, or in two windows at once, is created once', async () => {
    const jane = stranger();
    const replies = await Promise.all([1, 2].map(() => signInAs(setup, tenant.url, jane)));
    expect(replies.map(({ reply }) => reply.status)).toEqual([303, 303]);
    await signInAs(setup, tenant.url, jane);
    expect(await usersOf(jane)).toHaveLength(1);
  });

  test('somebody who was disabled stays disabled', async () => {
    const jane = await tenant.provision({ active: false });
    expect((await signInAs(setup, tenant.url, jane)).reply.status).toBe(403);
    expect(await usersOf(jane)).toMatchObject([{ active: false }]);
    expect(await tenant.lastEntry()).toMatchObject({ refusal: { reason: 'userDisabled' } });
  });

  test('somebody with the userName of another is refused, and changes nobody', async () => {
    const jane = await tenant.provision({ active: false });
    const impostor = { ...stranger(), userName: jane.userName };
    expect((await signInAs(setup, tenant.url, impostor)).reply.status).toBe(403);
    expect(await tenant.lastEntry()).toMatchObject({
      externalId: impostor.objectId,
      refusal: { reason: 'registrationRefused' },
    });
    expect(await usersOf(impostor)).toEqual([]);
    expect(await usersOf(jane)).toMatchObject([{ active: false, externalId: jane.objectId }]);
  });
});
