import { LocationProvider, Route, Router } from 'preact-iso/router';
import { Frame } from './frame.tsx';
import { AddProvider } from './pages/AddProvider.tsx';
import { DeploymentPage } from './pages/deployment/DeploymentPage.tsx';
import { NotFound } from './pages/NotFound.tsx';
import { OverviewPage } from './pages/Overview.tsx';
import { SignIn } from './pages/SignIn.tsx';
import { Start } from './pages/Start.tsx';
import { Tenants } from './pages/Tenants.tsx';
import { TenantPage } from './pages/tenant/TenantPage.tsx';
import { me } from './state/session.ts';
import { ShownOnceDialog } from './parts/ShownOnceDialog.tsx';

/** The whole page: it signs in first, and then shows the screen that the address names. */
export function App() {
  return (
    <LocationProvider scope="/console">
      {me.value === undefined ? (
        <SignIn />
      ) : (
        <Frame>
          <Router>
            <Route path="/console" component={Start} />
            <Route path="/console/overview" component={OverviewPage} />
            <Route path="/console/deployment" component={DeploymentPage} />
            <Route path="/console/tenants" component={Tenants} />
            <Route path="/console/add" component={AddProvider} />
            <Route path="/console/tenants/:tenant/:tab?/:id?" component={TenantPage} />
            <Route default component={NotFound} />
          </Router>
        </Frame>
      )}
      <ShownOnceDialog />
    </LocationProvider>
  );
}
