/** The part of a person that a move to another office changes. */
export interface Office {
  readonly physicalDeliveryOfficeName: string;
  readonly streetAddress: string;
  readonly city: string;
  readonly state: string;
  readonly postalCode: string;
  readonly country: string;
}

function office(...values: readonly [string, string, string, string, string, string]): Office {
  const [physicalDeliveryOfficeName, streetAddress, city, state, postalCode, country] = values;
  return { physicalDeliveryOfficeName, streetAddress, city, state, postalCode, country };
}

/** The offices of Contoso; two of the postal codes begin with a zero, which a number would lose. */
export const offices = {
  zurich: office('ZRH 4', 'Bahnhofstraße 12', 'Zürich', 'ZH', '8001', 'CH'),
  tokyo: office('東京 7F', '千代田区丸の内1丁目9番1号', '東京', '東京都', '100-0005', 'JP'),
  cairo: office('CAI 2', '١٢ شارع التحرير', 'القاهرة', 'القاهرة', '11511', 'EG'),
  warsaw: office('WAW 1', 'ul. Świętokrzyska 31/33', 'Warszawa', 'Mazowieckie', '00-049', 'PL'),
  athens: office('ATH 3', 'Οδός Ερμού 18', 'Αθήνα', 'Αττική', '105 63', 'GR'),
  boston: office('BOS 0', '22 King\'s Chapel Row, "The Annex"', 'Boston', 'MA', '02108', 'US'),
} as const;

/** The name of an office. */
export type OfficeName = keyof typeof offices;
