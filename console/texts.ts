// Every text of the console stands in this file.

/** What an answer of each status is called; 0 is no answer. */
const problemTitles: Readonly<Record<number, string>> = {
  0: 'No answer',
  400: 'The service can’t take that',
  403: 'Not allowed',
  404: 'Not found',
  409: 'Not possible now',
  412: 'Changed elsewhere',
  429: 'Too many requests',
  503: 'The service is not available',
};

const problemAdvice: Readonly<Record<number, string>> = {
  403: 'Your role does not allow this. Ask an administrator of the deployment.',
  412: 'Somebody else has changed it meanwhile. Read it again, and then repeat your change.',
};

export const texts = {
  product: 'uniflow-scim console',
  loading: 'Loading…',
  refresh: 'Refresh',
  cancel: 'Cancel',
  yes: 'Yes',
  no: 'No',
  none: 'None',
  copy: 'Copy',
  copyLabel: (what: string) => `Copy: ${what}`,
  copied: (what: string) => `Copied: ${what}`,
  copyFailed: 'The browser did not let the page copy. Select the text and copy it.',

  problem: {
    title: 'That did not work',
    titles: problemTitles,
    advice: problemAdvice,
    offline: 'This computer is offline. The page tries again when the connection is back.',
    unreachable: 'The service does not answer. Check the connection, and try again.',
    unexplained: (status: number) => `The service answered ${status} without an explanation.`,
    noBody: 'The service answered without a body.',
    requestId: 'Request id:',
    code: 'Error:',
    retry: 'Try again',
    retryIn: (seconds: number) => `Try again in ${seconds} s`,
  },

  frame: {
    skip: 'Skip to the content',
    places: 'Places',
    above: 'You are in',
    tenants: 'Tenants',
    ownTenant: 'Identity provider',
    release: (version: string) => `Release ${version}`,
    signOut: 'Sign out',
    roles: { reader: 'Reader', support: 'Support', admin: 'Administrator' },
    tenantRole: (tenant: string) => `Tenant ${tenant}`,
    endsSoon: 'Nobody has used this page for 14 minutes. It signs out in a minute.',
    stay: 'Stay signed in',
  },

  notFound: { title: 'There is nothing here', home: 'To the start of the console' },

  signIn: {
    title: 'Sign in',
    introduction:
      'Paste a management token of the deployment. An operator makes one by: uniflow-scim management add',
    token: 'Token',
    tokenHint: 'It begins with ufscim_.',
    tokenMissing: 'Paste a token.',
    ownTenant: 'I have a credential of one tenant',
    tenant: 'Tenant name',
    tenantHint: 'The last part of its provisioning tenant URL. Its credential needs the scope “management”.',
    submit: 'Sign in',
    kept: 'The page keeps the token in memory only: it is gone when you reload, close the page, sign out, or do nothing for 15 minutes.',
    reasons: {
      asked: 'You are signed out.',
      idle: 'You were signed out, because nobody used the page for 15 minutes.',
      refused: 'You were signed out: the service no longer accepts the token.',
    },
  },

  pager: {
    label: 'Pages',
    previous: 'Previous',
    next: 'Next',
    position: (page: number, pages: number) => `Page ${page} of ${pages}`,
  },

  confirm: {
    type: (text: string) => `Type ${text} to confirm`,
    mismatch: (text: string) => `This is not “${text}”.`,
  },

  attention: {
    damaged: 'Can’t be read',
    credentialExpired: 'No valid credential',
    noCredential: 'No credential',
    quiet: 'Quiet',
    refused: 'Refused changes',
    credentialExpiring: 'Credential expires',
    restoring: 'Being restored',
    removing: 'Being removed',
  },

  tenants: {
    title: 'Tenants',
    add: 'Add identity provider',
    search: 'Search by name',
    state: 'Provisioning',
    states: {
      all: 'All',
      on: 'On',
      off: 'Off',
      removing: 'Being removed',
      attention: 'Needs attention',
    },
    columns: {
      name: 'Name',
      provisioning: 'Provisioning',
      lastSeen: 'Last seen',
      users: 'Users',
      groups: 'Groups',
      refused: 'Refused in 24 h',
      attention: 'Attention',
      created: 'Added',
    },
    csv: [
      ...['name', 'displayName', 'state', 'created', 'tenantUrl', 'lastSeen', 'users', 'groups'],
      ...['requestsIn24Hours', 'refusedIn24Hours', 'nextExpiry', 'attention'],
    ],
    export: 'Export CSV',
    count: (found: number, all: number) =>
      found === all ? `${all} ${all === 1 ? 'tenant' : 'tenants'}` : `${found} of ${all} tenants`,
    none: 'There is no tenant yet',
    noneAdvice: 'A tenant is one customer. Add an identity provider to make the first one.',
    notFound: 'No tenant is like that',
    notFoundAdvice: 'Search for a shorter part of the name, or show all states.',
    never: 'Never',
    nothing: '–',
    unknown: '–',
    more: (count: number) => ` +${count}`,
  },

  add: {
    title: 'Add identity provider',
    introduction:
      'An identity provider connects one customer’s directory. Its provisioning stays off until you enable it.',
    displayName: 'Display name',
    displayNameHint: 'What people call the customer.',
    displayNameMissing: 'Give it a name.',
    name: {
      label: 'Tenant name',
      hint: (name: string) =>
        `Part of the provisioning tenant URL: …/scim/${name === '' ? '<tenant name>' : name}. It can’t be changed later.`,
      missing: 'Give it a tenant name.',
      malformed: '1 to 63 lower-case letters, digits and hyphens, with a letter or digit at both ends.',
      checking: 'Checking…',
      taken: (name: string) => `There is a tenant “${name}” already.`,
      free: 'This name is free.',
    },
    providerType: 'Provider type',
    wsFederationType: 'WS-Federation type',
    advanced: 'Advanced settings',
    save: 'Save',
    saved: (name: string) => `${name} is added. Provisioning is off.`,
  },

  settings: {
    externalIdRequired: 'Users need an externalId',
    externalIdHint: 'Users are keyed by it. Leave it on unless the directory can’t send it.',
    cardNumberUnique: 'One card is one person',
    cardNumberHint: 'Once off, it can be turned on again only while the tenant has no users.',
    groupNameUnique: 'No two groups have the same name',
    groupNameHint: 'Once off, it stays off.',
    ownPinRule: 'A PIN rule of its own',
    pinRule: 'PIN rule',
    pinHint: 'Otherwise the rule of the deployment holds.',
    pinMin: 'Shortest PIN',
    pinMax: 'Longest PIN',
    pinAlphabet: 'Characters',
    pinFact: (min: number, max: number, alphabet: string) => `${min} to ${max}, ${alphabet}`,
    alphabets: { digits: 'digits', alphanumeric: 'letters and digits', printable: 'printable characters' },
    deploymentRule: 'As the deployment says',
    authentication: 'How Entra may authenticate',
    methods: {
      secretToken: 'Secret token',
      clientCredentials: 'OAuth 2.0 client credentials',
      workloadIdentity: 'Workload identity federation',
      entraToken: 'Entra’s own token (its secret token was left blank)',
    },
    entraTenantId: 'Entra tenant (directory) id',
    entraTenantHint: 'Only for Entra’s own token: the directory whose tokens are accepted.',
    logValues: 'The provisioning log holds values of attributes',
    logValuesHint: 'Old and new values of what changed; never PINs or codes.',
    logRetentionDays: 'Days that the provisioning log is kept',
    logRetentionHint: 'Empty for the number of the deployment.',
    errors: {
      pinLength: 'A number from 1 to 9999.',
      pinMax: 'A number from the shortest to 9999.',
      authentication: 'Allow at least one way.',
      guid: 'An id such as 00000000-0000-0000-0000-000000000000.',
      directory: 'Entra’s own token needs the id of the directory.',
      retention: 'A number from 1 to 3650, or nothing.',
    },
  },

  tenant: {
    sections: 'Sections of the identity provider',
    tabs: {
      general: 'General',
      provisioning: 'Provisioning',
      credentials: 'Credentials',
      users: 'Users',
      groups: 'Groups',
      log: 'Log',
      danger: 'Danger',
    },
  },

  general: {
    name: 'Tenant name',
    providerType: 'Provider type',
    wsFederationType: 'WS-Federation type',
    created: 'Added',
    users: 'Users',
    settings: 'Settings',
    save: 'Save',
    discard: 'Discard changes',
    saved: 'Saved.',
    unchanged: 'Nothing is changed.',
  },

  provisioning: {
    on: 'Provisioning is on',
    off: 'Provisioning is off',
    offAdvice:
      'Entra can’t provision this tenant yet. Enable provisioning to get the provisioning tenant URL and a credential for Entra.',
    offNotYours: 'Entra can’t provision this tenant. An administrator of the deployment enables it.',
    removing: 'This tenant is being removed',
    removingAdvice: 'See how far it is.',
    enable: 'Enable provisioning',
    addresses: 'Addresses for Entra',
    tenantUrl: 'Provisioning tenant URL',
    tokenEndpoint: 'Token endpoint',
    noTokenEndpoint: 'None: the deployment has no signing keys (SCIM_SIGNING_KEYS).',
    lastSeen: 'Last request',
    neverSeen: 'None yet',
    next: 'Next: connect Entra',
    nextAdvice:
      'In the Microsoft Entra admin center open the enterprise application, Provisioning, Admin credentials. Paste the provisioning tenant URL and the credential, click Test connection, save, and start provisioning.',
  },

  enable: {
    method: 'How does Entra authenticate?',
    methods: {
      clientCredentials: 'OAuth 2.0 client credentials (proposed)',
      workloadIdentity: 'Workload identity federation',
      secretToken: 'Secret token',
    },
    hints: {
      clientCredentials: 'Entra gets short-lived access tokens for a client id and a client secret.',
      workloadIdentity: 'Nothing secret is exchanged: the service trusts what Entra signs.',
      secretToken: 'One long-lived token, for applications whose page in Entra asks for nothing else.',
    },
    noSigningKeys: 'Not possible here: the deployment has no signing keys (SCIM_SIGNING_KEYS).',
    label: 'Label',
    labelHint: 'How people recognise the credential.',
    labelValue: 'Entra',
    hadCredential: 'Provisioning is on. The credentials that the tenant had work again.',
  },

  lifetime: {
    label: 'Valid for',
    options: {
      token: [
        ['', 'As the deployment says'],
        ['180d', '180 days'],
        ['365d', '1 year'],
        ['730d', '2 years'],
        ['never', 'No end'],
      ],
      client: [
        ['', '2 years'],
        ['365', '1 year'],
        ['1095', '3 years'],
      ],
    } as const,
  },

  federation: {
    introduction: 'In Entra choose the method workload identity. It shows these values: paste them here.',
    issuer: 'Issuer',
    issuerHint: 'A URL that contains the id of the directory.',
    subject: 'Subject',
    subjectHint: 'The object id of Microsoft’s provisioning application in the customer’s directory.',
    audience: 'Audience',
    audienceHint: 'For example api://<application id>/.default',
    errors: {
      issuer: 'Paste the issuer: it contains an id such as 00000000-0000-0000-0000-000000000000.',
      subject: 'An id such as 00000000-0000-0000-0000-000000000000.',
      audience: 'Paste the audience.',
    },
  },

  shownOnce: {
    title: (displayName: string) => `Credentials of ${displayName}`,
    introduction:
      'Paste these values into the Microsoft Entra admin center: enterprise application, Provisioning, Admin credentials.',
    federation: 'Paste these values into the page of Entra that shows issuer, subject and audience.',
    tenantUrl: 'Provisioning tenant URL',
    secretToken: 'Provisioning secret token',
    tokenEndpoint: 'Token endpoint',
    clientId: 'Client ID',
    clientSecret: 'Client secret',
    goesTo: {
      tenantUrl: 'Goes to the field “Tenant URL”.',
      secretToken: 'Goes to the field “Secret token”.',
      tokenEndpoint: 'Goes to the field “Token endpoint”.',
      clientId: 'Goes to the field “Client identifier”.',
      clientSecret: 'Goes to the field “Client secret”.',
    },
    secret: 'Shown this once.',
    once: 'The service can’t show the secret again',
    lost: 'Store it where it is safe, or paste it now. If it is lost, make a new one under Credentials.',
    stored: 'I have stored it',
    notStored: 'Say that you have stored it, then close.',
    close: 'Close',
  },
} as const;
