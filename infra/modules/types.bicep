@export()
@description('Tags of a resource.')
type Tags = {
  *: string
}

@export()
@description('Settings of the function app, by name.')
type Settings = {
  *: string
}
