/** The languages of the pages. */
const languages = ['en', 'de', 'fr', 'ja'] as const;

export type Language = (typeof languages)[number];

/**
 * The language that a browser prefers (RFC 9110 §12.5.4), English if it names none of them.
 *
 * @param accepted the header `Accept-Language`.
 */
export function preferredLanguage(accepted: string | null): Language {
  const wanted = (accepted ?? '')
    .slice(0, 500)
    .split(',')
    .map((part, place) => {
      const [tag = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((text) => text.startsWith('q='))?.slice(2);
      return { language: tag.split('-')[0], quality: quality === undefined ? 1 : Number(quality), place };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((left, right) => right.quality - left.quality || left.place - right.place);
  for (const { language } of wanted) {
    const known = languages.find((each) => each === language);
    if (known !== undefined) return known;
  }
  return 'en';
}

/** Every text of the pages of single sign-on. None holds HTML. */
export interface Texts {
  readonly title: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly signedOut: string;
  readonly notSignedIn: string;
  readonly name: string;
  readonly userName: string;
  readonly cardNumber: string;
  readonly noCard: string;
  readonly confirmSignOut: string;
  readonly tryAgain: string;
  readonly requestId: string;
  /** One for all reasons. */
  readonly refused: string;
  readonly notFound: string;
  readonly wrongAddress: string;
  readonly tooMany: string;
  readonly unavailable: string;
}

const en: Texts = {
  title: 'Sign-in',
  signIn: 'Sign in',
  signOut: 'Sign out',
  signedOut: 'You are signed out.',
  notSignedIn: 'You are not signed in.',
  name: 'Name',
  userName: 'User name',
  cardNumber: 'Card number',
  noCard: 'No card is registered.',
  confirmSignOut: 'Do you want to sign out?',
  tryAgain: 'Try again',
  requestId: 'Request id',
  refused:
    'You could not be signed in. Try again; if it happens again, tell your administrator the request id.',
  notFound: 'There is no sign-in at this address.',
  wrongAddress: 'This link leads to an address that is not allowed.',
  tooMany: 'There were too many attempts. Wait a minute, and try again.',
  unavailable: 'The sign-in is not available at the moment. Try again in a minute.',
};

const de: Texts = {
  title: 'Anmeldung',
  signIn: 'Anmelden',
  signOut: 'Abmelden',
  signedOut: 'Sie sind abgemeldet.',
  notSignedIn: 'Sie sind nicht angemeldet.',
  name: 'Name',
  userName: 'Benutzername',
  cardNumber: 'Kartennummer',
  noCard: 'Es ist keine Karte registriert.',
  confirmSignOut: 'Möchten Sie sich abmelden?',
  tryAgain: 'Erneut versuchen',
  requestId: 'Anfrage-ID',
  refused:
    'Sie konnten nicht angemeldet werden. Versuchen Sie es erneut; wenn es wieder geschieht, nennen Sie Ihrem Administrator die Anfrage-ID.',
  notFound: 'Unter dieser Adresse gibt es keine Anmeldung.',
  wrongAddress: 'Dieser Link führt zu einer Adresse, die nicht erlaubt ist.',
  tooMany: 'Es gab zu viele Versuche. Warten Sie eine Minute, und versuchen Sie es erneut.',
  unavailable: 'Die Anmeldung ist im Moment nicht möglich. Versuchen Sie es in einer Minute erneut.',
};

const fr: Texts = {
  title: 'Connexion',
  signIn: 'Se connecter',
  signOut: 'Se déconnecter',
  signedOut: 'Vous êtes déconnecté.',
  notSignedIn: "Vous n'êtes pas connecté.",
  name: 'Nom',
  userName: "Nom d'utilisateur",
  cardNumber: 'Numéro de carte',
  noCard: "Aucune carte n'est enregistrée.",
  confirmSignOut: 'Voulez-vous vous déconnecter ?',
  tryAgain: 'Réessayer',
  requestId: 'Identifiant de la demande',
  refused:
    "La connexion a échoué. Réessayez ; si cela se reproduit, indiquez l'identifiant de la demande à votre administrateur.",
  notFound: "Il n'y a pas de connexion à cette adresse.",
  wrongAddress: "Ce lien mène à une adresse qui n'est pas autorisée.",
  tooMany: 'Il y a eu trop de tentatives. Attendez une minute, puis réessayez.',
  unavailable: "La connexion n'est pas disponible pour le moment. Réessayez dans une minute.",
};

const ja: Texts = {
  title: 'サインイン',
  signIn: 'サインイン',
  signOut: 'サインアウト',
  signedOut: 'サインアウトしました。',
  notSignedIn: 'サインインしていません。',
  name: '名前',
  userName: 'ユーザー名',
  cardNumber: 'カード番号',
  noCard: 'カードは登録されていません。',
  confirmSignOut: 'サインアウトしますか?',
  tryAgain: '再試行',
  requestId: '要求 ID',
  refused:
    'サインインできませんでした。もう一度お試しください。繰り返し発生する場合は、管理者に要求 ID をお知らせください。',
  notFound: 'このアドレスにはサインインのページがありません。',
  wrongAddress: 'このリンクは許可されていないアドレスを指しています。',
  tooMany: '試行回数が多すぎます。1 分待ってから、もう一度お試しください。',
  unavailable: '現在サインインできません。1 分後にもう一度お試しください。',
};

export const texts: Readonly<Record<Language, Texts>> = { en, de, fr, ja };
