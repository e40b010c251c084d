// Only what must be given: nobody who deploys, nobody to alert.
using '../../../infra/main.bicep'

param name = 'contoso'
