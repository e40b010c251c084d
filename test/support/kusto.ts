import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, runInContext } from 'node:vm';

/** The part of Microsoft's language service that is used. Its own declarations are two megabytes, and all of it is global. */
interface Language {
  readonly Symbols: {
    readonly TableSymbol: { From(columns: string): { WithName(name: string): unknown } };
    readonly DatabaseSymbol: {
      readonly $ctor1: new (name: string, tables: unknown[], open: boolean) => unknown;
    };
  };
  readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
  readonly KustoCode: {
    ParseAndAnalyze(query: string, globals: unknown): { GetDiagnostics(): Diagnostics };
  };
}
interface Diagnostics {
  readonly Count: number;
  getItem(index: number): { readonly Message: string; readonly Start: number };
}

/** What every table of Application Insights has. */
const shared = `timestamp:datetime, itemType:string, customDimensions:dynamic, operation_Name:string, operation_Id:string,
  operation_ParentId:string, operation_SyntheticSource:string, session_Id:string, user_Id:string, user_AuthenticatedId:string,
  user_AccountId:string, application_Version:string, client_Type:string, client_Model:string, client_OS:string, client_IP:string,
  client_City:string, client_StateOrProvince:string, client_CountryOrRegion:string, client_Browser:string, cloud_RoleName:string,
  cloud_RoleInstance:string, appId:string, appName:string, iKey:string, sdkVersion:string, itemId:string, itemCount:int,
  _ResourceId:string`;

const called = `id:string, name:string, success:string, resultCode:string, duration:real, performanceBucket:string,
  customMeasurements:dynamic`;

/**
 * The columns that each table has besides, under the names that queries in the scope of an Application Insights resource use:
 * learn.microsoft.com/azure/azure-monitor/app/data-model-complete.
 */
const tables = {
  requests: `${called}, source:string, url:string`,
  dependencies: `${called}, target:string, type:string, data:string`,
  traces: 'message:string, severityLevel:int, customMeasurements:dynamic',
  exceptions: `problemId:string, handledAt:string, type:string, message:string, assembly:string, method:string, outerType:string,
    outerMessage:string, outerAssembly:string, outerMethod:string, innermostType:string, innermostMessage:string,
    innermostAssembly:string, innermostMethod:string, severityLevel:int, details:dynamic, customMeasurements:dynamic`,
  customMetrics: `name:string, value:real, valueCount:int, valueSum:real, valueMin:real, valueMax:real, valueStdDev:real`,
};

/** Loads the language service, which takes a second or two, and gives what it finds wrong with a query of Application Insights. */
export function loadKusto(): (query: string) => readonly string[] {
  // Its scripts declare what they have globally: in a context of their own nothing else sees it.
  const context = createContext({ console });
  const { resolve } = createRequire(import.meta.url);
  for (const file of ['bridge.min.js', 'Kusto.Language.Bridge.min.js'])
    runInContext(readFileSync(resolve(`@kusto/language-service-next/${file}`), 'utf8'), context);
  const { Symbols, GlobalState, KustoCode } = runInContext('Kusto.Language', context) as Language;
  const symbols = Object.entries(tables).map(([name, columns]) =>
    Symbols.TableSymbol.From(`(${shared}, ${columns})`).WithName(name),
  );
  const globals = GlobalState.Default.WithDatabase(
    new Symbols.DatabaseSymbol.$ctor1('insights', symbols, false),
  );
  return (query) => {
    const found = KustoCode.ParseAndAnalyze(query, globals).GetDiagnostics();
    return Array.from({ length: found.Count }, (_, index) => {
      const { Message, Start } = found.getItem(index);
      return `${Message} (at "${query.slice(Start, Start + 30)}")`;
    });
  };
}
