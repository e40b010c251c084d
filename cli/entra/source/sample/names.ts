import type { OfficeName } from './office.ts';

/** A name as it is written, and in the letters of a sign-in name. */
type Name = readonly [written: string, latin: string];

/** People of one language, and where they work. */
export interface Language {
  readonly tag: string;
  readonly office: OfficeName;
  /** Whether the surname comes first. */
  readonly surnameFirst?: true;
  readonly given: readonly Name[];
  readonly surnames: readonly Name[];
  readonly titles: readonly string[];
}

/** Names whose written form has other letters are given as `written/latin`. */
function names(list: string): readonly Name[] {
  return list.split(' ').map((name) => {
    const [written = '', latin = written] = name.split('/');
    return [written, latin.toLowerCase()];
  });
}

/** The two of Noël and Åsa are written with combining marks on purpose: a service that normalises text would change them. */
export const languages: readonly Language[] = [
  {
    tag: 'de-CH',
    office: 'zurich',
    given: names('Jürg/juerg Käthi/kaethi Urs Reto Ursina Beat Vreni Lukas Noe\u0308l/noel Flurina'),
    surnames: names('Müller/mueller Bürgi/buergi Frei Zürcher/zuercher Strauß/strauss Gerber Ammann Wyss'),
    titles: ['Sachbearbeiterin', 'Leiter Einkauf', 'Druckvorstufe', 'Geschäftsführer'],
  },
  {
    tag: 'en-US',
    office: 'boston',
    given: names("Grace Wendell Zoë/zoe Marcus D'Arcy/darcy Hannah Ruth Caleb Priya Anne-Marie"),
    surnames: names("O'Neill/oneill Smith Washington Van-Dyke Fitzgerald Patel Nguyen McAllister"),
    titles: ['Counsel', 'Print services lead', 'Engineer', 'Office manager'],
  },
  {
    tag: 'ja-JP',
    office: 'tokyo',
    surnameFirst: true,
    given: names('陽菜/hina 大翔/hiroto 愛子/aiko 蓮/ren 結衣/yui 健太/kenta さくら/sakura 翔/sho'),
    surnames: names('佐藤/sato 鈴木/suzuki 高橋/takahashi 田中/tanaka 渡辺/watanabe 小林/kobayashi'),
    titles: ['課長', 'デザイナー', '主任', '部長'],
  },
  {
    tag: 'ar-EG',
    office: 'cairo',
    given: names('ليلى/layla عمر/omar فاطمة/fatima يوسف/youssef نور/nour حسن/hassan'),
    surnames: names('حداد/haddad الفارسي/alfarsi منصور/mansour سالم/salem خليل/khalil'),
    titles: ['مديرة الدعم', 'مهندس', 'محاسب'],
  },
  {
    tag: 'pl-PL',
    office: 'warsaw',
    given: names('Zofia Łukasz/lukasz Małgorzata/malgorzata Paweł/pawel Grażyna/grazyna Jan'),
    surnames: names('Wiśniewska/wisniewska Żółkiewski/zolkiewski Dąbrowski/dabrowski Kowalczyk Nowak'),
    titles: ['Główna księgowa', 'Księgowy', 'Specjalista'],
  },
  {
    tag: 'el-GR',
    office: 'athens',
    given: names('Ελένη/eleni Νίκος/nikos Μαρία/maria Γιάννης/giannis Σοφία/sofia'),
    surnames: names('Οικονόμου/oikonomou Γεωργίου/georgiou Παπαδόπουλος/papadopoulos Δήμου/dimou'),
    titles: ['Διευθύντρια', 'Σύμβουλος', 'Τεχνικός'],
  },
  {
    tag: 'sv-SE',
    office: 'zurich',
    given: names('A\u030Asa/asa Björn/bjoern Märta/maerta Sören/soeren Elin Gösta/goesta'),
    surnames: names('Lindqvist Åkesson/akesson Öberg/oeberg Sjöström/sjoestroem Ek'),
    titles: ['Kemist', 'Projektledare', 'Tekniker'],
  },
  {
    tag: 'vi-VN',
    office: 'tokyo',
    surnameFirst: true,
    given: names('Ngọc/ngoc Hương/huong Tuấn/tuan Thảo/thao Đức/duc'),
    surnames: names('Nguyễn/nguyen Trần/tran Đặng/dang Phạm/pham'),
    titles: ['Kỹ sư', 'Trưởng phòng'],
  },
  {
    tag: 'ru-RU',
    office: 'warsaw',
    given: names('Анна/anna Дмитрий/dmitri Ольга/olga Фёдор/fyodor Юлия/yulia'),
    surnames: names('Ковалёв/kovalev Соколова/sokolova Щербаков/shcherbakov Попов/popov'),
    titles: ['Инженер', 'Бухгалтер'],
  },
  {
    tag: 'pt-BR',
    office: 'boston',
    given: names('João/joao Inês/ines Antônio/antonio Conceição/conceicao Luís/luis'),
    surnames: names('Gonçalves/goncalves Araújo/araujo Simões/simoes Magalhães/magalhaes Sá/sa'),
    titles: ['Técnico', 'Gerente de impressão'],
  },
];

/** What a department is called, in every language. */
export const departments: readonly string[] = [
  ...['Board', 'Legal', 'Research', 'Support', 'Einkauf', 'Księgowość', 'Πωλήσεις', 'デザイン部'],
  ...['Druck & Versand', 'Sales, "Field"', 'Qualité', 'Logistik'],
];
